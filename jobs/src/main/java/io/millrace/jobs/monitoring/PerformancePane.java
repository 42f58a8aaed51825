package io.millrace.jobs.monitoring;

import io.millrace.drift.performance.EstimatedPerformance;
import io.millrace.drift.performance.PerformanceWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What a stretch of predictions says of its own quality and, where labels have come, what is true of them. Merges and travels; accuracy and AUC
 * are the same in whatever order, up to eight million predictions. One thread.
 */
final class PerformancePane {
    private static final byte VERSION = 1;

    /** Sums of probabilities that are multiples of its inverse are exact. */
    private static final double STEPS = 1L << 30;

    private final double decision;
    private final PerformanceWindow estimate;
    private long labels;
    private long right;

    /**
     * A pane that has seen nothing.
     *
     * @param decision from which probability on it counts as 1
     */
    PerformancePane(double decision) {
        this.decision = decision;
        estimate = new PerformanceWindow(decision);
    }

    /** Takes the probability of a prediction whose label nobody knows yet. */
    void add(double probability) {
        estimate.add(rounded(probability));
    }

    private static double rounded(double probability) {
        return Math.rint(probability * STEPS) / STEPS;
    }

    /** Takes the probability of a prediction and its label, 0 or 1; others, and what is no probability, are left out. */
    void add(double probability, double label) {
        if (probability >= 0 && probability <= 1 && (label == 0 || label == 1)) {
            estimate.add(rounded(probability));
            labels++;
            right += (probability >= decision) == (label == 1) ? 1 : 0;
        }
    }

    void merge(PerformancePane other) {
        estimate.merge(other.estimate);
        labels += other.labels;
        right += other.right;
    }

    EstimatedPerformance estimate() {
        return estimate.estimate();
    }

    /** Predictions whose label is known; of those without labels 0. */
    long labels() {
        return labels;
    }

    /** Share of right decisions among those with labels; NaN where there is none. */
    double accuracy() {
        return labels == 0 ? Double.NaN : (double) right / labels;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeLong(labels);
        out.writeLong(right);
        estimate.writeTo(out);
    }

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws IOException if the bytes are of another version or another decision, or damaged
     */
    static PerformancePane read(double decision, DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("must be version " + VERSION + " of a performance pane, found version " + version);
        }
        PerformancePane pane = new PerformancePane(decision);
        pane.labels = in.readLong();
        pane.right = in.readLong();
        PerformanceWindow estimate = PerformanceWindow.read(in);
        try {
            pane.estimate.merge(estimate);
        } catch (IllegalArgumentException e) {
            throw new IOException("must be of the decision at " + decision + ": " + e.getMessage(), e);
        }
        return pane;
    }
}
