package io.millrace.learning.gate;

/**
 * Answers with what a learner knew when a snapshot was taken; never learns.
 *
 * @param <R> rows of features
 */
@FunctionalInterface
public interface CandidateScorer<R> {
    /**
     * Scores a row.
     *
     * @param row left as it is
     * @param scores written as the learner's task says
     * @return false if the row cannot be scored whatever was learned, e.g. because a feature is missing; the example is left out then. Scores that
     *     are not finite for a row that can be scored speak against the candidate
     */
    boolean score(R row, double[] scores);
}
