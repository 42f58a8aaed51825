package io.millrace.drift.profile;

import io.millrace.drift.distribution.EmpiricalDistribution;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What a window of numbers keeps of its values, beside counts. */
sealed interface ValueStore permits SketchedValues, RoundedValues, AllValues {
    /** Takes a finite value. */
    void add(double value);

    /** Takes all of a store of the same kind. */
    void merge(ValueStore other);

    void clear();

    EmpiricalDistribution distribution();

    void writeTo(DataOutput out) throws IOException;

    void readBody(DataInput in) throws IOException;

    /** Null for {@link Retention#NONE}. */
    static ValueStore of(Retention retention) {
        return switch (retention) {
            case NONE -> null;
            case SKETCH -> new SketchedValues();
            case ROUNDED -> new RoundedValues();
            case ALL -> new AllValues();
        };
    }
}
