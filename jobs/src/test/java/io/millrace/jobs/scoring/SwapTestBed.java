package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.audit.AnswerReader;
import io.millrace.jobs.audit.Audit;
import io.millrace.jobs.audit.AuditReport;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.kafka.SharedBroker;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.model.store.ModelStore;
import io.millrace.model.store.StoredModel;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.Prediction;
import io.millrace.schemas.StatusPhase;
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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A real job with its real coordinator against a real broker, whose model is swapped: commands, statuses, events, failures,
 * and the check of every answer against what the status topic says. The methods about events are for all threads, the others
 * for the test's.
 */
final class SwapTestBed implements AutoCloseable {
    /** Event time of the first event. */
    static final long FIRST_TIME = 1_700_000_000_000L;

    /** Milliseconds of event time from one event to the next. */
    static final long STEP = 100;

    private static final String KEY_ID = "test";
    private static final int KEYS = 997;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final long PAUSE_NANOS = 10_000_000;

    private final Path folder;
    private final Pipeline pipeline;
    private final SwapModels models;
    private final KeyPair keys = KeyFiles.generate();
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> statusReader;
    private final List<ModelStatus> statuses = new ArrayList<>();
    private final Answers answers = new Answers();
    private final AtomicReference<Exception> sendFailure = new AtomicReference<>();
    private final AtomicInteger commands = new AtomicInteger();
    private final int partitions;
    /** Null until somebody asks. */
    private AnswerReader answerReader;

    private JobCluster cluster;
    private JobProcess process;

    /** How a test's pipeline differs. */
    record Options(
            String name,
            int partitions,
            Duration lateness,
            Duration checkpoints,
            Duration prepareTimeout,
            List<String> allow) {
        static Options of(int partitions) {
            return new Options(
                    SharedBroker.freshName(),
                    partitions,
                    Duration.ofHours(1),
                    Duration.ofMillis(300),
                    Duration.ofMinutes(1),
                    List.of());
        }

        Options withName(String other) {
            return new Options(other, partitions, lateness, checkpoints, prepareTimeout, allow);
        }

        Options withLateness(Duration other) {
            return new Options(name, partitions, other, checkpoints, prepareTimeout, allow);
        }

        Options withCheckpoints(Duration other) {
            return new Options(name, partitions, lateness, other, prepareTimeout, allow);
        }

        Options withPrepareTimeout(Duration other) {
            return new Options(name, partitions, lateness, checkpoints, other, allow);
        }

        Options withAllowed(String other) {
            return new Options(name, partitions, lateness, checkpoints, prepareTimeout, List.of(other));
        }
    }

    /**
     * A pipeline of its own with topics of its own; nothing runs yet.
     *
     * @param folder is made
     */
    SwapTestBed(Path folder, Options options) throws IOException {
        this.folder = Files.createDirectories(folder);
        partitions = options.partitions();
        models = new SwapModels(folder);
        pipeline = PipelineFile.read(pipelineFile(options)).withBootstrap(SharedBroker.bootstrap());
        try (Cluster kafka = Cluster.of(pipeline)) {
            kafka.createTopics(partitions, (short) 1);
            kafka.check();
        }
        producer = new KafkaProducer<>(
                Cluster.clientProperties(pipeline), new ByteArraySerializer(), new ByteArraySerializer());
        Properties reading = Cluster.clientProperties(pipeline);
        reading.put("isolation.level", "read_committed");
        // Or each look at the end of the topic would wait for half a second behind a fetch that waits.
        reading.put("fetch.max.wait.ms", "50");
        statusReader = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        TopicPartition status = new TopicPartition(pipeline.statusTopic(), 0);
        statusReader.assign(List.of(status));
        statusReader.seekToBeginning(List.of(status));
    }

