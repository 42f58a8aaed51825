package io.millrace.learning.loss;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;

/** A loss of a number: the target is the number y. */
public sealed interface RegressionLoss extends Loss
        permits SquaredLoss, HalfSquaredLoss, HuberLoss, EpsilonInsensitiveLoss, SquaredEpsilonInsensitiveLoss {
    /** Reads what {@link Loss#writeTo} wrote. */
    static RegressionLoss read(SnapshotInput in) {
        String name = in.text();
        return switch (name) {
            case SquaredLoss.NAME -> new SquaredLoss();
            case HalfSquaredLoss.NAME -> new HalfSquaredLoss();
            case HuberLoss.NAME -> new HuberLoss(in.number());
            case EpsilonInsensitiveLoss.NAME -> new EpsilonInsensitiveLoss(in.number());
            case SquaredEpsilonInsensitiveLoss.NAME -> new SquaredEpsilonInsensitiveLoss(in.number());
            default -> throw new SnapshotException("must be a loss of a number, found " + name);
        };
    }
}
