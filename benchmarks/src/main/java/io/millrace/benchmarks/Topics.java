package io.millrace.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The broker's topics as benchmarks need them. One thread at a time. */
final class Topics implements AutoCloseable {
    private static final String BATCH_BYTES = Integer.toString(256 << 10);

    private final String bootstrap;
    private final Admin admin;

    Topics(String bootstrap) {
        this.bootstrap = bootstrap;
        admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap));
    }

    /** Makes a topic whose records carry the time at which the broker appended them; once deleted, its space is free at once. */
    void create(String topic, int partitions) {
        create(topic, partitions, Map.of());
    }

    /** As {@link #create(String, int)}; keeps little more than {@code bytes} of each partition, when the broker looks. */
    void createBounded(String topic, int partitions, long bytes) {
        create(
                topic,
                partitions,
                Map.of("retention.bytes", Long.toString(bytes), "segment.bytes", Long.toString(bytes / 8)));
    }

    private void create(String topic, int partitions, Map<String, String> further) {
        Map<String, String> configs = new HashMap<>(further);
        configs.put("message.timestamp.type", "LogAppendTime");
        configs.put("file.delete.delay.ms", "0");
        get(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(configs)))
                .all());
    }

    /** Gives topics and their disk space back. */
    void delete(List<String> topics) {
        get(admin.deleteTopics(topics).all());
    }

    /** Writes events 0 to {@code events - 1}, event n to partition n modulo {@code partitions}. */
    void fill(String topic, int partitions, long events) {
        Readings readings = new Readings();
        try (Sender sender = new Sender(bootstrap)) {
            for (long n = 0; n < events; n++) {
                sender.send(topic, (int) (n % partitions), null, readings.encode(n));
            }
        }
    }

    /** What every producer here has, ours and the peers': what the scoring job sets, too. */
    static Map<String, Object> producerProperties(String bootstrap) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("linger.ms", "5");
        properties.put("batch.size", BATCH_BYTES);
        return properties;
    }

    /** What every consumer here has: what the scoring job sets, too. */
    static Map<String, Object> consumerProperties(String bootstrap) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("isolation.level", "read_committed");
        properties.put("max.poll.records", "2000");
        properties.put("max.partition.fetch.bytes", Integer.toString(4 << 20));
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        return properties;
    }

    /** A topic's partitions. */
    static List<TopicPartition> partitions(String topic, int partitions) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /** Sum of the end offsets of a topic. */
    long end(String topic, int partitions) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions(topic, partitions).forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
        return get(admin.listOffsets(wanted).all()).values().stream()
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    /** Sum of the offsets that a consumer group has committed. */
    long committed(String group) {
        return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka refused: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Kafka", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
