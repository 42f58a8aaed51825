package io.millrace.drift.distribution;

import org.apache.commons.numbers.gamma.RegularizedGamma;

/** Pearson's chi-square: Σ (observed − expected)² / expected. */
public final class ChiSquare {
    private ChiSquare() {}

    /**
     * Goodness of fit of current counts to the reference's shares, as Evidently and SciPy's {@code chisquare} do it; parts
     * that neither has are left out, and k parts have k − 1 degrees of freedom. The reference counts as known exactly, so
     * use {@link #homogeneity} where it is no larger than the current sample.
     *
     * @return infinite, with p 0, where the current sample has a part that the reference lacks; statistic 0 with p 1 where
     *     there is one part; none where one of them has nothing counted
     * @throws IllegalArgumentException if lengths differ, counts are negative or shares are none
     */
    public static TestResult goodnessOfFit(double[] reference, long[] current) {
        double n = Shares.sum(current);
        if (!Shares.check(reference, Shares.of(current))) {
            return TestResult.NONE;
        }
        double statistic = 0;
        int parts = 0;
        for (int i = 0; i < reference.length; i++) {
            if (reference[i] > 0) {
                double expected = reference[i] * n;
                statistic += (current[i] - expected) * (current[i] - expected) / expected;
                parts++;
            } else if (current[i] > 0) {
                return new TestResult(Double.POSITIVE_INFINITY, 0);
            }
        }
        return new TestResult(statistic, survival(statistic, parts - 1));
    }

    /**
     * Whether two samples are of one distribution: chi-square of their 2 × k table, SciPy's {@code chi2_contingency}
     * without correction. Parts that neither has are left out. Trust it where most expected counts are five or more.
     *
     * @return statistic 0 with p 1 where there is one part; none where one of them has nothing counted
     * @throws IllegalArgumentException if lengths differ or counts are negative
     */
    public static TestResult homogeneity(long[] reference, long[] current) {
        if (reference.length != current.length) {
            throw new IllegalArgumentException(
                    "counts must be as many as in the reference, " + reference.length + ", found " + current.length);
        }
        double n = Shares.sum(reference);
        double m = Shares.sum(current);
        if (n == 0 || m == 0) {
            return TestResult.NONE;
        }
        double statistic = 0;
        int parts = 0;
        for (int i = 0; i < reference.length; i++) {
            double both = (double) reference[i] + current[i];
            if (both > 0) {
                // both cells of a column, as one term
                double difference = reference[i] / n - current[i] / m;
                statistic += difference * difference * n * m / both;
                parts++;
            }
        }
        return new TestResult(statistic, survival(statistic, parts - 1));
    }

    /** Probability that chi-square with {@code degrees} of freedom is above {@code statistic}. */
    public static double survival(double statistic, int degrees) {
        if (degrees < 1) {
            return 1;
        }
        return Double.isInfinite(statistic) ? 0 : RegularizedGamma.Q.value(degrees / 2.0, statistic / 2);
    }
}
