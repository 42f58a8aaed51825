package io.millrace.jobs.learning;

import io.millrace.jobs.pipeline.Labels;
import java.io.Serializable;

/**
 * What the join needs of a pipeline, in a form that travels to the task managers.
 *
 * @param horizonMillis how long after its event a label may become known
 * @param learnMissing whether a prediction without a label at the horizon becomes an example
 * @param outOfOrderMillis how far records may be behind the newest
 */
record JoinSettings(long horizonMillis, boolean learnMissing, long outOfOrderMillis) implements Serializable {
    static JoinSettings of(Labels labels) {
        return new JoinSettings(
                labels.horizon().toMillis(),
                labels.missing() == Labels.Missing.NEGATIVE,
                labels.outOfOrder().toMillis());
    }
}
