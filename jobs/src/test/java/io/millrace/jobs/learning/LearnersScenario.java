package io.millrace.jobs.learning;

import io.millrace.jobs.pipeline.AdmissionPlan;
import io.millrace.jobs.pipeline.SigningKey;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.gate.DivergenceConfig;
import io.millrace.learning.gate.GateConfig;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.snapshot.SnapshotOutput;
import io.millrace.schemas.AnswerKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelFingerprint;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Prediction;
import io.millrace.schemas.QuarantinedExample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;

/**
 * The learners of a slot in Flink's harness, fed example by example. They can be replaced by their own restored copy after each input: what
 * is forgotten in state then shows.
 */
final class LearnersScenario implements AutoCloseable {
    /** Features of the pipeline file's model, in its order. */
    static final List<String> COLUMNS = List.of("x0", "x1", "carrier");

    static final String FILE_MODEL = "static@1";

    /** What learners see where a test asks for nothing else. */
    static final List<FeatureField> FIELDS =
            List.of(FeatureField.numeric("x0"), FeatureField.numeric("x1"), FeatureField.learned("carrier", 5));

    private final FakeModels models;
    private final List<TopicRecord> recordsOfEarlierCopies = new ArrayList<>();
    private SlotSettings settings;
    private TwoInputStreamOperatorTestHarness<Example, byte[], TopicRecord> harness;
    private boolean restoreAfterEachInput;
    private long checkpoint;

    /** Models that a test has deployed. */
    static final class FakeModels implements ServedModels {
        final Map<String, List<String>> columns = new HashMap<>(Map.of(FILE_MODEL, COLUMNS));
        final Map<String, Deployment> deployments = new HashMap<>();

        @Override
        public Optional<List<String>> columns(String model) {
            return Optional.ofNullable(columns.get(model));
        }

