package io.millrace.jobs.monitoring;

import io.millrace.jobs.flink.DisturbedCluster;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.kafka.SharedBroker;
import io.millrace.jobs.kafka.TopicPartitions;
import io.millrace.jobs.learning.StaticModels;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.scoring.ScoringJob;
import io.millrace.model.ColumnProfile;
import io.millrace.model.ProfileBuilder;
import io.millrace.model.ReferenceJson;
import io.millrace.model.ReferenceProfile;
import io.millrace.schemas.AnswerKind;
import io.millrace.schemas.Label;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelFingerprint;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Prediction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A monitoring job against a real broker, fed with predictions and labels of its own making, and what it must tell. In the third quarter of the
 * windows x1 goes missing, in the last one the carriers have other names; in the second half scores rise and a half of the answers are wrong.
 */
final class MonitoringTestBed implements AutoCloseable {
    private static final int PARTITIONS = 2;
    private static final int ROWS = 150;
    private static final long PANE = 10_000;
    private static final long FIRST_TIME = 1_700_000_000_000L;
    /** How long after its event a label becomes known. */
    private static final long LABEL_DELAY = 2_000;

    private static final double USUALLY_WRONG = 0.1;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Path home;
    private final int windows;
    private final Pipeline pipeline;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<MonitoringEvent> found = new ArrayList<>();

    private DisturbedCluster cluster;
    private JobID job;
    private long restartsOfEarlierJobs;

    /**
     * A pipeline of its own with topics of its own; nothing runs yet.
     *
     * @param windows that are sent
     */
    MonitoringTestBed(Path home, int windows) throws IOException {
        this.home = home;
        this.windows = windows;
        StaticModels.writeIgnorant(home.resolve("static"));
        Files.writeString(home.resolve("static").resolve("reference.json"), ReferenceJson.write(reference()));
        String name = SharedBroker.freshName();
        pipeline = ScoringJob.read(
                Files.writeString(home.resolve("pipeline.yaml"), """
                pipeline: %s
                kafka: {bootstrap: "%s"}
                events: {topic: %s.events, format: json, id: id, time: time}
                features: [{name: x0}, {name: x1}, {name: carrier, type: categorical}]
                slots: {main: {model: static}}
                checkpoints: {interval: 300ms}
                labels: {horizon: 60s, outOfOrder: 0s}
                drift:
                  window: 10s
                  outOfOrder: 0s
                  detectors:
                    - {watch: score, output: probability, detector: adwin}
                    - {watch: wrong, output: probability, detector: error-rise}
                  performance: {output: probability, leastAccuracy: 0.7}
                """.formatted(name, SharedBroker.bootstrap(), name)));
        try (Cluster kafka = Cluster.of(pipeline)) {
            kafka.createTopics(PARTITIONS, (short) 1);
            kafka.check();
        }
        producer = new KafkaProducer<>(
                Cluster.clientProperties(pipeline), new ByteArraySerializer(), new ByteArraySerializer());
        Properties properties = Cluster.clientProperties(pipeline);
        properties.put("isolation.level", "read_committed");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> topic = List.of(new TopicPartition(pipeline.monitoringTopic(), 0));
        consumer.assign(topic);
        consumer.seekToBeginning(topic);
    }

    private static ReferenceProfile reference() {
        Random random = new Random(17);
        ProfileBuilder x0 = new ProfileBuilder("x0");
        ProfileBuilder x1 = new ProfileBuilder("x1");
        ProfileBuilder carrier = new ProfileBuilder("carrier");
        ProfileBuilder probability = new ProfileBuilder("probability");
        int rows = 5_000;
        for (int i = 0; i < rows; i++) {
            x0.add(random.nextGaussian());
            x1.add(random.nextGaussian());
            carrier.add("C" + random.nextInt(3));
            probability.add(random.nextDouble());
        }
        List<ColumnProfile> features = List.of(x0.numeric(), x1.numeric(), carrier.categorical());
        return new ReferenceProfile(rows, features, List.of(probability.numeric()));
    }

    // --- what is sent ---

    /** Seeds that lie beside each other begin alike, so they are spread. */
    private static Random random(long seed) {
        return new Random(seed * 0x9E37_79B9_7F4A_7C15L);
    }

    private Prediction prediction(int window, int row) {
        Random random = random(31L * window + row);
        int quarter = 4 * window / windows;
        int i = window * ROWS + row;
        return Prediction.newBuilder()
                .setEventId("e" + i)
                .setEventTime(Instant.ofEpochMilli(FIRST_TIME + window * PANE + row * PANE / ROWS))
                .setPartition(i % PARTITIONS)
                .setOffset(i / PARTITIONS)
                .setIngestTime(Instant.EPOCH)
                .setKind(AnswerKind.SCORED)
                .setSlot("main")
                .setModel("static")
                .setModelVersion(1)
                .setModelFingerprint(new ModelFingerprint(new byte[8]))
                .setOutputs(
                        Map.of("probability", random.nextDouble() * (quarter < 2 ? 1 : 0.5) + (quarter < 2 ? 0 : 0.5)))
                .setFeatures(Arrays.asList(
                        random.nextGaussian(),
                        quarter == 2 ? null : random.nextGaussian(),
                        (quarter == 3 ? "D" : "C") + random.nextInt(3)))
                .setReason(null)
                .build();
    }

