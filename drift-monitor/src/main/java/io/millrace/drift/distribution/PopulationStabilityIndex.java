package io.millrace.drift.distribution;

/**
 * PSI = Σ (r − c) · ln(r / c) over bins, r the reference's share and c the current one; 0 for equal shares, unbounded.
 * Below 0.1 is usually called no change and above 0.25 a great one. Its expectation under no change is about (bins − 1) ·
 * (1/n + 1/m), so small samples in many bins give large values: judge it beside a p-value.
 *
 * <p>Evidently's rule for a share of 0: it becomes 0.0001, or a millionth of the list's smallest other share where that is
 * at most 0.0001. The shares are not scaled to 1 again.
 */
public final class PopulationStabilityIndex {
    private static final double ZERO_SHARE = 1e-4;
    private static final double ZERO_FRACTION = 1e6;

    private PopulationStabilityIndex() {}

    /**
     * The index.
     *
     * @param reference shares, adding up to 1
     * @param current shares of the same bins
     * @return NaN where one of them has nothing counted
     * @throws IllegalArgumentException if lengths differ or shares are none
     */
    public static double of(double[] reference, double[] current) {
        if (!Shares.check(reference, current)) {
            return Double.NaN;
        }
        double referenceZero = zero(reference);
        double currentZero = zero(current);
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double r = reference[i] == 0 ? referenceZero : reference[i];
            double c = current[i] == 0 ? currentZero : current[i];
            sum += (r - c) * Math.log(r / c);
        }
        return sum;
    }

    /** What stands for a share of 0. */
    private static double zero(double[] shares) {
        double least = Double.POSITIVE_INFINITY;
        for (double share : shares) {
            if (share > 0) {
                least = Math.min(least, share);
            }
        }
        return least <= ZERO_SHARE ? least / ZERO_FRACTION : ZERO_SHARE;
    }
}
