package io.millrace.jobs.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * What a pipeline learns, and from what.
 *
 * @param labels the topic of labels; empty where nothing is learned
 * @param learners the learners, all of one slot
 * @param admission who may teach them; empty: anybody
 */
public record Learning(Optional<Labels> labels, List<LearnerPlan> learners, Optional<AdmissionPlan> admission) {
    /** Nothing. */
    public static final Learning NONE = new Learning(Optional.empty(), List.of(), Optional.empty());

    /** Copies the list. */
    public Learning {
        learners = List.copyOf(learners);
    }

    /** Whether there is nothing to learn. */
    public boolean isNone() {
        return learners.isEmpty();
    }

    /** Whether labels are waited for: without, learners have no use for them. */
    public boolean isSupervised() {
        return learners.stream().anyMatch(learner -> learner.algorithm().task().isSupervised());
    }

    /** This with a key for all learners that have none. */
    Learning withSigningKey(SigningKey key) {
        return new Learning(
                labels,
                learners.stream()
                        .map(learner -> learner.signingKey().isPresent() ? learner : learner.withSigningKey(key))
                        .toList(),
                admission);
    }
}
