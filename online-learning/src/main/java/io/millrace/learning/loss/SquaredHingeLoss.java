package io.millrace.learning.loss;

/** max(0, 1 − sp)². */
public record SquaredHingeLoss() implements BinaryLoss {
    static final String NAME = "squared-hinge";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double value(double p, double s) {
        double missing = Math.max(0, 1 - s * p);
        return missing * missing;
    }

    @Override
    public double gradient(double p, double s) {
        return -2 * s * Math.max(0, 1 - s * p);
    }
}
