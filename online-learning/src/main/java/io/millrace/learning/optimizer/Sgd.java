package io.millrace.learning.optimizer;

import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Stochastic gradient descent: w −= η·g, and with momentum ρ, v = ρ·v + η·g; w −= v.
 *
 * @param schedule of the learning rate η, &gt; 0 at the first step
 * @param momentum ρ, in [0, 1), 1 excluded; 0 for none, 0.9 in River's {@code Momentum}
 */
public record Sgd(Schedule schedule, double momentum) implements Optimizer {
    /** Rate 0.01, no momentum: River's defaults. */
    public static final Sgd DEFAULTS = new Sgd(new ConstantRate(0.01), 0);

    static final String NAME = "sgd";

    /** Checks the values. */
    public Sgd {
        Rates.check(schedule)
                .require(momentum >= 0 && momentum < 1, "momentum", "must be in [0, 1)", momentum)
                .done();
    }

    /** With a constant learning rate and no momentum. */
    public static Sgd withRate(double learningRate) {
        return new Sgd(new ConstantRate(learningRate), DEFAULTS.momentum);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptimizerState newState(int dimension) {
        return momentum == 0 ? new SgdState(schedule) : new MomentumState(schedule, momentum, dimension);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.text(NAME);
        schedule.writeTo(out);
        out.number(momentum);
    }
}
