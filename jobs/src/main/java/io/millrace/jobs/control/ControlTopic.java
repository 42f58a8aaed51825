package io.millrace.jobs.control;

import io.millrace.jobs.kafka.KafkaException;
import io.millrace.jobs.pipeline.Pipeline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends signed commands to a pipeline. What is sent is an idempotent producer's write to all replicas in sync, so it is on the
 * topic once or, after an exception, perhaps once: the command's id tells. Close it after use. Safe for all threads.
 */
public final class ControlTopic implements AutoCloseable {
    private final Pipeline pipeline;
    private final TopicPartition partition;
    private final Producer<byte[], byte[]> producer;

    private ControlTopic(Pipeline pipeline, TopicPartition partition, Producer<byte[], byte[]> producer) {
        this.pipeline = pipeline;
        this.partition = partition;
        this.producer = producer;
    }

    /**
     * Connects.
     *
     * @throws KafkaException if no broker answers, or the topic is missing or has more than one partition
     */
    public static ControlTopic open(Pipeline pipeline) {
        TopicPartition partition = TopicAccess.onlyPartition(pipeline, pipeline.controlTopic());
        Properties properties = TopicAccess.properties(pipeline);
        properties.put("acks", "all");
        properties.put("enable.idempotence", true);
        properties.put("max.block.ms", TopicAccess.LIMIT_MS);
        properties.put("delivery.timeout.ms", TopicAccess.LIMIT_MS);
        properties.put("linger.ms", 0);
        return new ControlTopic(
                pipeline,
                partition,
                TopicAccess.ask(
                        pipeline,
                        () -> new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())));
    }

    /**
     * Sends a command and waits until it is kept.
     *
     * @param slot slot that it is for
     * @param signedCommand a {@link io.millrace.schemas.SignedCommand} in single-object encoding
     * @return its offset
     * @throws KafkaException if it is not known to be kept
     */
    public long send(String slot, byte[] signedCommand) {
        ProducerRecord<byte[], byte[]> command = new ProducerRecord<>(
                partition.topic(), partition.partition(), slot.getBytes(StandardCharsets.UTF_8), signedCommand);
        return TopicAccess.ask(pipeline, () -> {
            try {
                return producer.send(command).get().offset();
            } catch (ExecutionException e) {
                throw TopicAccess.failure(pipeline, e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("interrupted while sending to " + partition.topic(), e);
            }
        });
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
