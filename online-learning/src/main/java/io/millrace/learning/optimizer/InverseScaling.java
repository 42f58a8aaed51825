package io.millrace.learning.optimizer;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * initial / (steps + 1)<sup>power</sup>: steps that get smaller, so that the weights come to rest.
 *
 * @param initial rate of the first step, &gt; 0
 * @param power &gt;= 0; 0.5 in River, 0.25 in scikit-learn's regressor
 */
public record InverseScaling(double initial, double power) implements Schedule {
    static final String NAME = "inverse-scaling";

    /** Checks the values. */
    public InverseScaling {
        new Checks()
                .positive("learningRate", initial)
                .notNegative("power", power)
                .done();
    }

    @Override
    public double rate(long steps) {
        return initial / Math.pow(steps + 1.0, power);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.text(NAME);
        out.number(initial);
        out.number(power);
    }
}
