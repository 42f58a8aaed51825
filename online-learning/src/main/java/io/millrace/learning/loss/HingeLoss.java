package io.millrace.learning.loss;

/** max(0, 1 − sp), the loss of support vector machines. At the corner the gradient is −s, as in scikit-learn. */
public record HingeLoss() implements BinaryLoss {
    static final String NAME = "hinge";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double value(double p, double s) {
        return Math.max(0, 1 - s * p);
    }

    @Override
    public double gradient(double p, double s) {
        return s * p <= 1 ? -s : 0;
    }
}
