package io.millrace.learning.evaluation;

import java.util.Arrays;

/** What a sample says of the uncertainty of its mean. */
public final class SampleMean {
    private SampleMean() {}

    /** Square of the standard error of the mean: the values' variance, with n − 1, over n. NaN for fewer than two values; time n. */
    public static double squaredError(double[] values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return squares / (values.length - 1) / values.length;
    }
}
