package io.millrace.learning.evaluation;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * A metric over all examples so far, of which each counts {@code alpha} times what the next one does (Gama, Sebastião and
 * Rodrigues, On evaluating stream learning algorithms, 2013). {@link #n} is the sum of those factors: it tends to 1/(1−alpha).
 *
 * <p>An example costs what the metric costs, however many sums it has: not the old sums shrink, new weights grow, and all are brought back to
 * size once in a while.
 */
public final class Fading implements Measure {
    private static final String PART = "fading";
    private static final int VERSION = 1;
    private static final double GREATEST_GROWTH = 1e100;

    private final Metric metric;
    private final double alpha;
    private final double[] sums;
    private double growth;
    private double n;

    /**
     * Begins with no examples.
     *
     * @param alpha in [0.5, 1]; 0.999 looks back on about the last 1,000 examples
     */
    public Fading(Metric metric, double alpha) {
        this(metric, alpha, new double[metric.sums()], 1, 0);
        new Checks().within("alpha", alpha, 0.5, 1).done();
    }

    private Fading(Metric metric, double alpha, double[] sums, double growth, double n) {
        this.metric = metric;
        this.alpha = alpha;
        this.sums = sums;
        this.growth = growth;
        this.n = n;
    }

    /** Reads what {@link #writeTo} wrote for the same metric. */
    public static Fading readFrom(Metric metric, SnapshotInput in) {
        in.version(PART, VERSION);
        double alpha = in.number();
        double growth = in.number();
        double n = in.number();
        return new Fading(metric, alpha, Sums.read(metric, in), growth, n);
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
        growth /= alpha;
        if (growth > GREATEST_GROWTH) {
            bringBack();
        }
        metric.add(label, scores, weight * growth, sums);
        n = n * alpha + 1;
    }

    private void bringBack() {
        metric.scale(sums, 1 / growth);
        growth = 1;
    }

    @Override
    public double value() {
        return metric.value(sums);
    }

    @Override
    public double n() {
        return n;
    }

    /**
     * Adds the examples of another one, as faded as they are.
     *
     * @throws IllegalArgumentException if it measures something else or fades otherwise
     */
    public void merge(Fading other) {
        Cumulative.requireSame(metric, other.metric);
        if (other.alpha != alpha) {
            throw new IllegalArgumentException("must fade by " + alpha + ": other=" + other.alpha);
        }
        bringBack();
        double[] others = other.sums.clone();
        metric.scale(others, 1 / other.growth);
        metric.merge(sums, others);
        n += other.n;
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(PART, VERSION);
        out.number(alpha);
        out.number(growth);
        out.number(n);
        Sums.write(sums, out);
    }
}
