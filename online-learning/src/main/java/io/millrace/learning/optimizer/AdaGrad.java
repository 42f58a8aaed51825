package io.millrace.learning.optimizer;

import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * AdaGrad: each weight has its own rate, which falls with the gradients that it has seen. G += g²; w −= η·g/√(G + ε). Duchi, Hazan and
 * Singer 2011.
 *
 * @param schedule of the learning rate η, &gt; 0 at the first step
 * @param epsilon ε, &gt; 0
 */
public record AdaGrad(Schedule schedule, double epsilon) implements Optimizer {
    /** Rate 0.1, ε 1e-8: River's defaults. */
    public static final AdaGrad DEFAULTS = new AdaGrad(new ConstantRate(0.1), 1e-8);

    static final String NAME = "adagrad";

    /** Checks the values. */
    public AdaGrad {
        Rates.check(schedule).positive("epsilon", epsilon).done();
    }

    /** With a constant learning rate, else {@link #DEFAULTS}. */
    public static AdaGrad withRate(double learningRate) {
        return new AdaGrad(new ConstantRate(learningRate), DEFAULTS.epsilon);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptimizerState newState(int dimension) {
        return new AdaGradState(this, new double[dimension]);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.text(NAME);
        schedule.writeTo(out);
        out.number(epsilon);
    }
}
