package io.millrace.learning.admission;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.io.Serializable;

/**
 * An immutable, self-checking configuration of a stage. Implementations are records whose compact constructor refuses bad values with
 * {@link io.millrace.learning.config.InvalidConfigException}, all at once.
 */
public interface AdmissionStageConfig extends Serializable {
    /** The stage's name in pipeline files, metrics and snapshots, in kebab-case, e.g. {@code influence-cap}; never changes. */
    String stage();

    /** Notes what does not go together with the learner, e.g. fields that it does not have. */
    default void check(StageContext context, Checks checks) {}

    /** A stage that has seen nothing. */
    AdmissionStage newStage(StageContext context);

    /** Reads a stage that {@link AdmissionStage#writeTo} wrote for this configuration. */
    AdmissionStage readStage(StageContext context, SnapshotInput in);

    /** Writes all values; {@link AdmissionStages} reads them back. */
    void writeTo(SnapshotOutput out);
}
