package io.millrace.jobs.control;

import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.kafka.KafkaException;
import io.millrace.jobs.pipeline.Pipeline;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** What clients of the control and the status topic share: limits, and failures in sentences. */
final class TopicAccess {
    /** How long a broker may take to answer. */
    static final int LIMIT_MS = 10_000;

    private TopicAccess() {}

    /** The pipeline's client properties with short limits. They may hold secrets. */
    static Properties properties(Pipeline pipeline) {
        Properties properties = Cluster.clientProperties(pipeline);
        properties.put("request.timeout.ms", LIMIT_MS / 2);
        return properties;
    }

    /**
     * The only partition of a topic, whose records have one order therefore.
     *
     * @throws KafkaException if the topic is missing or has several
     */
    static TopicPartition onlyPartition(Pipeline pipeline, String topic) {
        Integer partitions;
        try (Cluster cluster = Cluster.of(pipeline)) {
            partitions = cluster.partitions(Set.of(topic)).get(topic);
        }
        if (partitions == null) {
            throw missing(pipeline, topic);
        }
        if (partitions != 1) {
            throw new KafkaException("kafka at " + pipeline.bootstrap() + ": topic " + topic
                    + " must have 1 partition, found " + partitions);
        }
        return new TopicPartition(topic, 0);
    }

    /** The sentence for a topic that is not there. */
    static KafkaException missing(Pipeline pipeline, String topic) {
        return new KafkaException("kafka at " + pipeline.bootstrap() + ": topics must exist, missing: " + topic
                + " (make them with: millrace topics create " + pipeline.file().getFileName() + ")");
    }

    /** The sentence for no answer. */
    static KafkaException unreachable(Pipeline pipeline, Throwable cause) {
        return new KafkaException(
                "no Kafka broker answers at " + pipeline.bootstrap() + " within " + LIMIT_MS / 1000
                        + " s: is it running, and is the address right?",
                cause);
    }

    /** What {@code call} returns; a failure of Kafka becomes a sentence. */
    static <T> T ask(Pipeline pipeline, Supplier<T> call) {
        try {
            return call.get();
        } catch (InterruptException e) { // it has set the interrupt flag again
            throw new KafkaException("interrupted while asking " + pipeline.bootstrap(), e);
        } catch (org.apache.kafka.common.KafkaException e) {
            throw failure(pipeline, e);
        }
    }

    /** The sentence for a failure of Kafka. */
    static KafkaException failure(Pipeline pipeline, Throwable failure) {
        if (failure instanceof TimeoutException) {
            return unreachable(pipeline, failure);
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return new KafkaException("kafka at " + pipeline.bootstrap() + ": " + cause.getMessage(), failure);
    }
}
