package io.millrace.learning.loss;

import io.millrace.learning.snapshot.SnapshotOutput;

/** How bad a raw score p is, and in which direction it is better. Convex in p. */
public sealed interface Loss permits BinaryLoss, RegressionLoss {
    /** Name in pipeline files and snapshots, e.g. {@code squared-hinge}; never changes. */
    String name();

    /** The loss, at least 0. */
    double value(double p, double target);

    /** Derivative of the loss with respect to {@code p}; at a corner, one of its two. */
    double gradient(double p, double target);

    /**
     * The same where the score is known already; it may differ in the last bits.
     *
     * @param score what a model answers at {@code p}: the probability of class 1 under log loss, else {@code p}
     */
    default double gradient(double p, double target, double score) {
        return gradient(p, target);
    }

    /** Writes name and values. */
    default void writeTo(SnapshotOutput out) {
        out.text(name());
    }
}
