package io.millrace.drift.distribution;

/**
 * Jensen-Shannon distance: √((KL(r‖m) + KL(c‖m)) / 2), m the mean of both. Symmetric, defined for any shares; a metric
 * (Endres and Schindelin 2003). In [0, √ln 2] with natural logarithms (SciPy, Evidently), in [0, 1] with base 2 (NannyML).
 */
public final class JensenShannon {
    private JensenShannon() {}

    /**
     * The distance with natural logarithms.
     *
     * @return NaN where one of them has nothing counted
     * @throws IllegalArgumentException if lengths differ or shares are none
     */
    public static double distance(double[] reference, double[] current) {
        if (!Shares.check(reference, current)) {
            return Double.NaN;
        }
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double mean = (reference[i] + current[i]) / 2;
            sum += part(reference[i], mean) + part(current[i], mean);
        }
        return Math.sqrt(Math.max(0, sum / 2));
    }

    /** The distance with logarithms of base 2; otherwise as {@link #distance}. */
    public static double distanceBase2(double[] reference, double[] current) {
        return distance(reference, current) / Math.sqrt(Math.log(2));
    }

    private static double part(double share, double mean) {
        return share > 0 ? share * Math.log(share / mean) : 0;
    }
}
