package io.millrace.learning.admission;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Who may teach a learner.
 *
 * @param identity who principals are
 * @param stages in the order in which they are asked, at most 20; a stage may occur more than once, e.g. a cap for minutes and one for days; none
 *     at all admits whatever is finite and has a label of the task
 */
public record AdmissionConfig(IdentityConfig identity, List<AdmissionStageConfig> stages) implements Serializable {
    private static final int VERSION = 1;

    /** Checks the values. */
    public AdmissionConfig {
        stages = List.copyOf(stages);
        new Checks().within("stages", stages.size(), 0, 20).done();
    }

    void writeTo(SnapshotOutput out) {
        out.version("admission configuration", VERSION);
        identity.writeTo(out);
        out.integer(stages.size());
        stages.forEach(stage -> AdmissionStages.write(stage, out));
    }

    static AdmissionConfig read(SnapshotInput in) {
        in.version("admission configuration", VERSION);
        IdentityConfig identity = IdentityConfig.read(in);
        List<AdmissionStageConfig> stages = new ArrayList<>();
        for (int i = in.size(1); i > 0; i--) {
            stages.add(AdmissionStages.read(in));
        }
        return new AdmissionConfig(identity, stages);
    }
}