    private Path pipelineFile(Options options) throws IOException {
        Path home = ScoringTestBed.HOME.toAbsolutePath();
        List<String> allow = new ArrayList<>(List.of(models.allowed()));
        allow.addAll(options.allow());
        return Files.writeString(folder.resolve("pipeline.yaml"), """
                pipeline: %s
                kafka: {bootstrap: "localhost:9092"}
                events: {topic: %s.events, format: avro, schema: "%s", id: id, time: time}
                features:
                  - {name: a}
                  - {name: v, size: 2}
                slots:
                  score: {model: "%s", onFailure: dead-letter, batch: {maxRows: 32, maxWait: 2ms}}
                checkpoints: {interval: %dms}
                control:
                  keys: {%s: "%s"}
                  allow: ["%s"]
                  store: "%s"
                  prepareTimeout: %dms
                  lateness: %dms
                """.formatted(
                        options.name(),
                        options.name(),
                        home.resolve("event.avsc"),
                        home.resolve("model"),
                        options.checkpoints().toMillis(),
                        KEY_ID,
                        KeyFiles.text(keys.getPublic()),
                        String.join("\", \"", allow),
                        folder.resolve("store").toAbsolutePath(),
                        options.prepareTimeout().toMillis(),
                        options.lateness().toMillis()));
    }

    Pipeline pipeline() {
        return pipeline;
    }

    SwapModels models() {
        return models;
    }

    /** The job's own store. */
    ModelStore store() {
        return ModelStore.open(folder.resolve("store"));
    }

    int partitions() {
        return partitions;
    }

    // --- the job ---

    /** Starts the job, with a task manager for each subtask. */
    void start(int parallelism) throws Exception {
        start(parallelism, Optional.empty(), source -> {});
    }

    /** Starts the job from a checkpoint or savepoint. */
    void start(int parallelism, Optional<Path> from, Consumer<KafkaSourceBuilder<SourceRecord>> sourceChange)
            throws Exception {
        cluster = JobCluster.start(pipeline, parallelism, folder.resolve("checkpoints"), from, sourceChange);
    }

    /** Starts the job in a process of its own, from the newest checkpoint. */
    JobProcess startProcess(int parallelism) throws IOException {
        process = JobProcess.start(
                pipeline,
                parallelism,
                folder.resolve("checkpoints"),
                newestCheckpoint(),
                folder.resolve("process.log"));
        return process;
    }

    /** Task managers and JobManager go at once; what is on disk and in Kafka stays. */
    void crash() throws Exception {
        cluster.close();
        cluster = null;
    }

    /** What a start after {@link #crash} goes on from. */
    Optional<Path> newestCheckpoint() throws IOException {
        Path checkpoints = folder.resolve("checkpoints");
        if (!Files.isDirectory(checkpoints)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.find(checkpoints, 3, (path, attributes) -> path.endsWith("_metadata"))) {
            return files.max(Comparator.comparing((Path path) -> path.toFile().lastModified())
                            .thenComparing(Path::toString))
                    .map(Path::getParent);
        }
    }

    /** Ends the job with a savepoint. */
    Path stopWithSavepoint() throws Exception {
        Path savepoint = cluster.stopWithSavepoint(folder.resolve("savepoints"));
        cluster = null;
        return savepoint;
    }

    /** The task manager goes, its task with it; another one comes. */
    void replaceTaskManager(int index) throws Exception {
        cluster.replaceTaskManager(index);
    }

    void removeTaskManager(int index) throws Exception {
        cluster.removeTaskManager(index);
    }

    void addTaskManager() throws Exception {
        cluster.addTaskManager();
    }

    JobStatus status() throws Exception {
        return cluster.status();
    }

    /** Whether the job ever failed and was started again. */
    boolean wasRestarted() throws Exception {
        return cluster.wasRestarted();
    }

    // --- events ---

    /** Event time of event {@code i}. */
    static long time(int i) {
        return FIRST_TIME + i * STEP;
    }

    /** Key of the event with this id. */
    static byte[] key(String id) {
        return ("k" + Integer.parseInt(id.substring(1)) % KEYS).getBytes(StandardCharsets.UTF_8);
    }

    /** Sends event {@code i}, whose partition, key and time follow from {@code i}. */
    void send(int i) {
        GenericRecord event = ScoringTestBed.record("e" + i);
        event.put("time", time(i));
        send(i % partitions, key("e" + i), ScoringTestBed.bytes(event));
    }

