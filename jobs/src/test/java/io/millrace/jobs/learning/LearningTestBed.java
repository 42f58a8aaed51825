package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.control.StatusTopic;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.kafka.SharedBroker;
import io.millrace.jobs.kafka.TopicPartitions;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.jobs.scoring.ScoringJob;
import io.millrace.model.ModelId;
import io.millrace.schemas.Label;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Prediction;
import io.millrace.schemas.signing.KeyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A scoring and a learning job side by side against a real broker: events and labels go in, learned models come to serve. */
final class LearningTestBed implements AutoCloseable {
    static final int PARTITIONS = 2;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final Pipeline pipeline;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ModelSnapshot> snapshots = new ArrayList<>();
    private final List<MonitoringEvent> findings = new ArrayList<>();
    private final List<Prediction> predictions = new ArrayList<>();
    private MiniCluster cluster;
    private JobID learning;

    /**
     * A pipeline of its own with topics of its own; nothing runs yet.
     *
     * @param learners the part of the pipeline file that tells what is learned; its key signs
     */
    LearningTestBed(Path folder, String learners) throws IOException {
        this.folder = folder;
        KeyPair keys = KeyFiles.generate();
        KeyFiles.write(folder.resolve("keys"), "learner", keys);
        StaticModels.writeIgnorant(folder.resolve("static"));
        String name = SharedBroker.freshName();
        pipeline = PipelineFile.read(Files.writeString(
                folder.resolve("pipeline.yaml"), """
                pipeline: %s
                kafka: {bootstrap: "%s"}
                events: {topic: %s.events, format: json, id: id, time: time}
                features: [{name: x0}, {name: x1}, {name: carrier, type: categorical}]
                slots: {main: {model: static, batch: {maxRows: 32, maxWait: 1ms}}}
                checkpoints: {interval: 300ms}
                control: {keys: {learner: "${file:keys/learner.pub}"}, store: store}
                """.formatted(name, SharedBroker.bootstrap(), name) + learners));
        try (Cluster kafka = Cluster.of(pipeline)) {
            kafka.createTopics(PARTITIONS, (short) 1);
            kafka.check();
            assertThat(kafka.learningPartitions()).isEqualTo(new TopicPartitions(PARTITIONS, PARTITIONS, PARTITIONS));
        }
        producer = new KafkaProducer<>(
                Cluster.clientProperties(pipeline), new ByteArraySerializer(), new ByteArraySerializer());
        Properties reading = Cluster.clientProperties(pipeline);
        reading.put("isolation.level", "read_committed");
        consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> read = new ArrayList<>(List.of(
                new TopicPartition(pipeline.modelsTopic(), 0), new TopicPartition(pipeline.monitoringTopic(), 0)));
        for (int i = 0; i < PARTITIONS; i++) {
            read.add(new TopicPartition(pipeline.predictionsTopic(), i));
        }
        consumer.assign(read);
        consumer.seekToBeginning(read);
    }

    Pipeline pipeline() {
        return pipeline;
    }

    // --- jobs ---

    /** Starts a cluster with both jobs. */
    void start(int parallelism) throws Exception {
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration(ScoringJob.configure(pipeline), "scoring"))
                .setNumTaskManagers(2 * PARTITIONS)
                .setNumSlotsPerTaskManager(1)
                .withRandomPorts()
                .build());
        cluster.start();
        ModelId model = ScoringJob.check(pipeline);
        StreamExecutionEnvironment scoring = StreamExecutionEnvironment.getExecutionEnvironment(
                configuration(ScoringJob.configure(pipeline), "scoring"));
        ScoringJob.build(scoring, pipeline, model, PARTITIONS);
        cluster.submitJob(scoring.getStreamGraph().getJobGraph()).get();
        startLearning(parallelism, null);
    }

    private void startLearning(int parallelism, String savepoint) throws Exception {
        Configuration configuration = configuration(LearningJob.configure(pipeline), "learning");
        configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        LearningJob.build(environment, pipeline, new TopicPartitions(PARTITIONS, PARTITIONS, PARTITIONS), parallelism);
        JobGraph graph = environment.getStreamGraph().getJobGraph();
        if (savepoint != null) {
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint));
        }
        learning = cluster.submitJob(graph).get().getJobID();
    }

    private Configuration configuration(Configuration configuration, String job) {
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofMillis(100));
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofMillis(300));
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve(job).toUri().toString());
        return configuration;
    }

    /** The task manager goes, its tasks with it, of whichever job; another one comes. */
    void replaceTaskManager(int index) throws Exception {
        cluster.terminateTaskManager(index).get();
        cluster.startTaskManager();
    }

    /** Stops the learning job with a savepoint and goes on with another number of subtasks. */
    void rescaleLearning(int parallelism) throws Exception {
        String savepoint = cluster.stopWithSavepoint(
                        learning, folder.resolve("savepoints").toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get();
        startLearning(parallelism, savepoint);
    }

    // --- in ---

    void event(int partition, String id, long time, double x0, Double x1, String carrier) {
        send(pipeline.events().topic(), partition, id, """
                {"id": "%s", "time": %d, "x0": %s, "x1": %s, "carrier": "%s"}""".formatted(id, time, x0, x1, carrier)
                .getBytes(StandardCharsets.UTF_8));
    }

    void label(int partition, String id, Object value, long knownAt) {
        send(
                pipeline.labelsTopic(),
                partition,
                id,
                MessageCodec.LABEL.encode(Label.newBuilder()
                        .setEventId(id)
                        .setValue(value)
                        .setKnownAt(Instant.ofEpochMilli(knownAt))
                        .build()));
    }

    private void send(String topic, int partition, String key, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8), value));
    }

    void flush() {
        producer.flush();
    }

    // --- out ---

    /** Reads what is committed by now. */
    void read() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
            if (record.topic().equals(pipeline.modelsTopic())) {
                snapshots.add(MessageCodec.MODEL_SNAPSHOT.decode(record.value()));
            } else if (record.topic().equals(pipeline.monitoringTopic())) {
                findings.add(MessageCodec.MONITORING_EVENT.decode(record.value()));
            } else {
                predictions.add(MessageCodec.PREDICTION.decode(record.value()));
            }
        }
    }

    List<Prediction> predictions() {
        return predictions;
    }

    /** All records of the models topic. */
    List<ModelSnapshot> snapshots() {
        return snapshots;
    }

    /** Models that were offered, in order. */
    List<ModelSnapshot> offers() {
        return snapshots.stream().filter(snapshot -> snapshot.getVersion() > 0).toList();
    }

    List<ModelStatus> statuses() {
        try (StatusTopic topic = StatusTopic.open(pipeline)) {
            return topic.readAll();
        }
    }

    /** How many labels came to an outcome, as told last. */
    long told(LabelOutcome outcome) {
        long told = 0;
        for (MonitoringEvent finding : findings) {
            if (finding.getName().equals("labels." + outcome.code())) {
                assertThat(finding.getN()).as("counts grow").isGreaterThan(told);
                told = finding.getN();
            }
        }
        return told;
    }

    /** Reads until something holds. */
    void await(BooleanSupplier condition, Supplier<String> what) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        read();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("within " + LIMIT.toSeconds() + " s: " + what.get());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            read();
        }
    }

    @Override
    public void close() throws Exception {
        producer.close(Duration.ofSeconds(1));
        consumer.close();
        if (cluster != null) {
            cluster.close();
        }
    }
}
