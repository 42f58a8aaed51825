package io.millrace.learning.linear;

import io.millrace.learning.combine.Shares;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;

/**
 * l1 penalty for steps that touch few weights: each weight gets, when next touched, all the penalty that it has missed, and stops at 0.
 * Tsuruoka, Tsujii and Ananiadou 2009. u is the penalty that a weight could have got by now, q_j what weight j did get.
 */
final class CumulativePenalty {
    private final double[] q;
    private double u;

    CumulativePenalty(int dimension) {
        q = new double[dimension];
    }

    /** One more step: what a weight could have got grows. {@link #take} follows for each weight that the step touched. */
    void grow(double more) {
        u += more;
    }

    /** The weight after its penalty. */
    double take(int j, double weight) {
        double after = weight;
        if (weight > 0) {
            after = Math.max(0, weight - (u + q[j]));
        } else if (weight < 0) {
            after = Math.min(0, weight + (u - q[j]));
        }
        q[j] += after - weight;
        return after;
    }

    /** Forgets u and q. */
    void restart() {
        u = 0;
        Arrays.fill(q, 0);
    }

    void becomeMean(Shares<CumulativePenalty> parts) {
        u = parts.mean(part -> part.u);
        parts.mean(part -> part.q, q);
    }

    void writeTo(SnapshotOutput out) {
        out.number(u);
        out.numbers(q);
    }

    void readFrom(SnapshotInput in) {
        u = in.number();
        System.arraycopy(in.numbers(q.length), 0, q, 0, q.length);
    }
}
