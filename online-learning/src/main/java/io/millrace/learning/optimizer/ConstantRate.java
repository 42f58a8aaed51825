package io.millrace.learning.optimizer;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * The same rate for ever.
 *
 * @param value &gt;= 0; 0 keeps what the rate is for as it is
 */
public record ConstantRate(double value) implements Schedule {
    static final String NAME = "constant";

    /** Checks the value. */
    public ConstantRate {
        new Checks().notNegative("learningRate", value).done();
    }

    @Override
    public double rate(long steps) {
        return value;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.text(NAME);
        out.number(value);
    }
}
