package io.millrace.learning.evaluation;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * A metric over the last examples. They are kept, and the value is worked out from them when it is asked for: what leaves
 * the window leaves no rounding error behind, and {@link Auc} is exact.
 */
public final class Windowed implements Measure {
    private final Metric metric;
    private final Window window;

    /**
     * Begins with no examples.
     *
     * @param examples that the window holds, &gt;= 1
     */
    public Windowed(Metric metric, int examples) {
        this(metric, new Window(examples, metric.outputs()));
    }

    private Windowed(Metric metric, Window window) {
        this.metric = metric;
        this.window = window;
    }

    /** Reads what {@link #writeTo} wrote for the same metric. */
    public static Windowed readFrom(Metric metric, SnapshotInput in) {
        return new Windowed(metric, Window.readFrom(metric.outputs(), in));
    }

    @Override
    public Metric metric() {
        return metric;
    }

    @Override
    public boolean update(double label, double[] scores, double weight) {
        boolean accepted = metric.accepts(label, scores, weight);
        if (accepted) {
            window.add(label, scores, weight);
        }
        return accepted;
    }

    /** {@inheritDoc} Costs a pass over the window, for {@link Auc} a sort. */
    @Override
    public double value() {
        return metric.value(window);
    }

    @Override
    public double n() {
        return window.size();
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        window.writeTo(out);
    }
}
