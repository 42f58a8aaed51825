package io.millrace.learning.optimizer;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/** How weights follow a gradient. Immutable; what it remembers between steps is its {@link OptimizerState}. */
public sealed interface Optimizer permits Sgd, AdaGrad, RmsProp, Adam, FtrlProximal {
    /** Name in pipeline files and snapshots; never changes. */
    String name();

    /** State before the first step on {@code dimension} weights. */
    OptimizerState newState(int dimension);

    /** Writes name and values. */
    void writeTo(SnapshotOutput out);

    /** Reads what {@link #writeTo} wrote. */
    static Optimizer read(SnapshotInput in) {
        String name = in.text();
        return switch (name) {
            case Sgd.NAME -> new Sgd(Schedule.read(in), in.number());
            case AdaGrad.NAME -> new AdaGrad(Schedule.read(in), in.number());
            case RmsProp.NAME -> new RmsProp(Schedule.read(in), in.number(), in.number());
            case Adam.NAME -> new Adam(Schedule.read(in), in.number(), in.number(), in.number());
            case FtrlProximal.NAME ->
                new FtrlProximal(in.number(), in.number(), in.number(), in.number(), FtrlProximal.Order.read(in));
            default -> throw new SnapshotException("must be an optimizer, found " + name);
        };
    }
}
