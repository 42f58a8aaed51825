package io.millrace.learning.evaluation;

import io.millrace.learning.Task;

/**
 * A measure of how good scores are: what it adds up for each example, and how the sums become its value. Has no state of its
 * own; the sums belong to the form that it is asked in.
 *
 * <p>Multiplying all weights by the same factor leaves {@link #value} as it is. That lets {@link Fading} give newer examples greater
 * weights instead of shrinking the sums of older ones.
 */
public interface Metric {
    /** Its name in reports and on the monitoring topic, e.g. {@code log-loss}; never changes. */
    String name();

    /** What kind of labels and scores it takes. */
    Task task();

    /** How many scores there are. */
    int outputs();

    /** Whether a greater value is the better one. */
    boolean isGreaterBetter();

    /** How many numbers it adds up. */
    int sums();

    /**
     * Counts one example in.
     *
     * @param label as {@link Task} says; ignored where the task has none
     * @param scores the first {@link #outputs()} are read, all finite
     * @param weight finite and &gt; 0
     * @param sums {@link #sums()} of them, all 0 before the first example
     */
    void add(double label, double[] scores, double weight, double[] sums);

    /** What the sums say; NaN where they say nothing, e.g. before the first example. Allocates nothing. */
    double value(double[] sums);

    /** The value over the examples in a window; allocates, and takes time in proportion to the window. */
    default double value(Window window) {
        double[] sums = new double[sums()];
        double[] scores = new double[outputs()];
        for (int i = 0; i < window.size(); i++) {
            window.copyScores(i, scores);
            add(window.label(i), scores, window.weight(i), sums);
        }
        return value(sums);
    }

    /** Makes the sums those of the same examples with {@code factor} times the weight. */
    default void scale(double[] sums, double factor) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] *= factor;
        }
    }

    /** Adds the sums of other examples. */
    default void merge(double[] sums, double[] others) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += others[i];
        }
    }

    /**
     * Whether an example can be counted: weight finite and &gt; 0, scores finite, label within the task. Others would end up
     * in every later value.
     */
    default boolean accepts(double label, double[] scores, double weight) {
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            return false;
        }
        for (int k = 0; k < outputs(); k++) {
            if (!Double.isFinite(scores[k])) {
                return false;
            }
        }
        return switch (task()) {
            case BINARY_CLASSIFICATION -> label == 0 || label == 1;
            case MULTICLASS_CLASSIFICATION -> label >= 0 && label < outputs() && label == Math.rint(label);
            case REGRESSION -> Double.isFinite(label);
            case CLUSTERING, DECOMPOSITION -> true;
        };
    }
}
