package io.millrace.jobs.kafka;

import io.millrace.jobs.pipeline.Delivery;
import io.millrace.jobs.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A pipeline's Kafka cluster, asked before a job starts. Close it after use. One thread at a time.
 */
public final class Cluster implements AutoCloseable {
    private static final String TRANSACTION_VERSION = "transaction.version";
    private static final String TRANSACTION_MAX_TIMEOUT = "transaction.max.timeout.ms";
    private static final int TIMEOUT_MS = 10_000;
    private static final int PAUSE_MS = 20;

    private static final String UNLIMITED = "-1";

    /** Of topics that nothing is ever deleted from. */
    private static final Map<String, String> KEPT = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.RETENTION_MS_CONFIG,
            UNLIMITED,
            TopicConfig.RETENTION_BYTES_CONFIG,
            UNLIMITED);

    /** Of topics that keep the newest record of each key. */
    private static final Map<String, String> NEWEST_KEPT =
            Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);

    private final Pipeline pipeline;
    private final Admin admin;

    private Cluster(Pipeline pipeline, Admin admin) {
        this.pipeline = pipeline;
        this.admin = admin;
    }

    /**
     * Connects.
     *
     * @throws KafkaException if the properties make no client
     */
    public static Cluster of(Pipeline pipeline) {
        Properties properties = clientProperties(pipeline);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        try {
            return new Cluster(pipeline, Admin.create(properties));
        } catch (org.apache.kafka.common.KafkaException e) {
            throw new KafkaException(
                    "kafka: no client can be made for " + pipeline.bootstrap() + ": "
                            + (e.getCause() == null ? e : e.getCause()).getMessage(),
                    e);
        }
    }

    /** Properties that every client of the pipeline has. They may hold secrets. */
    public static Properties clientProperties(Pipeline pipeline) {
        Properties properties = new Properties();
        properties.putAll(pipeline.clientProperties());
        properties.put("bootstrap.servers", pipeline.bootstrap());
        return properties;
    }

    /**
     * Checks that the scoring job can keep its promises here.
     *
     * @return partitions of the events topic
     * @throws KafkaException naming everything that is wrong
     */
    public int check() {
        List<String> problems = new ArrayList<>();
        Set<String> needed = new TreeSet<>(List.of(
                pipeline.events().topic(),
                pipeline.predictionsTopic(),
                pipeline.deadLettersTopic(),
                pipeline.controlTopic(),
                pipeline.statusTopic(),
                pipeline.shadowTopic()));
        boolean learns = !pipeline.learning().isNone();
        if (learns) {
            needed.addAll(List.of(pipeline.labelsTopic(), pipeline.modelsTopic(), pipeline.monitoringTopic()));
        }
        if (pipeline.learning().admission().isPresent()) {
            needed.add(pipeline.quarantineTopic());
        }
        if (pipeline.drift().isPresent()) {
            needed.addAll(List.of(pipeline.labelsTopic(), pipeline.monitoringTopic()));
        }
        Map<String, Integer> partitions = partitions(needed);
        needed.removeAll(partitions.keySet());
        if (!needed.isEmpty()) {
            problems.add("topics must exist, missing: " + String.join(", ", needed)
                    + " (make them with: millrace topics create "
                    + pipeline.file().getFileName() + ")");
        }
        checkLogs(partitions, problems);
        if (pipeline.delivery() == Delivery.EXACTLY_ONCE
                || learns
                || pipeline.drift().isPresent()) {
            checkTransactions(problems);
        }
        if (!problems.isEmpty()) {
            throw new KafkaException("kafka at " + pipeline.bootstrap() + ": " + String.join("; ", problems));
        }
        return partitions.get(pipeline.events().topic());
    }

    /**
     * Commands are followed in their order, and what serves is rebuilt from all that was decided: neither topic may have two
     * partitions or be compacted, and the latter must never forget.
     */
    private void checkLogs(Map<String, Integer> partitions, List<String> problems) {
        List<ConfigResource> logs = Stream.of(pipeline.controlTopic(), pipeline.statusTopic())
                .filter(partitions::containsKey)
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        Map<ConfigResource, Config> configs = get(admin.describeConfigs(logs).all());
        for (ConfigResource log : logs) {
            String topic = "topic " + log.name();
            if (partitions.get(log.name()) != 1) {
                problems.add(topic + " must have 1 partition, found " + partitions.get(log.name()));
            }
            String policy = value(configs.get(log), TopicConfig.CLEANUP_POLICY_CONFIG);
            if (policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                problems.add(topic + " must not be compacted, or commands and what came of them are lost:"
                        + " cleanup.policy must be delete, found " + policy);
            }
            String millis = value(configs.get(log), TopicConfig.RETENTION_MS_CONFIG);
            String bytes = value(configs.get(log), TopicConfig.RETENTION_BYTES_CONFIG);
            if (log.name().equals(pipeline.statusTopic()) && !(millis.equals(UNLIMITED) && bytes.equals(UNLIMITED))) {
                problems.add(topic + " must be kept for ever, or it is forgotten which model serves:"
                        + " retention.ms and retention.bytes must be -1, found " + millis + " and " + bytes);
            }
        }
    }

    private static String value(Config config, String key) {
        return config.get(key).value();
    }

    private void checkTransactions(List<String> problems) {
        FinalizedVersionRange version = get(admin.describeFeatures().featureMetadata())
                .finalizedFeatures()
                .get(TRANSACTION_VERSION);
        if (version == null || version.maxVersionLevel() < 2) {
            problems.add("exactly-once needs " + TRANSACTION_VERSION + " >= 2 (Kafka 4.0 or newer), found "
                    + (version == null ? "none" : version.maxVersionLevel()));
        }
        Node node = get(admin.describeCluster().nodes()).iterator().next();
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
        String value = get(admin.describeConfigs(List.of(broker)).all())
                .get(broker)
                .get(TRANSACTION_MAX_TIMEOUT)
                .value();
        if (Long.parseLong(value) < pipeline.transactionTimeout().toMillis()) {
            problems.add("kafka.transactionTimeout must be at most the broker's " + TRANSACTION_MAX_TIMEOUT + "="
                    + value + ", found " + pipeline.transactionTimeout().toMillis());
        }
    }

    /**
     * Partitions of the topics that a learning or monitoring job depends on.
     *
     * @throws KafkaException if one is missing
     */
    public TopicPartitions learningPartitions() {
        Set<String> topics = Set.of(pipeline.events().topic(), pipeline.predictionsTopic(), pipeline.labelsTopic());
        Map<String, Integer> partitions = partitions(topics);
        if (!partitions.keySet().containsAll(topics)) {
            throw new KafkaException("kafka at " + pipeline.bootstrap() + ": topics must exist: "
                    + String.join(", ", new TreeSet<>(topics)));
        }
        return new TopicPartitions(
                partitions.get(pipeline.events().topic()),
                partitions.get(pipeline.predictionsTopic()),
                partitions.get(pipeline.labelsTopic()));
    }

    /** Partitions of those of {@code topics} that exist. */
    public Map<String, Integer> partitions(Set<String> topics) {
        Map<String, Integer> partitions = new LinkedHashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                partitions.put(
                        topic.getKey(), get(topic.getValue()).partitions().size());
            } catch (KafkaException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                // not there: the caller sees it by its absence
            }
        }
        return partitions;
    }

    /**
     * Makes the pipeline's topics; those that exist stay as they are.
     *
     * @param partitions of events, predictions, labels and challengers' answers, at least 1; the others have one
     * @param replication replicas of each, at least 1
     * @return the topics that were made
     * @throws KafkaException if the cluster refuses
     */
    public List<String> createTopics(int partitions, short replication) {
        List<NewTopic> topics = List.of(
                new NewTopic(pipeline.events().topic(), partitions, replication),
                new NewTopic(pipeline.predictionsTopic(), partitions, replication),
                new NewTopic(pipeline.labelsTopic(), partitions, replication),
                new NewTopic(pipeline.shadowTopic(), partitions, replication),
                new NewTopic(pipeline.deadLettersTopic(), 1, replication),
                new NewTopic(pipeline.monitoringTopic(), 1, replication),
                new NewTopic(pipeline.quarantineTopic(), 1, replication),
                new NewTopic(pipeline.modelsTopic(), 1, replication).configs(NEWEST_KEPT),
                new NewTopic(pipeline.controlTopic(), 1, replication).configs(KEPT),
                new NewTopic(pipeline.statusTopic(), 1, replication).configs(KEPT));
        List<String> made = new ArrayList<>();
        for (Map.Entry<String, KafkaFuture<Void>> topic :
                admin.createTopics(topics).values().entrySet()) {
            try {
                get(topic.getValue());
                made.add(topic.getKey());
            } catch (KafkaException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
                // already there: as wanted
            }
        }
        awaitWritable(
                topics.stream().filter(topic -> made.contains(topic.name())).toList());
        return made;
    }

    /**
     * A topic is made before its partitions can be written to, and whoever makes it usually writes next. A producer that
     * comes in between may see its second batch accepted and its first one refused until it gives up. A partition that
     * can say where it ends can be written to. The client asks again until it has a leader; before the broker that is asked
     * has heard of the topic, we must.
     */
    private void awaitWritable(Collection<NewTopic> topics) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (NewTopic topic : topics) {
            for (int partition = 0; partition < topic.numPartitions(); partition++) {
                ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
        while (!haveEnds(ends, deadline)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
        }
    }

    private boolean haveEnds(Map<TopicPartition, OffsetSpec> ends, long deadline) {
        try {
            get(admin.listOffsets(ends).all());
            return true;
        } catch (KafkaException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException && System.nanoTime() - deadline < 0) {
                return false;
            }
            throw e;
        }
    }

    private <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof TimeoutException) {
                throw new KafkaException(
                        "no Kafka broker answers at " + pipeline.bootstrap() + " within " + TIMEOUT_MS / 1000
                                + " s: is it running, and is the address right?",
                        cause);
            }
            throw new KafkaException("kafka at " + pipeline.bootstrap() + ": " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while asking " + pipeline.bootstrap(), e);
        }
    }

    @Override
    public void close() {
        admin.close(java.time.Duration.ofSeconds(2));
    }
}
