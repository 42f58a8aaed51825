package io.millrace.learning.admission;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Quantile of recent values by H. Robbins and S. Monro's stochastic approximation: up by rate·scale·q at a value above, down by rate·scale·(1 − q) at another, where
 * scale is the fading mean of the absolute values. Begins as the greatest of the first {@value #FIRST} values. Follows a stream whose values change, upwards
 * within a few values above; in the long run the share of values above is 1 − q, whatever they are. Constant time and memory.
 */
final class FadingQuantile {
    private static final double RATE = 0.5;
    private static final int FIRST = 200;
    private static final double SCALE_RATE = 0.005;

    private final double q;
    private double value;
    private double scale;
    private long count;

    FadingQuantile(double q) {
        this.q = q;
    }

    double value() {
        return value;
    }

    long count() {
        return count;
    }

    void update(double found) {
        count++;
        scale += (count < 1 / SCALE_RATE ? 1.0 / count : SCALE_RATE) * (Math.abs(found) - scale);
        if (count <= FIRST) {
            value = count == 1 ? found : Math.max(value, found);
        } else {
            value += RATE * scale * (found > value ? q : q - 1);
        }
    }

    void writeTo(SnapshotOutput out) {
        out.number(value);
        out.number(scale);
        out.count(count);
    }

    void readFrom(SnapshotInput in) {
        value = in.number();
        scale = in.number();
        count = in.count();
    }
}
