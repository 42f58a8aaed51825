package io.millrace.learning.loss;

/** Logistic loss ln(1 + e<sup>−sp</sup>): the one under which 1/(1+e<sup>−p</sup>) is a probability. */
public record LogLoss() implements BinaryLoss {
    static final String NAME = "log";
    /** Beyond it e<sup>−|sp|</sup> vanishes beside 1, as in River and scikit-learn. */
    private static final double FAR = 18;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double value(double p, double s) {
        double margin = s * p;
        return margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
    }

    @Override
    public double gradient(double p, double s) {
        double margin = s * p;
        if (margin > FAR) {
            return -s * Math.exp(-margin);
        }
        if (margin < -FAR) {
            return -s;
        }
        return -s / (Math.exp(margin) + 1);
    }

    /** Probability less label: the exponential is not worked out twice. */
    @Override
    public double gradient(double p, double s, double probability) {
        return probability - (s + 1) / 2;
    }
}
