package io.millrace.learning.optimizer;

import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * RMSProp: as {@link AdaGrad}, but old gradients are forgotten. G = ρ·G + (1−ρ)·g²; w −= η·g/√(G + ε). Tieleman and Hinton 2012.
 *
 * @param schedule of the learning rate η, &gt; 0 at the first step
 * @param rho ρ, how much is remembered, in [0, 1), 1 excluded
 * @param epsilon ε, &gt; 0
 */
public record RmsProp(Schedule schedule, double rho, double epsilon) implements Optimizer {
    /** Rate 0.1, ρ 0.9, ε 1e-8: River's defaults. */
    public static final RmsProp DEFAULTS = new RmsProp(new ConstantRate(0.1), 0.9, 1e-8);

    static final String NAME = "rmsprop";

    /** Checks the values. */
    public RmsProp {
        Rates.check(schedule)
                .require(rho >= 0 && rho < 1, "rho", "must be in [0, 1)", rho)
                .positive("epsilon", epsilon)
                .done();
    }

    /** With a constant learning rate, else {@link #DEFAULTS}. */
    public static RmsProp withRate(double learningRate) {
        return new RmsProp(new ConstantRate(learningRate), DEFAULTS.rho, DEFAULTS.epsilon);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptimizerState newState(int dimension) {
        return new RmsPropState(this, new double[dimension]);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.text(NAME);
        schedule.writeTo(out);
        out.number(rho);
        out.number(epsilon);
    }
}
