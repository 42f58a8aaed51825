package io.millrace.drift.detector;

/** The upper tail of the standard normal distribution; M. Abramowitz, I. Stegun, "Handbook of mathematical functions", 26.2.11 and 26.2.14. */
final class NormalTail {
    private static final double SERIES_UP_TO = 3;
    private static final int TERMS = 200;

    private NormalTail() {}

    /** Probability of a value above z, to 1e-13 relative or better for z in [0, 8]. */
    static double above(double z) {
        if (z < 0) {
            return 1 - above(-z);
        }
        double density = StrictMath.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        if (z < SERIES_UP_TO) {
            double term = z;
            double sum = 0;
            for (int k = 1; k < TERMS; k++) {
                sum += term;
                term *= z * z / (2 * k + 1);
            }
            return 0.5 - density * sum;
        }
        double fraction = z;
        for (int k = TERMS; k > 0; k--) {
            fraction = z + k / fraction;
        }
        return density / fraction;
    }

    /** The z above which lies {@code probability}, in (0, 1). */
    static double quantile(double probability) {
        double low = -40;
        double high = 40;
        while (true) {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high) {
                return high;
            }
            if (above(middle) > probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
    }
}
