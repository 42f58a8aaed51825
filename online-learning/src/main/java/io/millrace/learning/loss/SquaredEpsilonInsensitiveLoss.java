package io.millrace.learning.loss;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * max(0, |p − y| − ε)².
 *
 * @param epsilon errors up to it are none, in units of the label, &gt;= 0; 0.1 in scikit-learn
 */
public record SquaredEpsilonInsensitiveLoss(double epsilon) implements RegressionLoss {
    static final String NAME = "squared-epsilon-insensitive";

    /** Checks the value. */
    public SquaredEpsilonInsensitiveLoss {
        new Checks().notNegative("epsilon", epsilon).done();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double value(double p, double y) {
        double beyond = Math.max(0, Math.abs(p - y) - epsilon);
        return beyond * beyond;
    }

    @Override
    public double gradient(double p, double y) {
        double error = p - y;
        return 2 * Math.copySign(Math.max(0, Math.abs(error) - epsilon), error);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.text(NAME);
        out.number(epsilon);
    }
}
