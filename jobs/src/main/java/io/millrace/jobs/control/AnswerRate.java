package io.millrace.jobs.control;

import io.millrace.jobs.kafka.KafkaException;
import io.millrace.jobs.pipeline.Pipeline;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How fast a pipeline answers, measured by how fast its predictions topic grows: committed or not, and with one more record a
 * partition and checkpoint under exactly-once, which Kafka writes to end a transaction.
 */
public final class AnswerRate {
    private AnswerRate() {}

    /**
     * Answers a second, of all partitions together.
     *
     * @param window how long to measure
     * @throws KafkaException if no broker answers or the topic is missing
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public static double measure(Pipeline pipeline, Duration window) throws InterruptedException {
        Properties properties = TopicAccess.properties(pipeline);
        properties.put("isolation.level", "read_uncommitted");
        properties.put("allow.auto.create.topics", false);
        properties.put("default.api.timeout.ms", TopicAccess.LIMIT_MS);
        try (KafkaConsumer<byte[], byte[]> consumer = TopicAccess.ask(
                pipeline,
                () -> new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()))) {
            List<TopicPartition> partitions = partitions(pipeline, consumer);
            long before = end(pipeline, consumer, partitions);
            long start = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(window.toNanos());
            long after = end(pipeline, consumer, partitions);
            return (after - before) * 1e9 / (System.nanoTime() - start);
        }
    }

    private static List<TopicPartition> partitions(Pipeline pipeline, KafkaConsumer<byte[], byte[]> consumer) {
        List<PartitionInfo> partitions =
                TopicAccess.ask(pipeline, () -> consumer.partitionsFor(pipeline.predictionsTopic()));
        if (partitions == null || partitions.isEmpty()) {
            throw TopicAccess.missing(pipeline, pipeline.predictionsTopic());
        }
        return partitions.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private static long end(
            Pipeline pipeline, KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        return TopicAccess.ask(pipeline, () -> consumer.endOffsets(partitions)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