    /** The truth, which the score mostly tells in the first half. */
    private double label(int window, int row, Prediction prediction) {
        boolean told = (double) prediction.getOutputs().get("probability") > 0.5;
        double wrong = 4 * window / windows < 2 ? USUALLY_WRONG : 0.5;
        boolean isWrong = random(77L * window + row).nextDouble() < wrong;
        return told == isWrong ? 0 : 1;
    }

    private static long knownAt(Prediction prediction) {
        return prediction.getEventTime().toEpochMilli() + LABEL_DELAY;
    }

    /** Sends a window with its labels. */
    void send(int window) {
        for (int row = 0; row < ROWS; row++) {
            Prediction prediction = prediction(window, row);
            send(prediction);
            send(prediction, label(window, row, prediction), knownAt(prediction));
        }
        producer.flush();
    }

    /** Later records on all partitions, so that time comes to the last window and label. */
    void sendLater() {
        for (int i = 0; i < PARTITIONS * PARTITIONS; i++) {
            Prediction later = prediction(windows + 1, i);
            send(later);
            send(later, 0, knownAt(later));
        }
        producer.flush();
    }

    /** Each partition of predictions has events of all partitions, as the scoring job's keys spread them. */
    private void send(Prediction prediction) {
        var unused = producer.send(new ProducerRecord<>(
                pipeline.predictionsTopic(),
                (int) (prediction.getOffset() % PARTITIONS),
                null,
                MessageCodec.PREDICTION.encode(prediction)));
    }

    private void send(Prediction prediction, double label, long knownAt) {
        var unused = producer.send(new ProducerRecord<>(
                pipeline.labelsTopic(),
                prediction.getPartition(),
                prediction.getEventId().getBytes(StandardCharsets.UTF_8),
                MessageCodec.LABEL.encode(Label.newBuilder()
                        .setEventId(prediction.getEventId())
                        .setValue(label)
                        .setKnownAt(Instant.ofEpochMilli(knownAt))
                        .setPrincipal(null)
                        .build())));
    }

    // --- what is told ---

    /** What is told if nothing fails, by the same operators without Flink's runtime and Kafka. */
    List<String> undisturbed() throws Exception {
        MonitoringSettings settings = MonitoringSettings.of(pipeline);
        try (MonitoringScenario scenario = new MonitoringScenario(settings, 1)) {
            scenario.models().known.put(settings.fileModel(), WatchedModels.ofFile(settings));
            for (int window = 0; window < windows; window++) {
                for (int row = 0; row < ROWS; row++) {
                    Prediction prediction = prediction(window, row);
                    scenario.send(prediction);
                    scenario.sendLabel(prediction, label(window, row, prediction), knownAt(prediction));
                }
                scenario.watermark(FIRST_TIME + (window + 1) * PANE - 1);
            }
            scenario.watermark(FIRST_TIME + (windows + 1) * PANE - 1);
            return texts(scenario.findings());
        }
    }

    private static List<String> texts(List<MonitoringEvent> events) {
        return events.stream().map(MonitoringEvent::toString).sorted().toList();
    }

    /** What is committed on the monitoring topic, as far as it was read. */
    List<String> found() {
        return texts(found);
    }

    /** Windows that were told. */
    long foundWindows() {
        return found.stream()
                .filter(event -> event.getKind().equals(Kinds.STATISTIC))
                .map(MonitoringEvent::getWindow)
                .distinct()
                .count();
    }

    void read() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
            found.add(MessageCodec.MONITORING_EVENT.decode(record.value()));
        }
    }

    /** Reads until something holds. */
    void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        read();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("within " + LIMIT.toSeconds() + " s, found " + found.size() + " findings");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            read();
        }
    }

    // --- the job ---

    /** Starts a cluster with the job. */
    void start() throws Exception {
        cluster = DisturbedCluster.start(configuration(), PARTITIONS);
        submit(PARTITIONS, null);
    }

    private void submit(int parallelism, String savepoint) throws Exception {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration());
        MonitoringJob.build(
                environment, pipeline, new TopicPartitions(PARTITIONS, PARTITIONS, PARTITIONS), parallelism);
        job = cluster.submit(environment, savepoint);
    }

    private Configuration configuration() {
        return DisturbedCluster.restartingSoon(MonitoringJob.configure(pipeline), home.resolve("checkpoints"));
    }

    /**
     * A task manager goes, its tasks with it; another one comes.
     *
     * @param choice any number; which of those that live it means
     */
    void replaceTaskManager(int choice) throws Exception {
        cluster.replaceTaskManager(choice);
    }

    /** How often a failure has restarted the job so far. */
    long restarts() throws Exception {
        return restartsOfEarlierJobs + cluster.restarts(job);
    }

    /** Stops the job with a savepoint and goes on with another number of subtasks. */
    void rescale(int parallelism) throws Exception {
        await(() -> cluster.runs(job)); // a job that is being restarted takes no savepoint
        restartsOfEarlierJobs = restarts();
        submit(parallelism, cluster.stopWithSavepoint(job, home.resolve("savepoints"), false));
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
