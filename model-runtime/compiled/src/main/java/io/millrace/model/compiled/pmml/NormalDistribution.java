package io.millrace.model.compiled.pmml;

/**
 * The standard normal distribution, by Taylor's series around 0 (Marsaglia: Evaluating the Normal Distribution, Journal of
 * Statistical Software 11, 2004). Absolute error below 1e-15.
 */
final class NormalDistribution {
    private static final double HALF_LOG_TWO_PI = 0.9189385332046728;

    /** Beyond, the distribution is 0 or 1 up to the error. */
    private static final double BOUND = 8;

    private NormalDistribution() {}

    /** Probability of a value up to {@code x}. */
    static double cumulative(double x) {
        if (Math.abs(x) > BOUND) {
            return x < 0 ? 0 : 1;
        }
        double sum = x;
        double term = x;
        double before = 0;
        for (int i = 3; sum != before; i += 2) {
            before = sum;
            term *= x * x / i;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-0.5 * x * x - HALF_LOG_TWO_PI);
    }
}
