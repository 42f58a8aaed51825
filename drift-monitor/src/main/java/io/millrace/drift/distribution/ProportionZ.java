package io.millrace.drift.distribution;

import org.apache.commons.numbers.gamma.Erfc;

/**
 * Two-sided z-test of two proportions: z = (p₁ − p₂) / √(P(1 − P)(1/n₁ + 1/n₂)), P the pooled share. Trust it where each
 * group has some five hits and five misses.
 */
public final class ProportionZ {
    private ProportionZ() {}

    /**
     * The test.
     *
     * @param hits how many of the first group
     * @param rows size of the first group
     * @param otherHits how many of the second group
     * @param otherRows size of the second group
     * @return z is 0 and p is 1 where both groups have no hits or nothing but hits; none where a group is empty
     * @throws IllegalArgumentException if hits are negative or more than rows
     */
    public static TestResult test(long hits, long rows, long otherHits, long otherRows) {
        require(hits, rows);
        require(otherHits, otherRows);
        if (rows == 0 || otherRows == 0) {
            return TestResult.NONE;
        }
        double n = rows;
        double m = otherRows;
        double pooled = ((double) hits + otherHits) / (n + m);
        double variance = pooled * (1 - pooled) * (1 / n + 1 / m);
        if (!(variance > 0)) {
            return new TestResult(0, 1);
        }
        double z = (hits / n - otherHits / m) / Math.sqrt(variance);
        return new TestResult(z, Erfc.value(Math.abs(z) / Math.sqrt(2)));
    }

    private static void require(long hits, long rows) {
        if (hits < 0 || hits > rows) {
            throw new IllegalArgumentException("hits must be in [0, " + rows + "], found " + hits);
        }
    }
}
