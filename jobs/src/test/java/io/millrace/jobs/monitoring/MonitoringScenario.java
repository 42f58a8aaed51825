package io.millrace.jobs.monitoring;

import io.millrace.drift.alarm.AlarmPolicy;
import io.millrace.drift.baseline.BaselineConfig;
import io.millrace.drift.compare.DriftTestConfig;
import io.millrace.jobs.learning.Example;
import io.millrace.jobs.learning.PredictionRecord;
import io.millrace.jobs.learning.TopicRecord;
import io.millrace.jobs.pipeline.DetectorPlan;
import io.millrace.jobs.pipeline.DriftPerformance;
import io.millrace.jobs.pipeline.DriftPolicy;
import io.millrace.jobs.pipeline.DriftReference;
import io.millrace.jobs.pipeline.DriftWindow;
import io.millrace.model.ColumnProfile;
import io.millrace.model.ProfileBuilder;
import io.millrace.model.ReferenceProfile;
import io.millrace.schemas.AnswerKind;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelFingerprint;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Prediction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/**
 * The operators of the monitoring job in Flink's harnesses, one behind the other, fed prediction by prediction. All can be replaced by their
 * own restored copies after each input: what is forgotten in state then shows. Several subtasks of the first stage share the work.
 */
final class MonitoringScenario implements AutoCloseable {
    static final String MODEL = "static@1";
    static final Duration PANE = Duration.ofMinutes(1);
    static final List<WatchedColumn> COLUMNS = List.of(
            new WatchedColumn("feature.x", "x", false),
            new WatchedColumn("feature.y", "y", false),
            new WatchedColumn("feature.carrier", "carrier", true),
            WatchedColumn.output("p"));

    private final MonitoringSettings settings;
    private final Models models = new Models();
    private final int subtasks;
    private final List<TopicRecord> told = new ArrayList<>();
    private final List<OneInputStreamOperatorTestHarness<PredictionRecord, PanePart>> profiles = new ArrayList<>();
    private KeyedOneInputStreamOperatorTestHarness<String, PanePart, Measurement> windows;
    private KeyedOneInputStreamOperatorTestHarness<String, ValueChunk, Measurement> detectors;
    private OneInputStreamOperatorTestHarness<Example, ValueChunk> errors;
    /** Null where performance is not estimated. */
    private KeyedOneInputStreamOperatorTestHarness<String, PanePart, Measurement> performance;

    private OneInputStreamOperatorTestHarness<Measurement, TopicRecord> alarms;
    private int restoreAfter = Integer.MAX_VALUE;
    private int inputs;
    private long checkpoint;
    private long watermark = Long.MIN_VALUE;
    private int next;

    /** Models that a test knows. */
    static final class Models implements WatchedModels {
        final Map<String, WatchedModel> known = new HashMap<>();

