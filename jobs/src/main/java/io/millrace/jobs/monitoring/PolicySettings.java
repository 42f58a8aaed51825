package io.millrace.jobs.monitoring;

import io.millrace.jobs.pipeline.DriftAction;
import io.millrace.jobs.pipeline.DriftPolicy;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.SigningKey;
import io.millrace.jobs.pipeline.Webhook;
import java.io.Serializable;
import java.util.ArrayList;

/**
 * What the policy desk needs of a pipeline, in a form that travels to the task managers.
 *
 * @param pipeline name of the pipeline
 * @param slot its slot
 * @param actions what alarms lead to; of commands and of webhooks the first that fits is taken
 * @param dryRun whether nothing is sent
 * @param coolDownMillis event time after an action in which there is no other of its kind
 * @param budget most actions of a kind on one day of event time
 * @param signingKey signs commands; null: they are not signed
 * @param webhooks that actions name
 */
record PolicySettings(
        String pipeline,
        String slot,
        ArrayList<DriftAction> actions,
        boolean dryRun,
        long coolDownMillis,
        int budget,
        SigningKey signingKey,
        ArrayList<Webhook> webhooks)
        implements Serializable {
    static PolicySettings of(Pipeline pipeline, DriftPolicy policy) {
        return new PolicySettings(
                pipeline.name(),
                pipeline.slot().name(),
                new ArrayList<>(policy.actions()),
                policy.dryRun(),
                policy.coolDown().toMillis(),
                policy.budget(),
                policy.signingKey().orElse(null),
                new ArrayList<>(policy.webhooks()));
    }
}
