package io.millrace.learning.loss;

/** ½(p − y)², as scikit-learn counts its {@code squared_error}. */
public record HalfSquaredLoss() implements RegressionLoss {
    static final String NAME = "half-squared";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double value(double p, double y) {
        return 0.5 * (p - y) * (p - y);
    }

    @Override
    public double gradient(double p, double y) {
        return p - y;
    }
}
