package io.millrace.benchmarks;

import java.util.stream.LongStream;

/**
 * How figures are spread; all 0 where there are none.
 *
 * @param count of the figures
 * @param p50 the least that half of them do not exceed
 * @param p99 the least that 99 % do not exceed
 * @param max the greatest
 */
record Percentiles(long count, long p50, long p99, long max) {
    /** The spread of these figures. */
    static Percentiles of(LongStream figures) {
        long[] sorted = figures.sorted().toArray();
        return sorted.length == 0
                ? new Percentiles(0, 0, 0, 0)
                : new Percentiles(sorted.length, at(sorted, 0.5), at(sorted, 0.99), sorted[sorted.length - 1]);
    }

    private static long at(long[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
