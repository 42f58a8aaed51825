package io.millrace.jobs.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A checked pipeline file.
 *
 * @param file where it was read from
 * @param name the pipeline's name, prefix of its topics
 * @param bootstrap Kafka's bootstrap servers
 * @param clientProperties further properties for every Kafka client, secrets resolved: never print them
 * @param events the input
 * @param features what events offer to models
 * @param slot the place that serves
 * @param delivery what readers may rely on
 * @param checkpoints how often and how long
 * @param transactionTimeout after which the broker aborts an open transaction of ours
 * @param parallelism subtasks; 0: one for each input partition
 * @param control who may change what serves
 */
public record Pipeline(
        Path file,
        String name,
        String bootstrap,
        Map<String, String> clientProperties,
        Events events,
        List<Feature> features,
        Slot slot,
        Delivery delivery,
        Checkpoints checkpoints,
        Duration transactionTimeout,
        int parallelism,
        Control control) {

    /** Topic of the answers. */
    public String predictionsTopic() {
        return name + ".predictions";
    }

    /** Topic of what could not be answered. */
    public String deadLettersTopic() {
        return name + ".dead-letters";
    }

    /** Topic of the labels. */
    public String labelsTopic() {
        return name + ".labels";
    }

    /** Topic of the commands: what to serve. */
    public String controlTopic() {
        return name + ".control";
    }

    /** Topic of what came of the commands. */
    public String statusTopic() {
        return name + ".status";
    }

    /** Topic of the answers of challengers, which nobody acts on. */
    public String shadowTopic() {
        return name + ".shadow";
    }

    /** All topics but the events'. */
    Set<String> ownTopics() {
        return Set.of(
                predictionsTopic(), deadLettersTopic(), labelsTopic(), controlTopic(), statusTopic(), shadowTopic());
    }

    /**
     * Prefix of the scoring job's transactional ids. It ends in a character that no name may contain, so no pipeline's
     * prefix is a prefix of another's: Flink's sink aborts every transaction whose id merely starts with its own.
     */
    public String transactionalIdPrefix() {
        return name + ".scoring.answers.v1!";
    }

    /** This pipeline with another Kafka, for local mode. */
    public Pipeline withBootstrap(String other) {
        return with(other, slot, delivery, checkpoints, control);
    }

    /** This pipeline with checkpoints at another interval. */
    public Pipeline withCheckpointInterval(Duration interval) {
        return with(bootstrap, slot, delivery, checkpoints.withInterval(interval), control);
    }

    /** This pipeline with another model in its slot. */
    public Pipeline withModel(Path model) {
        return with(bootstrap, slot.withModel(model), delivery, checkpoints, control);
    }

    /** This pipeline with another promise to its readers. */
    public Pipeline withDelivery(Delivery other) {
        return with(bootstrap, slot, other, checkpoints, control);
    }

    /** This pipeline with other rules for commands. */
    public Pipeline withControl(Control other) {
        return with(bootstrap, slot, delivery, checkpoints, other);
    }

    private Pipeline with(
            String otherBootstrap,
            Slot otherSlot,
            Delivery otherDelivery,
            Checkpoints otherCheckpoints,
            Control otherControl) {
        return new Pipeline(
                file,
                name,
                otherBootstrap,
                clientProperties,
                events,
                features,
                otherSlot,
                otherDelivery,
                otherCheckpoints,
                transactionTimeout,
                parallelism,
                otherControl);
    }

    @Override
    public String toString() {
        return name + " (" + file + ")";
    }
}