    void send(int partition, byte[] key, byte[] value) {
        var unused = producer.send(
                new ProducerRecord<>(pipeline.events().topic(), partition, key, value), (metadata, failure) -> {
                    if (failure != null) {
                        sendFailure.set(failure);
                    }
                });
    }

    void send(int from, int until) {
        for (int i = from; i < until; i++) {
            send(i);
        }
        flush();
    }

    /** Waits until the broker has all that was sent. */
    void flush() {
        producer.flush();
        assertThat(sendFailure.get()).isNull();
    }

    // --- commands ---

    /** A command that would be accepted, to be changed. */
    ControlCommand.Builder command(CommandKind kind) {
        Instant now = Instant.now();
        return ControlCommand.newBuilder()
                .setId(kind + "-" + commands.incrementAndGet() + "-"
                        + UUID.randomUUID().toString().substring(0, 8))
                .setPipeline(pipeline.name())
                .setSlot("score")
                .setKind(kind)
                .setIssuer("test")
                .setIssuedAt(now)
                .setNotAfter(now.plusSeconds(3_600));
    }

    /** A command about a model that was pushed. */
    ControlCommand.Builder command(CommandKind kind, long version, StoredModel model) {
        return command(kind)
                .setModel(SwapModels.NAME)
                .setVersion(version)
                .setUri("file:" + model.path().toUri().getRawPath())
                .setSha256(model.sha256())
                .setSize(model.size());
    }

    /** A command about a new good model. */
    ControlCommand.Builder command(CommandKind kind, long version) {
        return command(kind, version, models.good(version));
    }

    /** Signs and sends; returns the id. */
    String issue(ControlCommand.Builder command) {
        ControlCommand built = command.build();
        issue(CommandSigner.sign(built, KEY_ID, keys.getPrivate()));
        return built.getId();
    }

