package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.audit.AnswerReader;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.kafka.SharedBroker;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
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
    private JobCluster cluster;

    /**
     * A pipeline of its own with topics of its own; nothing runs yet.
     *
     * @param folder is made
     */
    ScoringTestBed(String bootstrap, Path folder, int partitions) throws IOException {
        Pipeline described =
                PipelineFile.read(pipelineFile(Files.createDirectories(folder))).withBootstrap(bootstrap);
        pipeline = described.withControl(described.control().withStore(folder.resolve("models")));
        checkpoints = folder.resolve("checkpoints");
        try (Cluster kafka = Cluster.of(pipeline)) {
            kafka.createTopics(partitions, (short) 1);
            kafka.check();
        }
        Properties properties = Cluster.clientProperties(pipeline);
        properties.put("max.request.size", "20000000");
        properties.put("buffer.memory", "67108864");
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The file in the resources, under a name of its own. */
    private static Path pipelineFile(Path folder) throws IOException {
        Path home = HOME.toAbsolutePath();
        String text = Files.readString(home.resolve("pipeline.yaml"))
                .replaceAll("\\bit\\b", SharedBroker.freshName())
                .replace("event.avsc", home.resolve("event.avsc").toString())
                .replace("model: model", "model: " + home.resolve("model"));
        return Files.writeString(folder.resolve("pipeline.yaml"), text);
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
        cluster = JobCluster.start(pipeline, parallelism, checkpoints, Optional.empty(), sourceChange);
    }

    void start(int parallelism) throws Exception {
        start(parallelism, source -> {});
    }

    /** SIGKILL is not to be had inside one JVM; this is the nearest: the task manager goes, its tasks with it. */
    void replaceTaskManager(int index) throws Exception {
        cluster.replaceTaskManager(index);
    }

    JobStatus status() throws Exception {
        return cluster.status();
    }

    /** Whether the job ever failed and was started again. */
    boolean wasRestarted() throws Exception {
        return cluster.wasRestarted();
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
