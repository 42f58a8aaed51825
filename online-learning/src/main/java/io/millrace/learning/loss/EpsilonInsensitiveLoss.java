package io.millrace.learning.loss;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * max(0, |p − y| − ε): errors up to {@code epsilon} are none. The loss of support vector regression.
 *
 * @param epsilon in units of the label, &gt;= 0; 0.1 in scikit-learn
 */
public record EpsilonInsensitiveLoss(double epsilon) implements RegressionLoss {
    static final String NAME = "epsilon-insensitive";

    /** Checks the value. */
    public EpsilonInsensitiveLoss {
        new Checks().notNegative("epsilon", epsilon).done();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double value(double p, double y) {
        return Math.max(0, Math.abs(p - y) - epsilon);
    }

    @Override
    public double gradient(double p, double y) {
        double error = p - y;
        if (error > epsilon) {
            return 1;
        }
        return error < -epsilon ? -1 : 0;
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.text(NAME);
        out.number(epsilon);
    }
}
