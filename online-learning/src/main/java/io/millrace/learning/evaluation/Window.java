package io.millrace.learning.evaluation;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/** The last examples: labels, weights and scores, from the oldest (0) to the newest. Takes {@code capacity × (outputs + 2)} numbers. */
public final class Window {
    private static final String PART = "window";
    private static final int VERSION = 1;

    private final int outputs;
    private final double[] labels;
    private final double[] weights;
    private final double[] scores;
    private int oldest;
    private int size;

    /** An empty window. */
    Window(int capacity, int outputs) {
        new Checks().require(capacity >= 1, "window", "must be >= 1", capacity).done();
        this.outputs = outputs;
        labels = new double[capacity];
        weights = new double[capacity];
        scores = new double[Math.multiplyExact(capacity, outputs)];
    }

    /** Reads what {@link #writeTo} wrote. */
    static Window readFrom(int outputs, SnapshotInput in) {
        in.version(PART, VERSION);
        int capacity = in.integer();
        double[] labels = in.numbers();
        int size = labels.length;
        if (capacity < Math.max(size, 1)) {
            throw new SnapshotException("window must hold its " + size + " examples, found a capacity of " + capacity);
        }
        double[] weights = in.numbers(size);
        double[] scores = in.numbers(size * outputs);
        Window window = new Window(capacity, outputs);
        System.arraycopy(labels, 0, window.labels, 0, size);
        System.arraycopy(weights, 0, window.weights, 0, size);
        System.arraycopy(scores, 0, window.scores, 0, size * outputs);
        window.size = size;
        return window;
    }

    void add(double label, double[] newScores, double weight) {
        int place = place(size);
        if (size == labels.length) {
            oldest = (oldest + 1) % labels.length;
        } else {
            size++;
        }
        labels[place] = label;
        weights[place] = weight;
        System.arraycopy(newScores, 0, scores, place * outputs, outputs);
    }

    private int place(int i) {
        return (oldest + i) % labels.length;
    }

    /** How many examples there are. */
    public int size() {
        return size;
    }

    /** Label of example {@code i}. */
    public double label(int i) {
        return labels[place(i)];
    }

    /** Weight of example {@code i}. */
    public double weight(int i) {
        return weights[place(i)];
    }

    /** First score of example {@code i}. */
    public double score(int i) {
        return scores[place(i) * outputs];
    }

    /** Writes all scores of example {@code i}. */
    public void copyScores(int i, double[] target) {
        System.arraycopy(scores, place(i) * outputs, target, 0, outputs);
    }

    void writeTo(SnapshotOutput out) {
        double[] ordered = new double[size];
        double[] orderedWeights = new double[size];
        double[] orderedScores = new double[size * outputs];
        for (int i = 0; i < size; i++) {
            ordered[i] = label(i);
            orderedWeights[i] = weight(i);
            System.arraycopy(scores, place(i) * outputs, orderedScores, i * outputs, outputs);
        }
        out.version(PART, VERSION);
        out.integer(labels.length);
        out.numbers(ordered);
        out.numbers(orderedWeights);
        out.numbers(orderedScores);
    }
}
