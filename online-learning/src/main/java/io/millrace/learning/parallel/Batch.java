package io.millrace.learning.parallel;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.TimedLearner;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/** Examples that wait to be learned, copied into rows that are used again for the next ones. */
final class Batch {
    private final FeatureVector[] rows;
    private final double[] labels;
    private final double[] weights;
    private final long[] times;
    private int size;

    Batch(int capacity) {
        rows = new FeatureVector[capacity];
        labels = new double[capacity];
        weights = new double[capacity];
        times = new long[capacity];
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == rows.length;
    }

    /**
     * Adds an example.
     *
     * @param time as {@link TimedLearner#advanceTo} tells it; {@link Long#MIN_VALUE}, before all others, if it was not told
     */
    void add(FeatureVector x, double label, double weight, long time) {
        if (rows[size] == null || rows[size].isDense() != x.isDense()) {
            rows[size] = x.copy();
        } else {
            rows[size].copyFrom(x);
        }
        labels[size] = label;
        weights[size] = weight;
        times[size] = time;
        size++;
    }

    void clear() {
        size = 0;
    }

    /** Teaches every {@code step}-th example from {@code first} on: dealt like cards, so that each share is a thinned copy of the stream. */
    void teach(Learner learner, int first, int step) {
        for (int i = first; i < size; i += step) {
            if (learner instanceof TimedLearner timed && times[i] != Long.MIN_VALUE) {
                timed.advanceTo(times[i]);
            }
            learner.learn(rows[i], labels[i], weights[i]);
        }
    }

    void writeTo(SnapshotOutput out) {
        out.integer(size);
        for (int i = 0; i < size; i++) {
            FeatureVector row = rows[i];
            out.number(labels[i]);
            out.number(weights[i]);
            out.count(times[i]);
            out.flag(row.isDense());
            out.integer(row.size());
            for (int k = 0; k < row.size(); k++) {
                if (!row.isDense()) {
                    out.integer(row.index(k));
                }
                out.number(row.value(k));
            }
        }
    }

    static Batch readFrom(int capacity, int dimension, SnapshotInput in) {
        Batch batch = new Batch(capacity);
        int size = in.integer();
        if (size < 0 || size > capacity) {
            throw new SnapshotException("must hold at most " + capacity + " examples, found " + size);
        }
        for (int i = 0; i < size; i++) {
            double label = in.number();
            double weight = in.number();
            long time = in.count();
            batch.add(readRow(dimension, in), label, weight, time);
        }
        return batch;
    }

    private static FeatureVector readRow(int dimension, SnapshotInput in) {
        boolean dense = in.flag();
        int entries = in.integer();
        if (dense ? entries != dimension : entries < 0 || entries > dimension) {
            throw new SnapshotException("row must have entries for " + dimension + " features, found " + entries);
        }
        FeatureVector row = dense ? FeatureVector.dense(dimension) : FeatureVector.sparse(dimension, 4);
        for (int k = 0; k < entries; k++) {
            if (dense) {
                row.set(k, in.number());
            } else {
                int index = in.integer();
                if (index < 0 || index >= dimension) {
                    throw new SnapshotException("feature must be in [0, " + dimension + "), found " + index);
                }
                row.add(index, in.number());
            }
        }
        return row;
    }
}
