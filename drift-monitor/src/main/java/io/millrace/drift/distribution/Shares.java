package io.millrace.drift.distribution;

import java.util.Arrays;

/** Shares of a whole, and the checks that all measures on shares have in common. */
public final class Shares {
    private static final double SUM_TOLERANCE = 1e-6;

    private Shares() {}

    /**
     * Each count divided by their sum; all NaN where nothing was counted.
     *
     * @throws IllegalArgumentException if a count is negative
     */
    public static double[] of(long... counts) {
        double total = sum(counts);
        double[] shares = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            shares[i] = total > 0 ? counts[i] / total : Double.NaN;
        }
        return shares;
    }

    /** Sum of counts. */
    static double sum(long... counts) {
        double total = 0;
        for (long count : counts) {
            if (count < 0) {
                throw new IllegalArgumentException("counts must be >= 0: found " + Arrays.toString(counts));
            }
            total += count;
        }
        return total;
    }

    /**
     * Checks two lists of shares of the same parts.
     *
     * @return whether there is an answer: false if one of them has nothing counted
     */
    static boolean check(double[] reference, double[] current) {
        if (reference.length != current.length) {
            throw new IllegalArgumentException(
                    "shares must be as many as in the reference, " + reference.length + ", found " + current.length);
        }
        boolean counted = check(reference);
        return check(current) && counted;
    }

    private static boolean check(double[] shares) {
        double sum = 0;
        for (double share : shares) {
            if (share < 0) {
                throw new IllegalArgumentException("shares must be >= 0: found " + Arrays.toString(shares));
            }
            sum += share;
        }
        if (Double.isNaN(sum) || shares.length == 0) {
            return false;
        }
        if (Math.abs(sum - 1) > SUM_TOLERANCE) {
            throw new IllegalArgumentException("shares must add up to 1: found " + sum);
        }
        return true;
    }
}
