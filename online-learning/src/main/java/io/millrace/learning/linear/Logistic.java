package io.millrace.learning.linear;

/**
 * The logistic function 1/(1 + e<sup>−p</sup>), within 5·10<sup>−16</sup> of itself.
 *
 * <p>Each step of a learner waits for it, so it is Taylor's series around the nearest of {@value #STEPS} points to the unit, seven powers of a distance of 1/32 at most:
 * products and sums only, of which most do not wait for each other, where the exponential and a division are a long chain. 3 to 4 ns of the 31 that a row of 30 features takes
 * ({@code benchmarks/README.md}). Beyond ±{@value #FAR} it is the formula. No processor's own exponential is in it, so it is the same everywhere.
 *
 * <p>The table has 41 KB.
 */
final class Logistic {
    private static final int FAR = 20;
    private static final int STEPS = 16;
    private static final int POWERS = 8;
    /** Added and taken away again, it leaves the nearest whole number; and its last bits are that number. */
    private static final double ROUNDING = 0x1.8p52;

    private static final double[] SERIES = series();

    private Logistic() {}

    /** NaN of NaN, 0 and 1 of the infinities. */
    static double of(double p) {
        if (!(p > -FAR && p < FAR)) {
            return 1 / (1 + StrictMath.exp(-p));
        }
        double rounded = p * STEPS + ROUNDING;
        double r = p - (rounded - ROUNDING) * (1.0 / STEPS);
        int i = POWERS * ((int) Double.doubleToRawLongBits(rounded) + FAR * STEPS);
        double[] c = SERIES;
        double r2 = r * r;
        double low = (c[i] + c[i + 1] * r) + (c[i + 2] + c[i + 3] * r) * r2;
        double high = (c[i + 4] + c[i + 5] * r) + (c[i + 6] + c[i + 7] * r) * r2;
        return low + high * (r2 * r2);
    }

    private static double[] series() {
        double[] all = new double[POWERS * (2 * FAR * STEPS + 1)];
        for (int k = 0; k <= 2 * FAR * STEPS; k++) {
            write((double) k / STEPS - FAR, all, POWERS * k);
        }
        return all;
    }

    /** Coefficients around p. As s′ = s − s², n·c[n] = c[n − 1] − Σ c[i]·c[n − 1 − i]; the terms with c[0] = s are taken together, as 1 − 2s has all its digits so. */
    private static void write(double p, double[] all, int at) {
        double e = StrictMath.exp(-Math.abs(p));
        double near = 1 / (1 + e);
        double far = e / (1 + e);
        double oneLessTwice = (p < 0 ? 1 - e : e - 1) / (1 + e);
        all[at] = p < 0 ? far : near;
        all[at + 1] = near * far;
        for (int n = 2; n < POWERS; n++) {
            double sum = oneLessTwice * all[at + n - 1];
            for (int i = 1; i < n - 1; i++) {
                sum -= all[at + i] * all[at + n - 1 - i];
            }
            all[at + n] = sum / n;
        }
    }
}
