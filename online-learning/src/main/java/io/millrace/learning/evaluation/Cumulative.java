package io.millrace.learning.evaluation;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/** A metric over all examples so far. */
public final class Cumulative implements Measure {
    private static final String PART = "cumulative";
    private static final int VERSION = 1;

    private final Metric metric;
    private final double[] sums;
    private long n;

    /** Begins with no examples. */
    public Cumulative(Metric metric) {
        this(metric, new double[metric.sums()], 0);
    }

    private Cumulative(Metric metric, double[] sums, long n) {
        this.metric = metric;
        this.sums = sums;
        this.n = n;
    }

    /** Reads what {@link #writeTo} wrote for the same metric. */
    public static Cumulative readFrom(Metric metric, SnapshotInput in) {
        in.version(PART, VERSION);
        long n = in.count();
        return new Cumulative(metric, Sums.read(metric, in), n);
    }

    @Override
    public Metric metric() {
        return metric;
    }

    @Override
    public boolean update(double label, double[] scores, double weight) {
        boolean accepted = metric.accepts(label, scores, weight);
        if (accepted) {
            add(label, scores, weight);
        }
        return accepted;
    }

    /** {@link #update} with an example that the metric accepts. */
    void add(double label, double[] scores, double weight) {
        metric.add(label, scores, weight, sums);
        n++;
    }

    @Override
    public double value() {
        return metric.value(sums);
    }

    @Override
    public double n() {
        return n;
    }

    /** The sums themselves, for what a metric can tell beside its value; not to be written. */
    double[] sums() {
        return sums;
    }

    /**
     * Adds the examples of another one.
     *
     * @throws IllegalArgumentException if it measures something else
     */
    public void merge(Cumulative other) {
        requireSame(metric, other.metric);
        metric.merge(sums, other.sums);
        n += other.n;
    }

    static void requireSame(Metric ours, Metric theirs) {
        if (!ours.equals(theirs)) {
            throw new IllegalArgumentException("must measure " + ours + ": other=" + theirs);
        }
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(PART, VERSION);
        out.count(n);
        Sums.write(sums, out);
    }
}
