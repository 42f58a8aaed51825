package io.millrace.learning.parallel;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.TimedLearner;

/** Examples on their way from the calling thread to a part: copied into rows that are used again for the next ones, or lent. */
final class Block {
    /** Rows to copy into; null where none was needed yet. */
    private final FeatureVector[] own;
    /** Own ones and lent ones. */
    private final FeatureVector[] rows;

    private final double[] labels;
    private final double[] weights;
    private final long[] times;
    private int size;

    Block(int capacity) {
        own = new FeatureVector[capacity];
        rows = new FeatureVector[capacity];
        labels = new double[capacity];
        weights = new double[capacity];
        times = new long[capacity];
    }

    /** Adds a copy of an example, as {@link #lend}. */
    void add(FeatureVector x, double label, double weight, long time) {
        if (own[size] == null || own[size].isDense() != x.isDense()) {
            own[size] = x.copy();
        } else {
            own[size].copyFrom(x);
        }
        lend(own[size], label, weight, time);
    }

    /**
     * Adds an example whose row stays as it is until it has been taught.
     *
     * @param time as {@link TimedLearner#advanceTo} tells it; {@link Long#MIN_VALUE}, before all others, if it was not told
     */
    void lend(FeatureVector x, double label, double weight, long time) {
        rows[size] = x;
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
            rows[i] = null; // what was lent is the lender's again
        }
        size = 0;
    }
}
