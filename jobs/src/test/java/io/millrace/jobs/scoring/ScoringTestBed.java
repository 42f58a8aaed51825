package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.audit.AnswerReader;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.model.ModelId;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real scoring job in a MiniCluster against a real broker: what the integration tests share. */
final class ScoringTestBed implements AutoCloseable {
    static final Path HOME = Path.of("src", "test", "resources", "it");
    private static final Schema EVENT = schema();
    private static final BinaryMessageEncoder<GenericRecord> ENCODER =
            new BinaryMessageEncoder<>(GenericData.get(), EVENT);

    private final Pipeline pipeline;
    private final Path checkpoints;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private MiniCluster cluster;
    private org.apache.flink.api.common.JobID job;

    ScoringTestBed(String bootstrap, Path checkpoints, int partitions) {
        Pipeline described = PipelineFile.read(HOME.resolve("pipeline.yaml")).withBootstrap(bootstrap);
        pipeline = described.withControl(described.control().withStore(checkpoints.resolveSibling("models")));
        this.checkpoints = checkpoints;
        try (Cluster kafka = Cluster.of(pipeline)) {
            kafka.createTopics(partitions, (short) 1);
            kafka.check();
        }
        Properties properties = Cluster.clientProperties(pipeline);
        properties.put("max.request.size", "20000000");
        properties.put("buffer.memory", "67108864");
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Schema schema() {
        try {
            return new Schema.Parser().parse(HOME.resolve("event.avsc").toFile());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    Pipeline pipeline() {
        return pipeline;
    }

    KafkaProducer<byte[], byte[]> producer() {
        return producer;
    }

    static GenericRecord record(String id) {
        GenericRecord event = new GenericData.Record(EVENT);
        event.put("id", id);
        event.put("time", 1_700_000_000_000L);
        event.put("a", 0.25);
        event.put("v", List.of(0.5f, 1.0f));
        return event;
    }

    static byte[] bytes(GenericRecord event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ENCODER.encode(event, out);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] good(String id) {
        return bytes(record(id));
    }

    /** What the model says of {@link #good}. */
    static double goodScore() {
        return (float) (1 / (1 + Math.exp(-(0.25 + 2 * 0.5 - 1.0))));
    }

    /** Starts the job with {@code parallelism} task managers of one slot each. */
    void start(int parallelism, Consumer<KafkaSourceBuilder<SourceRecord>> sourceChange) throws Exception {
        ModelId model = ScoringJob.check(pipeline);
        Configuration configuration = ScoringJob.configure(pipeline);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofMillis(100));
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofMillis(300));
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(parallelism)
                .setNumSlotsPerTaskManager(1)
                .withRandomPorts()
                .build());
        cluster.start();
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        KafkaSourceBuilder<SourceRecord> source = ScoringJob.source(pipeline);
        sourceChange.accept(source);
        ScoringJob.build(environment, pipeline, model, parallelism, source.build(), ScoringJob.sink(pipeline));
        job = cluster.submitJob(environment.getStreamGraph().getJobGraph())
                .get()
                .getJobID();
    }

    void start(int parallelism) throws Exception {
        start(parallelism, source -> {});
    }

    /** SIGKILL is not to be had inside one JVM; this is the nearest: the task manager goes, its tasks with it. */
    void replaceTaskManager(int index) throws Exception {
        cluster.terminateTaskManager(index).get();
        cluster.startTaskManager();
    }

    JobStatus status() throws Exception {
        return cluster.getJobStatus(job).get();
    }

    /** Whether the job ever failed and was started again. */
    boolean wasRestarted() throws Exception {
        return cluster.getExecutionGraph(job).get().getStatusTimestamp(JobStatus.RESTARTING) > 0;
    }

    void send(int partition, byte[] value) {
        send(partition, null, value);
    }

    void send(int partition, byte[] key, byte[] value) {
        sent.add(producer.send(new ProducerRecord<>(pipeline.events().topic(), partition, key, value)));
    }

    /** Waits until the broker has all that was sent. */
    void flush() {
        producer.flush();
        sent.forEach(future -> assertThat(future).succeedsWithin(Duration.ofSeconds(10)));
        sent.clear();
    }

    /** Reads answers until there are {@code count}, or a minute is over. */
    Answers awaitAnswers(int count) {
        flush();
        Answers answers = new Answers();
        try (AnswerReader reader = new AnswerReader(pipeline)) {
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (answers.total() < count && System.nanoTime() < deadline) {
                reader.poll(Duration.ofMillis(100), answers);
            }
        }
        return answers;
    }

    @Override
    public void close() throws Exception {
        producer.close(Duration.ofSeconds(1));
        if (cluster != null) {
            if (job != null && !cluster.getJobStatus(job).get().isGloballyTerminalState()) {
                cluster.cancelJob(job).get();
            }
            cluster.close();
        }
    }

    /** Answers by position, {@code partition@offset}; later ones for the same position are counted as duplicates. */
    static final class Answers implements AnswerReader.Listener {
        final Map<String, Prediction> predictions = new TreeMap<>();
        final Map<String, DeadLetter> deadLetters = new TreeMap<>();
        final List<String> duplicates = new ArrayList<>();

        synchronized int total() {
            return predictions.size() + deadLetters.size();
        }

        @Override
        public synchronized void prediction(Prediction prediction) {
            String position = prediction.getPartition() + "@" + prediction.getOffset();
            if (predictions.put(position, prediction) != null || deadLetters.containsKey(position)) {
                duplicates.add(position);
            }
        }

        @Override
        public synchronized void deadLetter(DeadLetter deadLetter) {
            String position = deadLetter.getPartition() + "@" + deadLetter.getOffset();
            if (deadLetters.put(position, deadLetter) != null || predictions.containsKey(position)) {
                duplicates.add(position);
            }
        }

        @Override
        public void unreadable(String topic, int partition, long offset) {
            throw new AssertionError("unreadable answer: " + topic + " " + partition + "@" + offset);
        }
    }
}
