package io.millrace.learning.optimizer;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * 1 / (α(t₀ + steps)), the rate that is optimal for a loss with an l2 penalty of α; Bottou 2012. t₀ makes the first step as large as
 * typical weights, v = √(1/√α), so t₀ = 1/(v·α).
 *
 * <p>River and scikit-learn divide v by max(1, gradient of the loss at p = −v for target 1). That gradient is never positive, for any
 * {@link io.millrace.learning.loss.Loss}, so the divisor is 1.
 *
 * @param alpha the penalty, &gt; 0; 1e-4 in both
 */
public record OptimalRate(double alpha) implements Schedule {
    static final String NAME = "optimal";

    /** Checks the value. */
    public OptimalRate {
        new Checks().positive("alpha", alpha).done();
    }

    @Override
    public double rate(long steps) {
        double typicalWeight = Math.sqrt(1 / Math.sqrt(alpha));
        return 1 / (alpha * (1 / (typicalWeight * alpha) + steps));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.text(NAME);
        out.number(alpha);
    }
}
