package io.millrace.learning.optimizer;

import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Adam: m = β₁·m + (1−β₁)·g; v = β₂·v + (1−β₂)·g²; w −= η·√(1−β₂<sup>t</sup>)/(1−β₁<sup>t</sup>)·m/(√v + ε), t counting from 1. Kingma
 * and Ba 2015, the order at the end of their section 2.
 *
 * <p>t counts the steps of all weights, not those of each, as in River.
 *
 * @param schedule of the learning rate η, &gt; 0 at the first step
 * @param beta1 how much of the mean gradient is remembered, in [0, 1), 1 excluded
 * @param beta2 how much of its mean square is remembered, in [0, 1), 1 excluded
 * @param epsilon ε, &gt; 0
 */
public record Adam(Schedule schedule, double beta1, double beta2, double epsilon) implements Optimizer {
    /** Rate 0.1, β₁ 0.9, β₂ 0.999, ε 1e-8: River's defaults. */
    public static final Adam DEFAULTS = new Adam(new ConstantRate(0.1), 0.9, 0.999, 1e-8);

    static final String NAME = "adam";

    /** Checks the values. */
    public Adam {
        Rates.check(schedule)
                .require(beta1 >= 0 && beta1 < 1, "beta1", "must be in [0, 1)", beta1)
                .require(beta2 >= 0 && beta2 < 1, "beta2", "must be in [0, 1)", beta2)
                .positive("epsilon", epsilon)
                .done();
    }

    /** With a constant learning rate, else {@link #DEFAULTS}. */
    public static Adam withRate(double learningRate) {
        return new Adam(new ConstantRate(learningRate), DEFAULTS.beta1, DEFAULTS.beta2, DEFAULTS.epsilon);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptimizerState newState(int dimension) {
        return new AdamState(this, new double[dimension], new double[dimension]);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.text(NAME);
        schedule.writeTo(out);
        out.number(beta1);
        out.number(beta2);
        out.number(epsilon);
    }
}
