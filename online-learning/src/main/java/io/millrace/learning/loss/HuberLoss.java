package io.millrace.learning.loss;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Squared near the target, linear far from it, so that outliers pull no harder than {@code epsilon}: ½(p−y)² where |p−y| ≤ ε, else
 * ε|p−y| − ½ε². Huber 1964.
 *
 * @param epsilon where it becomes linear, in units of the label, &gt; 0; 0.1 in River and scikit-learn
 */
public record HuberLoss(double epsilon) implements RegressionLoss {
    static final String NAME = "huber";

    /** Checks the value. */
    public HuberLoss {
        new Checks().positive("epsilon", epsilon).done();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double value(double p, double y) {
        double error = Math.abs(p - y);
        return error <= epsilon ? 0.5 * error * error : epsilon * error - 0.5 * epsilon * epsilon;
    }

    @Override
    public double gradient(double p, double y) {
        return Math.max(-epsilon, Math.min(epsilon, p - y));
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.text(NAME);
        out.number(epsilon);
    }
}
