package io.millrace.learning.parallel;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.TimedLearner;

/** Examples on their way from the calling thread to a part, copied into rows that are used again for the next ones. */
final class Block {
    private final FeatureVector[] rows;
    private final double[] labels;
    private final double[] weights;
    private final long[] times;
    private int size;

    Block(int capacity) {
        rows = new FeatureVector[capacity];
        labels = new double[capacity];
        weights = new double[capacity];
        times = new long[capacity];
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

    /** Teaches all examples in order, and is empty after that. */
    void teach(Learner learner) {
        for (int i = 0; i < size; i++) {
            if (learner instanceof TimedLearner timed && times[i] != Long.MIN_VALUE) {
                timed.advanceTo(times[i]);
            }
            learner.learn(rows[i], labels[i], weights[i]);
        }
        size = 0;
    }
}
