package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.control.ControlTopic;
import io.millrace.jobs.control.StatusTopic;
import io.millrace.jobs.flink.DisturbedCluster;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.kafka.SharedBroker;
import io.millrace.jobs.kafka.TopicPartitions;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.jobs.scoring.ScoringJob;
import io.millrace.model.ModelId;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.Label;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Prediction;
import io.millrace.schemas.signing.CommandSigner;
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
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
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
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Path folder;
    private final int partitions;
    private final Pipeline pipeline;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ModelSnapshot> snapshots = new ArrayList<>();
    private final List<MonitoringEvent> findings = new ArrayList<>();
    private final List<Prediction> predictions = new ArrayList<>();

    private DisturbedCluster cluster;
    private JobID learning;
    private long restartsOfEarlierJobs;

    /** As below, with a checkpoint every 300 ms. */
    LearningTestBed(Path folder, int partitions, String learners) throws IOException {
        this(folder, partitions, Duration.ofMillis(300), learners);
    }

    /**
     * A pipeline of its own with topics of its own; nothing runs yet.
     *
     * @param partitions of each topic that has several
     * @param interval between two checkpoints, of both jobs
     * @param learners the part of the pipeline file that tells what is learned; its key signs
     */
    LearningTestBed(Path folder, int partitions, Duration interval, String learners) throws IOException {
        this.folder = folder;
        this.partitions = partitions;
        KeyPair keys = KeyFiles.generate();
        KeyFiles.write(folder.resolve("keys"), "learner", keys);
        StaticModels.writeIgnorant(folder.resolve("static"));
        String name = SharedBroker.freshName();
        pipeline = PipelineFile.read(Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                pipeline: %s
                kafka: {bootstrap: "%s"}
                events: {topic: %s.events, format: json, id: id, time: time}
                features: [{name: x0}, {name: x1}, {name: carrier, type: categorical}]
                slots: {main: {model: static, batch: {maxRows: 32, maxWait: 1ms}}}
                checkpoints: {interval: %dms}
                control: {keys: {learner: "${file:keys/learner.pub}"}, store: store}
                """.formatted(name, SharedBroker.bootstrap(), name, interval.toMillis()) + learners));
        try (Cluster kafka = Cluster.of(pipeline)) {
            kafka.createTopics(partitions, (short) 1);
            kafka.check();
            assertThat(kafka.learningPartitions()).isEqualTo(topicPartitions());
        }
        producer = new KafkaProducer<>(
                Cluster.clientProperties(pipeline), new ByteArraySerializer(), new ByteArraySerializer());
        Properties reading = Cluster.clientProperties(pipeline);
        reading.put("isolation.level", "read_committed");
        consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> read = new ArrayList<>(List.of(
                new TopicPartition(pipeline.modelsTopic(), 0), new TopicPartition(pipeline.monitoringTopic(), 0)));
        for (int i = 0; i < partitions; i++) {
            read.add(new TopicPartition(pipeline.predictionsTopic(), i));
        }
        consumer.assign(read);
        consumer.seekToBeginning(read);
    }

    private TopicPartitions topicPartitions() {
        return new TopicPartitions(partitions, partitions, partitions);
    }

    Pipeline pipeline() {
        return pipeline;
    }

    int partitions() {
        return partitions;
    }

    // --- jobs ---

    /** Starts a cluster with both jobs. */
    void start(int parallelism) throws Exception {
        Configuration ofCluster = configuration(ScoringJob.configure(pipeline), "scoring");
        JobCounters.watch(ofCluster);
        cluster = DisturbedCluster.start(ofCluster, partitions + parallelism);
        ModelId model = ScoringJob.check(pipeline).id();
        StreamExecutionEnvironment scoring = StreamExecutionEnvironment.getExecutionEnvironment(
                configuration(ScoringJob.configure(pipeline), "scoring"));
        ScoringJob.build(scoring, pipeline, model, partitions);
        cluster.submit(scoring, null);
        startLearning(parallelism, null);
    }

    private void startLearning(int parallelism, String savepoint) throws Exception {
        Configuration configuration = configuration(LearningJob.configure(pipeline), "learning");
        configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        LearningJob.build(environment, pipeline, ScoringJob.check(pipeline), topicPartitions(), parallelism);
        learning = cluster.submit(environment, savepoint);
    }

    private Configuration configuration(Configuration configuration, String job) {
        return DisturbedCluster.restartingSoon(configuration, folder.resolve(job));
    }

    /**
     * A task manager goes, its tasks with it, of whichever job; another one comes.
     *
     * @param choice any number; which of those that live it means
     */
    void replaceTaskManager(int choice) throws Exception {
        cluster.replaceTaskManager(choice);
    }

    /** How often a failure has restarted the learning job so far. */
    long restartsOfLearning() throws Exception {
        return restartsOfEarlierJobs + cluster.restarts(learning);
    }

    /** Waits until all tasks of the learning job run. */
    void awaitLearningRuns() {
        await(() -> cluster.runs(learning), () -> "the learning job runs");
    }

    /** Stops the learning job with a savepoint and goes on with another number of subtasks. */
    void rescaleLearning(int parallelism) throws Exception {
        restartsOfEarlierJobs = restartsOfLearning();
        startLearning(parallelism, stopLearning(false));
    }

    /** Ends the learning job: time comes to all that waits, and it tells what was learned in the end. */
    void drainLearning() throws Exception {
        restartsOfEarlierJobs = restartsOfLearning();
        stopLearning(true);
    }

    private String stopLearning(boolean drain) throws Exception {
        return cluster.stopWithSavepoint(learning, folder.resolve("savepoints"), drain);
    }

    // --- in ---

    void event(int partition, String id, long time, double x0, Double x1, String carrier) {
        send(pipeline.events().topic(), partition, id, """
                {"id": "%s", "time": %d, "x0": %s, "x1": %s, "carrier": "%s"}""".formatted(id, time, x0, x1, carrier)
                .getBytes(StandardCharsets.UTF_8));
    }

    void label(int partition, String id, Object value, long knownAt) {
        label(partition, id, value, knownAt, null);
    }

    void label(int partition, String id, Object value, long knownAt, String principal) {
        send(
                pipeline.labelsTopic(),
                partition,
                id,
                MessageCodec.LABEL.encode(Label.newBuilder()
                        .setEventId(id)
                        .setValue(value)
                        .setKnownAt(Instant.ofEpochMilli(knownAt))
                        .setPrincipal(principal)
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

    /** Findings of a kind, as far as they were read. */
    List<MonitoringEvent> findings(String kind) {
        return findings.stream()
                .filter(finding -> finding.getKind().equals(kind))
                .toList();
    }

    /** Signs a command with the learner's key and sends it. */
    void command(ControlCommand command) {
        try (ControlTopic topic = ControlTopic.open(pipeline)) {
            topic.send(
                    command.getSlot(),
                    CommandSigner.sign(
                            command,
                            "learner",
                            KeyFiles.readPrivate(folder.resolve("keys").resolve("learner.key"))));
        }
    }

    List<ModelStatus> statuses() {
        try (StatusTopic topic = StatusTopic.open(pipeline)) {
            return topic.readAll();
        }
    }

    /** Sum of a counter of the learning job, as it is now. */
    long count(String counter) {
        return JobCounters.sum(pipeline.name() + ".learning", counter);
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