        @Override
        public Deployment deployment(String model) {
            return deployments.getOrDefault(model, Deployment.PENDING);
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    LearnersScenario(SlotSettings settings) throws Exception {
        this.settings = settings;
        models = new FakeModels();
        open();
    }

    static SlotSettings settings(Path store, GateConfig gate, LearnerSettings... learners) {
        return settings(store, gate, List.of("probability"), learners);
    }

    static SlotSettings settings(Path store, GateConfig gate, List<String> outputs, LearnerSettings... learners) {
        return settings(store, gate, null, outputs, learners);
    }

    /** With trusted examples. */
    static SlotSettings settings(
            Path store, GateConfig gate, HoldoutSettings holdout, List<String> outputs, LearnerSettings... learners) {
        return new SlotSettings(
                "p",
                "main",
                new ArrayList<>(Arrays.asList(learners)),
                gate,
                holdout,
                outputs,
                FILE_MODEL,
                COLUMNS,
                "p.models",
                "p.control",
                "p.monitoring",
                "p.quarantine",
                "p.status",
                store.toString(),
                new HashMap<>());
    }

    static LearnerSettings learner(String name, LearnerConfig algorithm, SigningKey key) {
        return learner(name, OnlineModelConfig.of(FIELDS, algorithm), key);
    }

    /** As {@link #learner}, with a filter in front. */
    static LearnerSettings filtered(String name, LearnerConfig algorithm, SigningKey key, AdmissionPlan admission) {
        LearnerSettings open = learner(name, algorithm, key);
        return new LearnerSettings(
                open.name(), open.model(), open.divergence(), open.thaw(), open.signingKey(), admission);
    }

    static LearnerSettings learner(String name, OnlineModelConfig model, SigningKey key) {
        SnapshotOutput out = new SnapshotOutput();
        model.writeTo(out);
        return new LearnerSettings(name, out.toByteArray(), DivergenceConfig.DEFAULTS, 0, key, null);
    }

    @SuppressWarnings("MustBeClosedChecker") // the scenario closes it
    private void open() throws Exception {
        harness = new TwoInputStreamOperatorTestHarness<>(new LearnersOperator(settings, (any, store) -> models));
    }

    private void start(OperatorSubtaskState from) throws Exception {
        if (from == null) {
            harness.open();
        } else {
            harness.initializeState(from);
            harness.open();
        }
    }

    /** Starts without a state. */
    LearnersScenario started() throws Exception {
        start(null);
        return this;
    }

    LearnersScenario restoringAfterEachInput() {
        restoreAfterEachInput = true;
        return this;
    }

    FakeModels models() {
        return models;
    }

    /** An answer to event {@code i}, of a model that logs the usual columns. */
    static Prediction.Builder prediction(int i, String model, double score, Object... features) {
        int at = model.lastIndexOf('@');
        return Prediction.newBuilder()
                .setEventId("e" + i)
                .setEventTime(Instant.ofEpochMilli(time(i)))
                .setPartition(0)
                .setOffset(i)
                .setIngestTime(Instant.EPOCH)
                .setKind(AnswerKind.SCORED)
                .setSlot("main")
                .setModel(model.substring(0, at))
                .setModelVersion(Long.parseLong(model.substring(at + 1)))
                .setModelFingerprint(new ModelFingerprint(new byte[8]))
                .setOutputs(Map.of("other", 17.0, "probability", score, "text", "x"))
                .setFeatures(Arrays.asList(features))
                .setReason(null);
    }

    /** Event time of event {@code i}. */
    static long time(int i) {
        return 1_000L * i;
    }

    /** A prediction with its label, known half a second later. */
    static Example example(int i, Prediction.Builder prediction, Object label) {
        Example example = new Example();
        example.eventId = "e" + i;
        example.eventTime = time(i);
        example.time = time(i) + 500;
        example.labelled = true;
        example.offset = i;
        example.number = label instanceof Double number ? number : Double.NaN;
        example.text = label instanceof String text ? text : null;
        example.prediction = MessageCodec.PREDICTION.encode(prediction.build());
        return example;
    }

    void send(Example example) throws Exception {
        harness.processElement1(example, example.time);
        afterInput();
    }

    /** Sends a command that was verified. */
    void command(ControlCommand command) throws Exception {
        harness.processElement2(MessageCodec.CONTROL_COMMAND.encode(command), 0);
        afterInput();
    }

    void watermark(long time) throws Exception {
        harness.processWatermark1(new Watermark(time));
        afterInput();
    }

    void fallSilent() throws Exception {
        harness.processWatermarkStatus1(WatermarkStatus.IDLE);
    }

    private void afterInput() throws Exception {
        if (restoreAfterEachInput) {
            restore();
        }
    }

    /** Stops the operator and goes on with a new one from its snapshot. */
    void restore() throws Exception {
        restore(settings);
    }

    /** As {@link #restore()}, with other settings. */
    void restore(SlotSettings others) throws Exception {
        harness.prepareSnapshotPreBarrier(++checkpoint);
        OperatorSubtaskState state = harness.snapshot(checkpoint, checkpoint);
        recordsOfEarlierCopies.addAll(harness.extractOutputValues());
        harness.close();
        settings = others;
        open();
        start(state);
    }

    /** State of the learners. */
    byte[] snapshot() {
        return learners().snapshot();
    }

    SlotLearners learners() {
        return ((LearnersOperator) harness.getOperator()).learners();
    }

    private List<TopicRecord> records(String topic) {
        List<TopicRecord> records = new ArrayList<>(recordsOfEarlierCopies);
        records.addAll(harness.extractOutputValues());
        return records.stream().filter(record -> record.topic.equals(topic)).toList();
    }

    /** Models that were offered, in order. */
    List<ModelSnapshot> offers() {
        return records("p.models").stream()
                .map(record -> MessageCodec.MODEL_SNAPSHOT.decode(record.value))
                .filter(snapshot -> snapshot.getVersion() > 0)
                .toList();
    }

    /** What learners were at the beginning of each trial. */
    List<ModelSnapshot> candidates() {
        return records("p.models").stream()
                .filter(record -> new String(record.key, StandardCharsets.UTF_8).endsWith("/candidate"))
                .map(record -> MessageCodec.MODEL_SNAPSHOT.decode(record.value))
                .toList();
    }

    List<byte[]> commands() {
        return records("p.control").stream().map(record -> record.value).toList();
    }

    /** What was refused, and what became of it. */
    List<QuarantinedExample> quarantined() {
        return records("p.quarantine").stream()
                .map(record -> MessageCodec.QUARANTINED_EXAMPLE.decode(record.value))
                .toList();
    }

    List<MonitoringEvent> findings(String kind) {
        return records("p.monitoring").stream()
                .map(record -> MessageCodec.MONITORING_EVENT.decode(record.value))
                .filter(event -> event.getKind().equals(kind))
                .toList();
    }

    @Override
    public void close() throws Exception {
        harness.close();
    }
}
