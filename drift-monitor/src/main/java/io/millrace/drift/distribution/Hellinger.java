package io.millrace.drift.distribution;

/** Hellinger distance: √(Σ (√r − √c)² / 2), in [0, 1]; 1 for distributions with no part in common. */
public final class Hellinger {
    private Hellinger() {}

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
            double difference = Math.sqrt(reference[i]) - Math.sqrt(current[i]);
            sum += difference * difference;
        }
        return Math.sqrt(sum / 2);
    }
}
