package io.millrace.drift.distribution;

/**
 * Kullback-Leibler divergence KL(r‖c) = Σ r · ln(r / c), in nats; 0 for equal shares, infinite where the current
 * distribution lacks a part that the reference has. Not symmetric.
 */
public final class KullbackLeibler {
    private KullbackLeibler() {}

    /**
     * The divergence of {@code current} from {@code reference}.
     *
     * @return NaN where one of them has nothing counted
     * @throws IllegalArgumentException if lengths differ or shares are none
     */
    public static double of(double[] reference, double[] current) {
        if (!Shares.check(reference, current)) {
            return Double.NaN;
        }
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            if (reference[i] > 0) {
                sum += reference[i] * Math.log(reference[i] / current[i]);
            }
        }
        return Math.max(0, sum);
    }
}
