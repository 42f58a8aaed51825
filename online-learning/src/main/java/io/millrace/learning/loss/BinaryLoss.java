package io.millrace.learning.loss;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;

/** A loss of two classes: the target is s = −1 or +1. */
public sealed interface BinaryLoss extends Loss permits LogLoss, HingeLoss, SquaredHingeLoss {
    /** Reads what {@link Loss#writeTo} wrote. */
    static BinaryLoss read(SnapshotInput in) {
        String name = in.text();
        return switch (name) {
            case LogLoss.NAME -> new LogLoss();
            case HingeLoss.NAME -> new HingeLoss();
            case SquaredHingeLoss.NAME -> new SquaredHingeLoss();
            default -> throw new SnapshotException("must be a loss of two classes, found " + name);
        };
    }
}