        @Override
        public Optional<WatchedModel> find(String model) {
            return Optional.ofNullable(known.get(model));
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    MonitoringScenario(MonitoringSettings settings, int subtasks) throws Exception {
        this.settings = settings;
        this.subtasks = subtasks;
        models.known.put(MODEL, new WatchedModel(COLUMNS, Optional.of(reference())));
        for (int i = 0; i < subtasks; i++) {
            profiles.add(null);
        }
        open(new OperatorSubtaskState[4]);
    }

    /** Minutes are windows, held against the model's own reference; nothing is done about alarms. */
    static MonitoringSettings settings() {
        return settings(DriftWindow.tumbling(PANE), DriftReference.OF_MODEL, DriftPolicy.NONE);
    }

    static MonitoringSettings settings(
            DriftWindow window, DriftReference reference, DriftPolicy policy, DetectorPlan... detectors) {
        return new MonitoringSettings(
                "p",
                "main",
                window,
                reference,
                DriftTestConfig.defaults(),
                BaselineConfig.DEFAULTS,
                AlarmPolicy.defaults(),
                Duration.ofDays(1).toMillis(),
                new HashSet<>(),
                new ArrayList<>(List.of(detectors)),
                new DriftPerformance("p", 0.5, 0.7),
                new ArrayList<>(List.of("p")),
                MODEL,
                new ArrayList<>(COLUMNS),
                "",
                "p.monitoring",
                "p.control",
                "p.status",
                "",
                new HashMap<>(),
                new PolicySettings(
                        "p",
                        "main",
                        new ArrayList<>(policy.actions()),
                        policy.dryRun(),
                        policy.coolDown().toMillis(),
                        policy.budget(),
                        policy.signingKey().orElse(null),
                        new ArrayList<>(policy.webhooks())));
    }

    /** x and y normal, three carriers, p uniform. */
    static ReferenceProfile reference() {
        Random random = new Random(17);
        ProfileBuilder x = new ProfileBuilder("x");
        ProfileBuilder y = new ProfileBuilder("y");
        ProfileBuilder carrier = new ProfileBuilder("carrier");
        ProfileBuilder p = new ProfileBuilder("p");
        int rows = 5_000;
        for (int i = 0; i < rows; i++) {
            x.add(random.nextGaussian());
            y.add(5 + 2 * random.nextGaussian());
            carrier.add("C" + random.nextInt(3));
            p.add(random.nextDouble());
        }
        List<ColumnProfile> features = List.of(x.numeric(), y.numeric(), carrier.categorical());
        return new ReferenceProfile(rows, features, List.of(p.numeric()));
    }

    /** From now on so many predictions, and each watermark, are followed by a checkpoint and a restore from it. */
    MonitoringScenario restoringAfterEach(int predictions) {
        restoreAfter = predictions;
        return this;
    }

    Models models() {
        return models;
    }

    @SuppressWarnings("MustBeClosedChecker") // the scenario closes them
    private void open(OperatorSubtaskState[] states) throws Exception {
        WatchedModels.Factory factory = any -> models;
        for (int i = 0; i < subtasks; i++) {
            profiles.set(
                    i,
                    new OneInputStreamOperatorTestHarness<>(
                            new ProfileOperator(settings, factory), subtasks, subtasks, i));
            start(profiles.get(i), null);
        }
        windows = new KeyedOneInputStreamOperatorTestHarness<>(
                new WindowOperator(settings, factory), PanePart::key, Types.STRING);
        start(windows, states[0]);
        detectors = new KeyedOneInputStreamOperatorTestHarness<>(
                new DetectorOperator(settings.detectors()), ValueChunk::key, Types.STRING);
        start(detectors, states[1]);
        errors = new OneInputStreamOperatorTestHarness<>(new ErrorOperator(
                settings.detectors().stream()
                        .filter(plan -> plan.watch().isError())
                        .toList(),
                settings.window(),
                settings.performance()));
        start(errors, null);
        if (settings.performance() != null) {
            performance = new KeyedOneInputStreamOperatorTestHarness<>(
                    new PerformanceOperator(
                            settings.window(),
                            settings.performance(),
                            settings.tests().minimumCount()),
                    PanePart::key,
                    Types.STRING);
            start(performance, states[3]);
        }
        alarms = new OneInputStreamOperatorTestHarness<>(new AlarmOperator(settings));
        start(alarms, states[2]);
    }

    private static void start(AbstractStreamOperatorTestHarness<?> harness, OperatorSubtaskState state)
            throws Exception {
        harness.setup();
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
    }

    // --- in ---

    /** An answer with the score {@code p}. */
    static Prediction.Builder prediction(String model, long time, double p, Object... features) {
        int at = model.lastIndexOf('@');
        return Prediction.newBuilder()
                .setEventId("e")
                .setEventTime(Instant.ofEpochMilli(time))
                .setPartition(0)
                .setOffset(time)
                .setIngestTime(Instant.EPOCH)
                .setKind(AnswerKind.SCORED)
                .setSlot("main")
                .setModel(model.substring(0, at))
                .setModelVersion(Long.parseLong(model.substring(at + 1)))
                .setModelFingerprint(new ModelFingerprint(new byte[8]))
                .setOutputs(Map.of("p", p))
                .setFeatures(Arrays.asList(features))
                .setReason(null);
    }

    /** Sends a prediction to the subtask whose turn it is. */
    void send(Prediction.Builder prediction) throws Exception {
        send(prediction.build());
    }

    void send(Prediction prediction) throws Exception {
        send(MessageCodec.PREDICTION.encode(prediction), prediction);
    }

    /** Sends bytes that have only their head in common with a prediction. */
    void send(byte[] value, Prediction head) throws Exception {
        PredictionRecord record = new PredictionRecord();
        record.kind = PredictionRecord.Kind.SCORED;
        record.eventTime = head.getEventTime().toEpochMilli();
        record.partition = head.getPartition();
        record.offset = head.getOffset();
        record.value = value;
        long time = record.eventTime;
        profiles.get(next++ % subtasks).processElement(record, time);
        if (++inputs % restoreAfter == 0) {
            restore();
        }
    }

    /** Sends a prediction with its label, as the join brings them together; positions of labels are those of their events. */
    void sendLabel(Prediction prediction, double label, long knownAt) throws Exception {
        Example example = new Example();
        example.time = Math.max(prediction.getEventTime().toEpochMilli(), knownAt);
        example.labelled = true;
        example.partition = prediction.getPartition();
        example.offset = prediction.getOffset();
        example.eventTime = prediction.getEventTime().toEpochMilli();
        example.number = label;
        example.eventId = prediction.getEventId();
        example.prediction = MessageCodec.PREDICTION.encode(prediction);
        errors.processElement(example, example.time);
    }

    void watermark(long time) throws Exception {
        advance(time);
        if (restoreAfter < Integer.MAX_VALUE) {
            restore();
        }
    }

    private void advance(long time) throws Exception {
        watermark = time;
        for (OneInputStreamOperatorTestHarness<PredictionRecord, PanePart> profile : profiles) {
            profile.processWatermark(new Watermark(time));
        }
        errors.processWatermark(new Watermark(time));
        passOn();
        windows.processWatermark(new Watermark(time));
        detectors.processWatermark(new Watermark(time));
        if (performance != null) {
            performance.processWatermark(new Watermark(time));
        }
        passOn();
        alarms.processWatermark(new Watermark(time));
        takeTold();
    }

    /** What one operator has put out goes to the next. */
    private void passOn() throws Exception {
        for (OneInputStreamOperatorTestHarness<PredictionRecord, PanePart> profile : profiles) {
            for (PanePart part : profile.extractOutputValues()) {
                windows.processElement(part, 0);
            }
            profile.getOutput().clear();
            for (ValueChunk chunk : side(profile, ProfileOperator.VALUES)) {
                detectors.processElement(chunk, 0);
            }
            for (PanePart part : side(profile, ProfileOperator.PERFORMANCE)) {
                performance.processElement(part, 0);
            }
            for (Measurement notice : side(profile, ProfileOperator.NOTICES)) {
                alarms.processElement(notice, 0);
            }
        }
        for (ValueChunk chunk : errors.extractOutputValues()) {
            detectors.processElement(chunk, 0);
        }
        errors.getOutput().clear();
        for (PanePart part : side(errors, ErrorOperator.LABELLED)) {
            performance.processElement(part, 0);
        }
        List<AbstractStreamOperatorTestHarness<Measurement>> judged = new ArrayList<>(List.of(windows, detectors));
        if (performance != null) {
            judged.add(performance);
        }
        for (AbstractStreamOperatorTestHarness<Measurement> from : judged) {
            for (Measurement measurement : from.extractOutputValues()) {
                alarms.processElement(measurement, 0);
            }
            from.getOutput().clear();
        }
    }

    private static <T> List<T> side(AbstractStreamOperatorTestHarness<?> harness, OutputTag<T> tag) {
        var records = harness.getSideOutput(tag);
        if (records == null) {
            return List.of();
        }
        List<T> values = records.stream().map(StreamRecord::getValue).toList();
        records.clear();
        return values;
    }

    /** Stops all operators and goes on with new ones from their snapshots. The watermark is not state: it comes again. */
    void restore() throws Exception {
        checkpoint++;
        for (OneInputStreamOperatorTestHarness<PredictionRecord, PanePart> profile : profiles) {
            profile.prepareSnapshotPreBarrier(checkpoint);
        }
        errors.prepareSnapshotPreBarrier(checkpoint);
        passOn();
        OperatorSubtaskState[] states = {
            windows.snapshot(checkpoint, checkpoint),
            detectors.snapshot(checkpoint, checkpoint),
            alarms.snapshot(checkpoint, checkpoint),
            performance == null ? null : performance.snapshot(checkpoint, checkpoint)
        };
        takeTold();
        closeAll();
        open(states);
        if (watermark > Long.MIN_VALUE) {
            advance(watermark);
        }
    }

    // --- out ---

    private void takeTold() {
        told.addAll(alarms.extractOutputValues());
        alarms.getOutput().clear();
    }

    /** Everything told, in its order. */
    List<MonitoringEvent> findings() {
        return told.stream()
                .filter(record -> record.topic.equals(settings.monitoringTopic()))
                .map(record -> MessageCodec.MONITORING_EVENT.decode(record.value))
                .toList();
    }

    List<MonitoringEvent> findings(String kind) {
        return findings().stream().filter(event -> event.getKind().equals(kind)).toList();
    }

    List<byte[]> commands() {
        return told.stream()
                .filter(record -> record.topic.equals(settings.controlTopic()))
                .map(record -> record.value)
                .toList();
    }

    private void closeAll() throws Exception {
        for (OneInputStreamOperatorTestHarness<PredictionRecord, PanePart> profile : profiles) {
            profile.close();
        }
        windows.close();
        detectors.close();
        errors.close();
        if (performance != null) {
            performance.close();
        }
        alarms.close();
    }

    @Override
    public void close() throws Exception {
        closeAll();
    }
}
