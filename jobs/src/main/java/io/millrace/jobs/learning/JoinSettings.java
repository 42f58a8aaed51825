package io.millrace.jobs.learning;

import io.millrace.jobs.pipeline.Labels;
import java.io.Serializable;

/**
 * What the join needs of a pipeline, in a form that travels to the task managers.
 *
 * @param horizonMillis how long after its event a label may become known
 * @param learnMissing whether a prediction without a label at the horizon becomes an example
 * @param outOfOrderMillis how far records may be behind the newest
 * @param maxAheadMillis how far records may be ahead of the clock
 * @param examplesAhead how many examples, over all subtasks, may be passed on before time has come to them; the learners hold them
 */
record JoinSettings(
        long horizonMillis, boolean learnMissing, long outOfOrderMillis, long maxAheadMillis, int examplesAhead)
        implements Serializable {
    /** Some 20 MB where thirty features are logged. Enough for what arrives between two watermarks. */
    private static final int EXAMPLES_AHEAD = 32_768;

    static JoinSettings of(Labels labels) {
        return new JoinSettings(
                labels.horizon().toMillis(),
                labels.missing() == Labels.Missing.NEGATIVE,
                labels.outOfOrder().toMillis(),
                labels.maxAhead().toMillis(),
                EXAMPLES_AHEAD);
    }
}