    /** Sends any bytes; returns their offset on the control topic. */
    long issue(byte[] record) {
        try {
            return producer.send(new ProducerRecord<>(
                            pipeline.controlTopic(), 0, "score".getBytes(StandardCharsets.UTF_8), record))
                    .get()
                    .offset();
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends any bytes as a command and does not wait. */
    void sendCommand(byte[] record) {
        var unused = producer.send(new ProducerRecord<>(pipeline.controlTopic(), 0, null, record));
    }

    KeyPair keys() {
        return keys;
    }

    String keyId() {
        return KEY_ID;
    }

    /** Issues a command and waits until it is carried out. */
    ModelStatus carryOut(ControlCommand.Builder command) {
        String id = issue(command);
        ModelStatus outcome = awaitOutcome(id);
        assertThat(outcome.getPhase()).as(outcome.toString()).isIn(StatusPhase.ACTIVE, StatusPhase.RETIRED);
        return outcome;
    }

    // --- statuses ---

    /** All statuses so far. */
    List<ModelStatus> statuses() {
        TopicPartition status = new TopicPartition(pipeline.statusTopic(), 0);
        long end = statusReader.endOffsets(List.of(status)).get(status);
        do {
            readStatuses();
        } while (statusReader.position(status) < end);
        return List.copyOf(statuses);
    }

    /** Returns with the first that come, or soon without. */
    private void readStatuses() {
        for (ConsumerRecord<byte[], byte[]> record : statusReader.poll(Duration.ofMillis(100))) {
            statuses.add(MessageCodec.MODEL_STATUS.decode(record.value()));
        }
    }

    List<ModelStatus> statusesOf(String id) {
        return statuses().stream()
                .filter(status -> status.getCommandId().equals(id))
                .toList();
    }

    /** Waits for the first status that fits. */
    ModelStatus awaitStatus(java.util.function.Predicate<ModelStatus> fits, String what) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        Optional<ModelStatus> found = statuses.stream().filter(fits).findFirst();
        while (found.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "within " + LIMIT.toSeconds() + " s: " + what + "; statuses: " + lines(statuses));
            }
            int known = statuses.size();
            readStatuses();
            found = statuses.stream().skip(known).filter(fits).findFirst();
        }
        return found.get();
    }

    private static String lines(List<ModelStatus> all) {
        StringBuilder lines = new StringBuilder();
        all.stream()
                .skip(Math.max(0, all.size() - 40))
                .forEach(status -> lines.append("\n  ")
                        .append(status.getTime())
                        .append(' ')
                        .append(status.getPhase())
                        .append(' ')
                        .append(status.getCommandId())
                        .append(' ')
                        .append(status.getModel())
                        .append('@')
                        .append(status.getVersion())
                        .append(" from ")
                        .append(status.getEffectiveFrom())
                        .append(' ')
                        .append(status.getPositions())
                        .append(' ')
                        .append(status.getReason() == null ? "" : status.getReason() + ": " + status.getDetail()));
        return lines.toString();
    }

    ModelStatus awaitPhase(String id, StatusPhase phase) {
        return awaitStatus(
                status -> status.getCommandId().equals(id) && status.getPhase() == phase, id + " must become " + phase);
    }

    /** The last word about a command. */
    ModelStatus awaitOutcome(String id) {
        return awaitStatus(
                status -> status.getCommandId().equals(id)
                        && switch (status.getPhase()) {
                            case ACTIVE, REJECTED, ABORTED, RETIRED -> true;
                            default -> false;
                        },
                id + " must have an outcome");
    }

    // --- checks ---

    interface Condition {
        boolean holds() throws Exception;
    }

    static void await(Condition condition, String what) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("within " + LIMIT.toSeconds() + " s: " + what);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(what, e);
        }
    }

    /**
     * Every event has exactly one answer, and that is of the version that the status topic calls for, with that version's
     * score.
     *
     * @return the answers
     */
    List<Prediction> check() {
        return check(Duration.ofSeconds(60));
    }

    List<Prediction> check(Duration patience) {
        flush();
        AuditReport report = Audit.run(pipeline, patience);
        assertThat(report.isClean()).as(report.toString()).isTrue();
        List<Prediction> predictions = answers();
        assertVersions(predictions);
        return predictions;
    }

    /** All predictions that are committed. */
    List<Prediction> answers() {
        if (answerReader == null) {
            answerReader = new AnswerReader(pipeline);
        }
        do {
            answerReader.poll(Duration.ofMillis(100), answers);
        } while (!answerReader.isAtEnd());
        return List.copyOf(answers.predictions);
    }

    /** What was read. */
    private static final class Answers implements AnswerReader.Listener {
        private final List<Prediction> predictions = new ArrayList<>();

        @Override
        public void prediction(Prediction prediction) {
            predictions.add(prediction);
        }

        @Override
        public void deadLetter(DeadLetter deadLetter) {
            // the audit has counted it
        }

        @Override
        public void unreadable(String topic, int partition, long offset) {
            throw new AssertionError("unreadable: " + topic + " " + partition + "@" + offset);
        }
    }

    /** Holds versions and scores against the status topic. */
    void assertVersions(List<Prediction> predictions) {
        List<ModelStatus> told = statuses();
        SwapOracle oracle = new SwapOracle(told);
        List<String> wrong = new ArrayList<>();
        for (Prediction prediction : predictions) {
            String id = prediction.getEventId();
            long version = oracle.version(
                    prediction.getPartition(),
                    prediction.getOffset(),
                    prediction.getEventTime().toEpochMilli(),
                    key(id));
            double score = (double) prediction.getOutputs().get("p");
            if (version != prediction.getModelVersion() || Math.abs(score - SwapModels.score(version)) > 1e-6) {
                wrong.add(id + " at " + prediction.getPartition() + "@" + prediction.getOffset() + " of "
                        + prediction.getEventTime() + ": must be of version " + version + ", found "
                        + prediction.getModelVersion() + " with score " + score);
            }
        }
        assertThat(wrong.stream().limit(10).toList())
                .as(wrong.size() + " of " + predictions.size() + " answers are wrong; statuses: " + lines(told))
                .isEmpty();
    }

    /** Closes what is open; a job that runs is cancelled. */
    @Override
    public void close() throws Exception {
        producer.close(Duration.ofSeconds(1));
        statusReader.close();
        if (answerReader != null) {
            answerReader.close();
        }
        if (cluster != null) {
            cluster.close();
        }
        if (process != null) {
            process.close();
        }
    }
}
