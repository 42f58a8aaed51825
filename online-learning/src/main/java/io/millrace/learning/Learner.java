package io.millrace.learning;

import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;

/**
 * An incremental model: learns from one example at a time and can be asked at any moment.
 *
 * <p>Asking ({@link #score}, {@link #parameters}, {@link #writeTo}) never changes what will be answered or learned later. The
 * same examples in the same order give the same bits, also after a snapshot and restore in between.
 *
 * <p>Neither {@code learn} nor {@code score} allocates once warm, unless the algorithm's Javadoc says so. One thread at a time.
 */
public interface Learner {
    /** Its configuration, which {@link LearnerConfig#newLearner} makes an untaught twin from. */
    LearnerConfig config();

    /** Number of features of its rows. */
    int dimension();

    /** Examples learned since the beginning; refused ones do not count. */
    long examples();

    /**
     * Learns one example.
     *
     * @param x features, {@link #dimension()} of them; left as they are
     * @param label as {@link Task} says; ignored where the task has none
     * @param weight how much the example counts, finite and &gt;= 0; 0 leaves all parameters as they are and counts the example
     * @return false if a feature, label or weight is NaN, infinite or outside the range of the task; then nothing has changed
     * @throws IllegalArgumentException if {@code x} has another dimension
     */
    boolean learn(FeatureVector x, double label, double weight);

    /** Learns one example of weight 1. */
    default boolean learn(FeatureVector x, double label) {
        return learn(x, label, 1);
    }

    /** How many numbers {@link #score} writes. */
    int outputs();

    /**
     * Scores a row.
     *
     * @param x features, {@link #dimension()} of them; left as they are
     * @param scores the first {@link #outputs()} are written, as {@link Task} says; NaN where {@code x} has a value that is not finite
     * @throws IllegalArgumentException if {@code x} has another dimension, or {@code scores} is too short
     */
    void score(FeatureVector x, double[] scores);

    /**
     * Test, then train: {@link #score}, then {@link #learn}, with the same bits. Learners that need a row's score to learn it work it out once.
     *
     * @return as {@link #learn}; {@code scores} are written in any case
     * @throws IllegalArgumentException as both; then nothing has changed
     */
    default boolean scoreAndLearn(FeatureVector x, double label, double weight, double[] scores) {
        score(x, scores);
        return learn(x, label, weight);
    }

    /** The first score of a row, for learners with a single output. Allocates. */
    default double score(FeatureVector x) {
        double[] scores = new double[outputs()];
        score(x, scores);
        return scores[0];
    }

    /**
     * Greatest absolute value among what was learned; NaN or infinite once the learner has diverged. Costs a pass over all
     * parameters.
     */
    double magnitude();

    /**
     * What was learned, in a fixed order, names by {@code names}; parameters of features that never occurred may be left
     * out where there are more than 10,000. Allocates.
     */
    List<Parameter> parameters(FeatureNames names);

    /** Writes the whole state after the configuration, so that a restored twin goes on bit by bit as this one. */
    void writeTo(SnapshotOutput out);
}
