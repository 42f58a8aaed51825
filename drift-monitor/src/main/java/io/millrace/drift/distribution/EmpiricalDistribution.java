package io.millrace.drift.distribution;

import java.util.Arrays;

/**
 * Values with weights, in order: a sample, where each value weighs 1, or a sketch of one. Immutable.
 */
public final class EmpiricalDistribution {
    private final double[] values;
    private final long[] cumulative;

    private EmpiricalDistribution(double[] values, long[] cumulative) {
        this.values = values;
        this.cumulative = cumulative;
    }

    /**
     * A sample, copied and sorted.
     *
     * @throws IllegalArgumentException if a value is NaN or infinite
     */
    public static EmpiricalDistribution of(double... sample) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        long[] cumulative = new long[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            cumulative[i] = i + 1L;
        }
        return ofSorted(sorted, cumulative);
    }

    /**
     * Values with weights; the arrays are not copied and must not change.
     *
     * @param values not decreasing, finite
     * @param cumulative weight of all values up to and with the {@code i}th, increasing
     * @throws IllegalArgumentException if lengths differ, or values or weights do not increase
     */
    public static EmpiricalDistribution ofSorted(double[] values, long[] cumulative) {
        if (values.length != cumulative.length) {
            throw new IllegalArgumentException(
                    "must be as many weights as values " + values.length + ", found " + cumulative.length);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i]) || (i > 0 && values[i] < values[i - 1])) {
                throw new IllegalArgumentException(
                        "values must be finite and sorted: value " + i + ", found " + values[i]);
            }
            if (cumulative[i] <= (i > 0 ? cumulative[i - 1] : 0)) {
                throw new IllegalArgumentException(
                        "cumulative weights must be > 0 and increase: weight " + i + ", found " + cumulative[i]);
            }
        }
        return new EmpiricalDistribution(values, cumulative);
    }

    /** Entries; a sketch has fewer than values it stands for. */
    public int size() {
        return values.length;
    }

    /** Values it stands for: the sum of weights. */
    public long count() {
        return cumulative.length == 0 ? 0 : cumulative[cumulative.length - 1];
    }

    /** The {@code i}th value, from the least. */
    public double value(int i) {
        return values[i];
    }

    /** Weight of all values up to and with the {@code i}th. */
    public long cumulative(int i) {
        return cumulative[i];
    }

    /** Weight of all values at most {@code value}. */
    public long countUpTo(double value) {
        int low = 0;
        int high = values.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : cumulative[low - 1];
    }

    /**
     * The least value with at least {@code rank} of the weight at or below it.
     *
     * @param rank from 1 to {@link #count}
     */
    public double atRank(long rank) {
        int found = Arrays.binarySearch(cumulative, rank);
        return values[found >= 0 ? found : -found - 1];
    }

    /** Arithmetic mean; NaN where there is no value. */
    public double mean() {
        double mean = 0;
        long before = 0;
        for (int i = 0; i < values.length; i++) {
            double share = (double) (cumulative[i] - before) / cumulative[i];
            // halves first: the difference of two large values may overflow
            mean += 2 * ((values[i] / 2 - mean / 2) * share);
            before = cumulative[i];
        }
        return values.length == 0 ? Double.NaN : Math.min(Math.max(mean, values[0]), values[values.length - 1]);
    }

    /** Standard deviation of these values (divided by count, not count - 1); NaN where there is no value. */
    public double std() {
        if (values.length == 0) {
            return Double.NaN;
        }
        double mean = mean();
        double scale = Math.max(mean - values[0], values[values.length - 1] - mean);
        if (scale == 0 || Double.isInfinite(scale)) {
            return scale == 0 ? 0 : Double.MAX_VALUE;
        }
        double sum = 0;
        long before = 0;
        for (int i = 0; i < values.length; i++) {
            double part = (values[i] - mean) / scale;
            sum += part * part * (cumulative[i] - before);
            before = cumulative[i];
        }
        return scale * Math.sqrt(sum / count());
    }
}
