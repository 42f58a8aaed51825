package io.millrace.jobs.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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
        int parallelism) {

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

    /**
     * Prefix of the scoring job's transactional ids. It ends in a character that no name may contain, so no pipeline's
     * prefix is a prefix of another's: Flink's sink aborts every transaction whose id merely starts with its own.
     */
    public String transactionalIdPrefix() {
        return name + ".scoring.answers.v1!";
    }

    /** This pipeline with another Kafka, for local mode. */
    public Pipeline withBootstrap(String other) {
        return new Pipeline(
                file,
                name,
                other,
                clientProperties,
                events,
                features,
                slot,
                delivery,
                checkpoints,
                transactionTimeout,
                parallelism);
    }

    /** This pipeline with checkpoints at another interval. */
    public Pipeline withCheckpointInterval(Duration interval) {
        return new Pipeline(
                file,
                name,
                bootstrap,
                clientProperties,
                events,
                features,
                slot,
                delivery,
                new Checkpoints(interval, checkpoints.timeout(), checkpoints.longestRestart()),
                transactionTimeout,
                parallelism);
    }

    /** This pipeline with another model in its slot. */
    public Pipeline withModel(Path model) {
        return new Pipeline(
                file,
                name,
                bootstrap,
                clientProperties,
                events,
                features,
                slot.withModel(model),
                delivery,
                checkpoints,
                transactionTimeout,
                parallelism);
    }

    /** This pipeline with another promise to its readers. */
    public Pipeline withDelivery(Delivery other) {
        return new Pipeline(
                file,
                name,
                bootstrap,
                clientProperties,
                events,
                features,
                slot,
                other,
                checkpoints,
                transactionTimeout,
                parallelism);
    }

    @Override
    public String toString() {
        return name + " (" + file + ")";
    }
}
