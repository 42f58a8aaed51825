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

    /**
     * The index of two samples as Evidently computes it today for numbers of more than 20 different reference values: over
     * bins of equal width from the least to the greatest value of both, as many as Sturges' rule gives, ⌈log₂(n + m)⌉ + 1; each
     * with its lower end, the last with both. For comparison: the bins move with the current sample, and one outlier puts all
     * other values into one bin.
     *
     * @return NaN where one of them is empty, 0 where all values are the same
     */
    public static double sturges(EmpiricalDistribution reference, EmpiricalDistribution current) {
        if (reference.size() == 0 || current.size() == 0) {
            return Double.NaN;
        }
        double low = Math.min(reference.value(0), current.value(0));
        double high = Math.max(reference.value(reference.size() - 1), current.value(current.size() - 1));
        double log = Math.log((double) reference.count() + current.count()) / Math.log(2);
        int bins = (int) Math.ceil(log + 1);
        return high > low ? of(shares(reference, low, high, bins), shares(current, low, high, bins)) : 0;
    }

    private static double[] shares(EmpiricalDistribution values, double low, double high, int bins) {
        long[] counts = new long[bins];
        long below = 0;
        for (int bin = 0; bin < bins; bin++) {
            // halves first: the difference of two large values may overflow
            double end = low + 2 * ((high / 2 - low / 2) * (bin + 1) / bins);
            long upTo = bin == bins - 1 ? values.count() : values.countUpTo(Math.nextDown(end));
            counts[bin] = upTo - below;
            below = upTo;
        }
        return Shares.of(counts);
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
