package io.millrace.learning.linear;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * α·(l1Ratio·‖w‖₁ + (1−l1Ratio)·½‖w‖²), as scikit-learn writes it.
 *
 * @param alpha &gt;= 0
 * @param l1Ratio in [0, 1], ends included
 */
public record Penalty(double alpha, double l1Ratio) {
    /** Share of l1 in scikit-learn's {@code elasticnet} by default. */
    public static final double DEFAULT_L1_RATIO = 0.15;

    /** Checks the values. */
    public Penalty {
        new Checks()
                .notNegative("alpha", alpha)
                .within("l1Ratio", l1Ratio, 0, 1)
                .done();
    }

    /** No penalty. */
    public static Penalty none() {
        return new Penalty(0, 0);
    }

    /** Ridge. */
    public static Penalty l2(double alpha) {
        return new Penalty(alpha, 0);
    }

    /** Lasso. */
    public static Penalty l1(double alpha) {
        return new Penalty(alpha, 1);
    }

    /** Both, with {@link #DEFAULT_L1_RATIO}. */
    public static Penalty elasticNet(double alpha) {
        return new Penalty(alpha, DEFAULT_L1_RATIO);
    }

    double l1() {
        return l1Ratio * alpha;
    }

    double l2() {
        return (1 - l1Ratio) * alpha;
    }

    void writeTo(SnapshotOutput out) {
        out.number(alpha);
        out.number(l1Ratio);
    }

    static Penalty read(SnapshotInput in) {
        return new Penalty(in.number(), in.number());
    }
}
