package io.millrace.learning.evaluation;

import io.millrace.learning.snapshot.SnapshotOutput;

/** A metric over some of the examples that it was told of: all, the newer ones more, or the last ones. One thread at a time. */
public interface Measure {
    /** What is measured. */
    Metric metric();

    /**
     * Counts one example in. Allocates nothing.
     *
     * @param label as {@link io.millrace.learning.Task} says
     * @param scores given before the label was known; the first {@link Metric#outputs()} are read
     * @param weight how much the example counts
     * @return false if the label is outside the task, a score is NaN or infinite, or the weight is not finite and &gt; 0; then
     *     nothing has changed
     */
    boolean update(double label, double[] scores, double weight);

    /** The value; NaN where there is none yet. */
    double value();

    /** How many examples are behind the value, whatever their weights; a fraction where examples fade. */
    double n();

    /** Writes the whole state, so that a restored twin goes on bit by bit as this one. */
    void writeTo(SnapshotOutput out);
}
