package io.millrace.drift.performance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Confidence-based performance estimation (CBPE; as NannyML describes it) of a binary classifier whose probabilities are
 * calibrated: a prediction of p is right with probability max(p, 1 − p), is positive with probability p, and loses −p ln p −
 * (1 − p) ln(1 − p) on average. So accuracy, AUC and log loss follow without labels, and change when inputs move to where
 * the model is less sure. It does not see that the relation of inputs and labels changes: hold it against labels when they
 * come.
 *
 * <p>Accuracy and log loss are exact sums; AUC is computed on {@value #BINS} bins of equal width, which costs at most half
 * the share of pairs that fall into one bin. An accumulator like a {@code FeatureWindow}: it merges and travels. One thread
 * at a time.
 */
public final class PerformanceWindow {
    /** Bins of probability. */
    public static final int BINS = 200;

    private static final byte VERSION = 1;

    /** Loss of a probability of 0 or 1 where it is wrong, as scikit-learn clips it, is beyond any mean of interest. */
    private static final double LEAST = 1e-15;

    private final double threshold;
    private final double[] positives = new double[BINS];
    private final long[] counts = new long[BINS];
    private long n;
    private long invalid;
    private double right;
    private double variance;
    private double loss;

    /**
     * A window that has seen nothing.
     *
     * @param threshold from which probability on the model decides for the positive class, in [0, 1]
     */
    public PerformanceWindow(double threshold) {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold must be in [0, 1], found " + threshold);
        }
        this.threshold = threshold;
    }

    /** Takes a prediction: the probability of the positive class. What is not in [0, 1] is counted as invalid. */
    public void add(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            invalid++;
            return;
        }
        n++;
        int bin = Math.min(BINS - 1, (int) (probability * BINS));
        counts[bin]++;
        positives[bin] += probability;
        right += probability >= threshold ? probability : 1 - probability;
        variance += probability * (1 - probability);
        double p = Math.min(Math.max(probability, LEAST), 1 - LEAST);
        loss -= p * Math.log(p) + (1 - p) * Math.log1p(-p);
    }

    /** Predictions that were no probability. */
    public long invalid() {
        return invalid;
    }

    /** What the predictions so far say. */
    public EstimatedPerformance estimate() {
        if (n == 0) {
            return new EstimatedPerformance(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        return new EstimatedPerformance(n, right / n, auc(), loss / n, Math.sqrt(variance) / n);
    }

    /** Expected positives above expected negatives, pairs within a bin half. */
    private double auc() {
        double negativesBelow = 0;
        double pairs = 0;
        double allPositives = 0;
        for (int bin = 0; bin < BINS; bin++) {
            double negatives = counts[bin] - positives[bin];
            pairs += positives[bin] * (negativesBelow + negatives / 2);
            negativesBelow += negatives;
            allPositives += positives[bin];
        }
        double all = allPositives * negativesBelow;
        return all > 0 ? pairs / all : Double.NaN;
    }

    /**
     * Adds all that {@code other} counted.
     *
     * @throws IllegalArgumentException if its threshold is another one
     */
    public void merge(PerformanceWindow other) {
        if (threshold != other.threshold) {
            throw new IllegalArgumentException("threshold must be " + threshold + ", found " + other.threshold);
        }
        for (int bin = 0; bin < BINS; bin++) {
            positives[bin] += other.positives[bin];
            counts[bin] += other.counts[bin];
        }
        n += other.n;
        invalid += other.invalid;
        right += other.right;
        variance += other.variance;
        loss += other.loss;
    }

    /** Writes all, the threshold too; 3.3 KB. */
    public void writeTo(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeDouble(threshold);
        for (int bin = 0; bin < BINS; bin++) {
            out.writeDouble(positives[bin]);
            out.writeLong(counts[bin]);
        }
        out.writeLong(n);
        out.writeLong(invalid);
        out.writeDouble(right);
        out.writeDouble(variance);
        out.writeDouble(loss);
    }

    /**
     * The window that {@link #writeTo} wrote.
     *
     * @throws IOException if the bytes end early, are of another version or of no valid threshold
     */
    public static PerformanceWindow read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("performance window must be of version " + VERSION + ", found version " + version);
        }
        double threshold = in.readDouble();
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IOException("threshold must be in [0, 1], found " + threshold);
        }
        PerformanceWindow window = new PerformanceWindow(threshold);
        for (int bin = 0; bin < BINS; bin++) {
            window.positives[bin] = in.readDouble();
            window.counts[bin] = in.readLong();
        }
        window.n = in.readLong();
        window.invalid = in.readLong();
        window.right = in.readDouble();
        window.variance = in.readDouble();
        window.loss = in.readDouble();
        return window;
    }
}
