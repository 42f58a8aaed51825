package io.millrace.drift.distribution;

/**
 * First Wasserstein (earth mover's) distance ∫ |F(x) − G(x)| dx, in the unit of the values: how far a value must move on
 * average to make one distribution the other.
 */
public final class Wasserstein {
    /** Least standard deviation that a distance is divided by, as in Evidently. */
    public static final double LEAST_STD = 0.001;

    private Wasserstein() {}

    /**
     * The distance between two samples, as SciPy computes it, or between sketches of them: then within twice the sketch's
     * rank error times the range. Linear in the number of entries.
     *
     * @return NaN where one of them is empty
     */
    public static double distance(EmpiricalDistribution reference, EmpiricalDistribution current) {
        if (reference.size() == 0 || current.size() == 0) {
            return Double.NaN;
        }
        double n = reference.count();
        double m = current.count();
        double sum = 0;
        int i = 0;
        int j = 0;
        double previous = Math.min(reference.value(0), current.value(0));
        while (i < reference.size() || j < current.size()) {
            boolean first = j == current.size() || (i < reference.size() && reference.value(i) <= current.value(j));
            double value = first ? reference.value(i) : current.value(j);
            double below = i == 0 ? 0 : reference.cumulative(i - 1) / n;
            double other = j == 0 ? 0 : current.cumulative(j - 1) / m;
            double height = Math.abs(below - other);
            // a difference of values may overflow, and infinity times 0 is none
            sum += height == 0 ? 0 : height * (value - previous);
            previous = value;
            if (first) {
                i++;
            } else {
                j++;
            }
        }
        return Math.min(sum, Double.MAX_VALUE);
    }

    /**
     * The distance between two distributions of which only counts per bin are known, values taken as spread evenly over
     * each bin. It differs from the distance of the values by at most Σ max(r, c) · width over the bins that are within
     * {@code low} and {@code high}, r and c the shares in a bin; values beyond these count as lying on them.
     *
     * @param edges increasing cuts between the bins
     * @param low where the first bin begins; at most the first edge
     * @param high where the last bin ends; at least the last edge
     * @param reference shares per bin, one more than edges
     * @param current shares of the same bins
     * @return NaN where one of them has nothing counted
     */
    public static double binned(double[] edges, double low, double high, double[] reference, double[] current) {
        if (!Shares.check(reference, current)) {
            return Double.NaN;
        }
        if (reference.length != edges.length + 1) {
            throw new IllegalArgumentException(
                    "shares must be one more than edges, " + (edges.length + 1) + ", found " + reference.length);
        }
        double sum = 0;
        double difference = 0;
        for (int bin = 0; bin < reference.length; bin++) {
            double from = bin == 0 ? low : edges[bin - 1];
            double to = bin == edges.length ? high : edges[bin];
            double next = difference + reference[bin] - current[bin];
            double height = meanOfAbsolute(difference, next);
            // a width may overflow, and infinity times 0 is none
            sum += height == 0 ? 0 : height * Math.max(0, to - from);
            difference = next;
        }
        return Math.min(sum, Double.MAX_VALUE);
    }

    /** Mean of |x| along the straight line from {@code a} to {@code b}. */
    private static double meanOfAbsolute(double a, double b) {
        if (a * b >= 0) {
            return Math.abs(a + b) / 2;
        }
        return (a * a + b * b) / (2 * Math.abs(a - b));
    }

    /**
     * A distance in units of the reference's standard deviation, so that one threshold fits all features.
     *
     * @param std the reference's standard deviation (divided by count); taken as at least {@value #LEAST_STD}
     */
    public static double normed(double distance, double std) {
        return distance / Math.max(std, LEAST_STD);
    }
}
