package io.millrace.jobs.learning;

import io.millrace.jobs.pipeline.AdmissionPlan;
import io.millrace.jobs.pipeline.LearnerFit;
import io.millrace.jobs.pipeline.SigningKey;
import io.millrace.learning.gate.DivergenceConfig;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.io.Serializable;
import java.util.Optional;

/**
 * What an operator needs of a learner, in a form that travels to the task managers.
 *
 * @param name its name
 * @param model what it is made of, as a snapshot of the configuration
 * @param divergence when it counts as gone astray
 * @param thaw when it was last set going again, as {@link io.millrace.jobs.pipeline.LearnerPlan#thaw}
 * @param signingKey signs its deployments; null: they are not signed
 * @param admission who may teach it; null: anybody
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares settings
record LearnerSettings(
        String name,
        byte[] model,
        DivergenceConfig divergence,
        int thaw,
        SigningKey signingKey,
        AdmissionPlan admission)
        implements Serializable {
    static LearnerSettings of(LearnerFit fit, Optional<AdmissionPlan> admission) {
        SnapshotOutput out = new SnapshotOutput();
        fit.model().writeTo(out);
        return new LearnerSettings(
                fit.plan().name(),
                out.toByteArray(),
                fit.plan().divergence(),
                fit.plan().thaw(),
                fit.plan().signingKey().orElse(null),
                admission.filter(plan -> plan.concerns(fit.plan().name())).orElse(null));
    }

    OnlineModelConfig config() {
        return OnlineModelConfig.read(new SnapshotInput(model));
    }
}
