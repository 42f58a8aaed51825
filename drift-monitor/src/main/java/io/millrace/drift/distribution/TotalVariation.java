package io.millrace.drift.distribution;

/**
 * Total variation distance: Σ |r − c| / 2, in [0, 1]: the share of values that would have to change to make one
 * distribution the other.
 */
public final class TotalVariation {
    private TotalVariation() {}

    /**
     * The distance.
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
            sum += Math.abs(reference[i] - current[i]);
        }
        return sum / 2;
    }
}
