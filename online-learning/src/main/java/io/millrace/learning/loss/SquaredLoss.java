package io.millrace.learning.loss;

/** (p − y)², as River counts it. */
public record SquaredLoss() implements RegressionLoss {
    static final String NAME = "squared";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double value(double p, double y) {
        return (p - y) * (p - y);
    }

    @Override
    public double gradient(double p, double y) {
        return 2 * (p - y);
    }
}
