package io.millrace.learning.optimizer;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/** Learning rate by the number of steps done. */
public sealed interface Schedule permits ConstantRate, InverseScaling, OptimalRate {
    /** Rate of the step after {@code steps} others, &gt;= 0. */
    double rate(long steps);

    /** Name in pipeline files and snapshots; never changes. */
    String name();

    /** Writes name and values. */
    void writeTo(SnapshotOutput out);

    /** Reads what {@link #writeTo} wrote. */
    static Schedule read(SnapshotInput in) {
        String name = in.text();
        return switch (name) {
            case ConstantRate.NAME -> new ConstantRate(in.number());
            case InverseScaling.NAME -> new InverseScaling(in.number(), in.number());
            case OptimalRate.NAME -> new OptimalRate(in.number());
            default -> throw new SnapshotException("must be a schedule, found " + name);
        };
    }
}
