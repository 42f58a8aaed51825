package io.millrace.jobs.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelFingerprint;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Prediction;
import java.io.IOException;
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
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real job against a real broker loses a task manager, and tells what it would have told undisturbed, nothing twice. */
@Timeout(120)
class MonitoringIT {
    private static final int PARTITIONS = 2;
    private static final int WINDOWS = 12;
    private static final int ROWS = 150;
    private static final long PANE = 10_000;
    private static final long FIRST_TIME = 1_700_000_000_000L;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path home;

    private Pipeline pipeline() throws IOException {
        StaticModels.writeIgnorant(home.resolve("static"));
        Files.writeString(home.resolve("static").resolve("reference.json"), ReferenceJson.write(reference()));
        String name = SharedBroker.freshName();
        return ScoringJob.read(
                Files.writeString(home.resolve("pipeline.yaml"), """
                pipeline: %s
                kafka: {bootstrap: "%s"}
                events: {topic: %s.events, format: json, id: id, time: time}
                features: [{name: x0}, {name: x1}, {name: carrier, type: categorical}]
                slots: {main: {model: static}}
                checkpoints: {interval: 300ms}
                drift:
                  window: 10s
                  outOfOrder: 0s
                  detectors: [{watch: score, output: probability, detector: adwin}]
                """.formatted(name, SharedBroker.bootstrap(), name)));
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

    /** In the third quarter x1 goes missing, in the last one the carriers have other names; scores rise in the second half. */
    private static Prediction prediction(int window, int row) {
        Random random = new Random(31L * window + row);
        int quarter = 4 * window / WINDOWS;
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

    /** What is told if nothing fails, by the same operators without Flink's runtime and Kafka. */
    private static List<String> undisturbed(Pipeline pipeline) throws Exception {
        MonitoringSettings settings = MonitoringSettings.of(pipeline);
        try (MonitoringScenario scenario = new MonitoringScenario(settings, 1)) {
            scenario.models().known.put(settings.fileModel(), WatchedModels.ofFile(settings));
            for (int window = 0; window < WINDOWS; window++) {
                for (int row = 0; row < ROWS; row++) {
                    scenario.send(prediction(window, row));
                }
                scenario.watermark(FIRST_TIME + (window + 1) * PANE - 1);
            }
            return scenario.findings().stream()
                    .map(MonitoringEvent::toString)
                    .sorted()
                    .toList();
        }
    }

    private Configuration configuration(Pipeline pipeline) {
        Configuration configuration = MonitoringJob.configure(pipeline);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofMillis(100));
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofMillis(300));
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                home.resolve("checkpoints").toUri().toString());
        return configuration;
    }

    @Test
    void signalsAreThoseOfAnUndisturbedRunAndNoneComesTwice() throws Exception {
        Pipeline pipeline = pipeline();
        try (Cluster kafka = Cluster.of(pipeline)) {
            kafka.createTopics(PARTITIONS, (short) 1);
            kafka.check();
        }
        List<String> expected = undisturbed(pipeline);
        assertThat(expected).anyMatch(text -> text.contains("\"DRIFT\"") && text.contains("drift.feature.x1"));
        assertThat(expected).anyMatch(text -> text.contains("\"DRIFT\"") && text.contains("drift.feature.carrier"));
        assertThat(expected).anyMatch(text -> text.contains("DRIFT_DETECTED"));
        try (MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                        .setConfiguration(configuration(pipeline))
                        .setNumTaskManagers(PARTITIONS)
                        .setNumSlotsPerTaskManager(1)
                        .withRandomPorts()
                        .build());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Cluster.clientProperties(pipeline), new ByteArraySerializer(), new ByteArraySerializer());
                Findings findings = new Findings(pipeline)) {
            cluster.start();
            StreamExecutionEnvironment environment =
                    StreamExecutionEnvironment.getExecutionEnvironment(configuration(pipeline));
            MonitoringJob.build(
                    environment, pipeline, new TopicPartitions(PARTITIONS, PARTITIONS, PARTITIONS), PARTITIONS);
            cluster.submitJob(environment.getStreamGraph().getJobGraph()).get();
            for (int window = 0; window < WINDOWS; window++) {
                for (int row = 0; row < ROWS; row++) {
                    send(producer, pipeline, prediction(window, row));
                }
                producer.flush();
                if (window == WINDOWS / 2) {
                    findings.await(() -> findings.windows() >= WINDOWS / 3);
                    cluster.terminateTaskManager(0).get();
                    cluster.startTaskManager();
                }
            }
            // Later events on all partitions, so that time comes to the last window.
            for (int i = 0; i < PARTITIONS * PARTITIONS; i++) {
                send(producer, pipeline, prediction(WINDOWS, i));
            }
            producer.flush();
            findings.await(() -> findings.all().size() >= expected.size());
            findings.read();
            assertThat(findings.all()).isEqualTo(expected);
        }
    }

    /** Each partition of predictions has events of all partitions, as the scoring job's keys spread them. */
    private static void send(KafkaProducer<byte[], byte[]> producer, Pipeline pipeline, Prediction prediction) {
        int partition = (int) (prediction.getOffset() % PARTITIONS);
        var unused = producer.send(new ProducerRecord<>(
                pipeline.predictionsTopic(), partition, null, MessageCodec.PREDICTION.encode(prediction)));
    }

    /** What is committed on the monitoring topic. */
    private static final class Findings implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final List<MonitoringEvent> events = new ArrayList<>();

        private Findings(Pipeline pipeline) {
            Properties properties = Cluster.clientProperties(pipeline);
            properties.put("isolation.level", "read_committed");
            consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            List<TopicPartition> topic = List.of(new TopicPartition(pipeline.monitoringTopic(), 0));
            consumer.assign(topic);
            consumer.seekToBeginning(topic);
        }

        private void read() {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                events.add(MessageCodec.MONITORING_EVENT.decode(record.value()));
            }
        }

        private List<String> all() {
            return events.stream().map(MonitoringEvent::toString).sorted().toList();
        }

        /** Windows that were told. */
        private long windows() {
            return events.stream().map(MonitoringEvent::getWindow).distinct().count();
        }

        private void await(BooleanSupplier condition) {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            read();
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(
                            "within " + LIMIT.toSeconds() + " s, found " + events.size() + " findings");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                read();
            }
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
