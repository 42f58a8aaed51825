package io.millrace.jobs.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * @param learning what is learned
 * @param drift what is watched; empty: nothing
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
        Control control,
        Learning learning,
        Optional<Drift> drift) {

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
        return learning.labels().map(Labels::topic).orElse(name + ".labels");
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

    /** Topic of what learners have become. */
    public String modelsTopic() {
        return name + ".models";
    }

    /** Topic of examples that were refused, and of what became of them. */
    public String quarantineTopic() {
        return name + ".quarantine";
    }

    /** Topic of findings. */
    public String monitoringTopic() {
        return name + ".monitoring";
    }

    /** All topics but the events' and the labels'. */
    Set<String> ownTopics() {
        return Set.of(
                predictionsTopic(),
                deadLettersTopic(),
                controlTopic(),
                statusTopic(),
                shadowTopic(),
                modelsTopic(),
                monitoringTopic(),
                quarantineTopic());
    }

    /**
     * Prefix of the scoring job's transactional ids. It ends in a character that no name may contain, so no pipeline's
     * prefix is a prefix of another's: Flink's sink aborts every transaction whose id merely starts with its own.
     */
    public String transactionalIdPrefix() {
        return name + ".scoring.answers.v1!";
    }

    /** Prefix of the learning job's transactional ids, as {@link #transactionalIdPrefix}. */
    public String learningTransactionalIdPrefix() {
        return name + ".learning.offers.v1!";
    }

    /** Prefix of the monitoring job's transactional ids, as {@link #transactionalIdPrefix}. */
    public String monitoringTransactionalIdPrefix() {
        return name + ".monitoring.findings.v1!";
    }

    /** This pipeline with another Kafka, for local mode. */
    public Pipeline withBootstrap(String other) {
        return with(other, slot, delivery, checkpoints, control, learning, drift);
    }

    /** This pipeline with checkpoints at another interval. */
    public Pipeline withCheckpointInterval(Duration interval) {
        return with(bootstrap, slot, delivery, checkpoints.withInterval(interval), control, learning, drift);
    }

    /** This pipeline with another model in its slot. */
    public Pipeline withModel(Path model) {
        return with(bootstrap, slot.withModel(model), delivery, checkpoints, control, learning, drift);
    }

    /** This pipeline with another promise to its readers. */
    public Pipeline withDelivery(Delivery other) {
        return with(bootstrap, slot, other, checkpoints, control, learning, drift);
    }

    /** This pipeline with other rules for commands. */
    public Pipeline withControl(Control other) {
        return with(bootstrap, slot, delivery, checkpoints, other, learning, drift);
    }

    /** This pipeline with a key for learners and a drift policy that have none. */
    public Pipeline withSigningKey(SigningKey key) {
        return with(
                bootstrap,
                slot,
                delivery,
                checkpoints,
                control,
                learning.withSigningKey(key),
                drift.map(watched -> watched.withSigningKey(key)));
    }

    private Pipeline with(
            String otherBootstrap,
            Slot otherSlot,
            Delivery otherDelivery,
            Checkpoints otherCheckpoints,
            Control otherControl,
            Learning otherLearning,
            Optional<Drift> otherDrift) {
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
                otherControl,
                otherLearning,
                otherDrift);
    }

    @Override
    public String toString() {
        return name + " (" + file + ")";
    }
}
