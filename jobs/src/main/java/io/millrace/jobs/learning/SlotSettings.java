package io.millrace.jobs.learning;

import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.pipeline.AdmissionPlan;
import io.millrace.jobs.pipeline.CheckedModel;
import io.millrace.jobs.pipeline.LearnerFit;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.learning.gate.GateConfig;
import io.millrace.model.ModelId;
import io.millrace.model.ModelInput;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an operator needs of a slot and its learners, in a form that travels to the task managers. It holds secrets: never print it.
 *
 * @param pipeline name of the pipeline
 * @param slot name of the slot
 * @param learners at least one, all of one task
 * @param gate what a candidate must show before it may serve
 * @param holdout trusted examples on which a candidate must not lose; null: none
 * @param outputs what scores are called, one for each
 * @param fileModel the pipeline file's model, {@code name@version}
 * @param fileColumns what it logs, as {@link ServedModels#columns}
 * @param modelsTopic where learners go
 * @param controlTopic where deployments go
 * @param monitoringTopic where findings go
 * @param quarantineTopic where refused examples go
 * @param statusTopic where what became of deployments is told
 * @param store folder that models are kept in
 * @param clientProperties of every Kafka client
 */
record SlotSettings(
        String pipeline,
        String slot,
        List<LearnerSettings> learners,
        GateConfig gate,
        HoldoutSettings holdout,
        List<String> outputs,
        String fileModel,
        List<String> fileColumns,
        String modelsTopic,
        String controlTopic,
        String monitoringTopic,
        String quarantineTopic,
        String statusTopic,
        String store,
        HashMap<String, String> clientProperties)
        implements Serializable {
    static SlotSettings of(Pipeline pipeline, List<LearnerFit> fits, CheckedModel model) {
        ModelId id = model.id();
        HashMap<String, String> properties = new HashMap<>();
        Cluster.clientProperties(pipeline).forEach((key, value) -> properties.put((String) key, (String) value));
        return new SlotSettings(
                pipeline.name(),
                pipeline.slot().name(),
                new ArrayList<>(fits.stream()
                        .map(fit -> LearnerSettings.of(fit, pipeline.learning().admission()))
                        .toList()),
                fits.get(0).plan().gate(),
                fits.get(0)
                        .plan()
                        .holdout()
                        .map(plan -> HoldoutSettings.of(
                                plan, pipeline.slot().modelPath(), fits.get(0).outputs()))
                        .orElse(null),
                new ArrayList<>(fits.get(0).outputs()),
                id.name() + "@" + id.version(),
                columns(model.contract().inputs()),
                pipeline.modelsTopic(),
                pipeline.controlTopic(),
                pipeline.monitoringTopic(),
                pipeline.quarantineTopic(),
                pipeline.statusTopic(),
                pipeline.control().store(),
                properties);
    }

    /** Who may teach, of those learners that not anybody may; empty where anybody may teach all. */
    Optional<AdmissionPlan> admission() {
        return learners.stream()
                .map(LearnerSettings::admission)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** What a model with these inputs logs. */
    static List<String> columns(List<ModelInput> inputs) {
        List<String> columns = new ArrayList<>();
        for (ModelInput input : inputs) {
            for (int i = 0; i < input.size(); i++) {
                columns.add(input.size() == 1 ? input.name() : "");
            }
        }
        return columns;
    }

    @Override
    public String toString() {
        return "slot " + slot + " of " + pipeline;
    }
}
