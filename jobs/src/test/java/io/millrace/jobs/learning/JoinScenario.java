package io.millrace.jobs.learning;

import io.millrace.schemas.Label;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/**
 * The join in Flink's harness, fed record by record. It can be replaced by its own restored copy after each input: what is forgotten
 * in state then shows.
 */
final class JoinScenario implements AutoCloseable {
    static final int MAX_PARALLELISM = 720;

    private final JoinSettings settings;
    private final StateBackend backend;
    private final int parallelism;
    private final int subtask;
    private final List<Example> examplesOfEarlierCopies = new ArrayList<>();
    private final Map<LabelOutcome, Long> outcomes = new EnumMap<>(LabelOutcome.class);
    private KeyedTwoInputStreamOperatorTestHarness<String, PredictionRecord, LabelRecord, Example> harness;
    private boolean restoreAfterEachInput;
    private long checkpoint;
    private long labelOffset;

    JoinScenario(JoinSettings settings) throws Exception {
        this(settings, null, 1, 0);
    }

    /** With a state backend; null: the heap. */
    JoinScenario(
            JoinSettings settings, StateBackend backend, int parallelism, int subtask, OperatorSubtaskState... from)
            throws Exception {
        this.settings = settings;
        this.backend = backend;
        this.parallelism = parallelism;
        this.subtask = subtask;
        open(from);
    }

    private void open(OperatorSubtaskState... from) throws Exception {
        harness = new KeyedTwoInputStreamOperatorTestHarness<>(
                new LabelJoin(settings),
                prediction -> prediction.eventId,
                label -> label.eventId,
                Types.STRING,
                MAX_PARALLELISM,
                parallelism,
                subtask);
        if (backend != null) {
            harness.setStateBackend(backend);
        }
        harness.setup();
        if (from.length > 0) {
            harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    AbstractStreamOperatorTestHarness.repackageState(from),
                    MAX_PARALLELISM,
                    from.length,
                    parallelism,
                    subtask));
        }
        harness.open();
    }

    /** From now on every input is followed by a checkpoint and a restore from it. */
    JoinScenario restoringAfterEachInput() {
        restoreAfterEachInput = true;
        return this;
    }

    /** The answer to event {@code id}, at offset {@code offset} of partition 0. */
    static PredictionRecord prediction(String id, long time, long offset) {
        PredictionRecord record = new PredictionRecord();
        record.kind = PredictionRecord.Kind.SCORED;
        record.eventId = id;
        record.eventTime = time;
        record.offset = offset;
        record.value = ("answer to " + id + " at " + offset).getBytes(StandardCharsets.UTF_8);
        return record;
    }

    void predict(PredictionRecord record) throws Exception {
        harness.processElement1(record, record.eventTime);
        afterInput();
    }

    void predict(String id, long time) throws Exception {
        predict(prediction(id, time, 7));
    }

    void label(String id, Object value, long knownAt) throws Exception {
        label(id, value, knownAt, null);
    }

    void label(String id, Object value, long knownAt, String principal) throws Exception {
        LabelRecord label = new LabelRecord();
        label.set(
                Label.newBuilder()
                        .setEventId(id)
                        .setValue(value)
                        .setKnownAt(Instant.ofEpochMilli(knownAt))
                        .setPrincipal(principal)
                        .build(),
                true);
        label.offset = labelOffset++;
        harness.processElement2(label, knownAt);
        afterInput();
    }

    void watermark(long time) throws Exception {
        harness.processBothWatermarks(new Watermark(time));
        afterInput();
    }

    void fallSilent() throws Exception {
        harness.processWatermarkStatus1(WatermarkStatus.IDLE);
        harness.processWatermarkStatus2(WatermarkStatus.IDLE);
    }

    private void afterInput() throws Exception {
        if (restoreAfterEachInput) {
            restore();
        }
    }

    OperatorSubtaskState snapshot() throws Exception {
        harness.prepareSnapshotPreBarrier(++checkpoint);
        return harness.snapshot(checkpoint, checkpoint);
    }

    /** Stops the operator and goes on with a new one from its snapshot. The watermark is not state: it comes again. */
    void restore() throws Exception {
        long watermark = harness.getOutput().stream()
                .filter(Watermark.class::isInstance)
                .mapToLong(mark -> ((Watermark) mark).getTimestamp())
                .max()
                .orElse(Long.MIN_VALUE);
        OperatorSubtaskState state = snapshot();
        takeOutputs();
        harness.close();
        open(state);
        if (watermark > Long.MIN_VALUE) {
            harness.processBothWatermarks(new Watermark(watermark));
        }
    }

    private void takeOutputs() {
        examplesOfEarlierCopies.addAll(harness.extractOutputValues());
        takeCounts();
    }

    private void takeCounts() {
        var counts = harness.getSideOutput(LabelJoin.OUTCOMES);
        if (counts != null) {
            for (StreamRecord<OutcomeCounts> record : counts) {
                record.getValue().counts.forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
            }
            counts.clear();
        }
    }

    /** All examples so far, in the order in which they are learned. */
    List<Example> examples() {
        List<Example> examples = new ArrayList<>(examplesOfEarlierCopies);
        examples.addAll(harness.extractOutputValues());
        examples.sort(Example.ORDER);
        return examples;
    }

    /** How many examples there are since this was last asked; they are not kept. */
    int takeExamples() {
        int examples = harness.extractOutputValues().size();
        harness.getOutput().clear();
        return examples;
    }

    /** What became of labels so far: counts leave before a checkpoint, which need not be taken. */
    Map<LabelOutcome, Long> outcomes() throws Exception {
        harness.prepareSnapshotPreBarrier(++checkpoint);
        takeCounts();
        return new EnumMap<>(outcomes);
    }

    /** How many examples followed each other without a watermark, at most; since the last restore. */
    int mostBetweenWatermarks() {
        int most = 0;
        int examples = 0;
        for (Object element : harness.getOutput()) {
            examples = element instanceof Watermark ? 0 : examples + 1;
            most = Math.max(most, examples);
        }
        return most;
    }

    int entries() {
        try (Stream<String> keys = ((LabelJoin) harness.getOperator())
                .<String>getKeyedStateBackend()
                .getKeys("entries", VoidNamespace.INSTANCE)) {
            return (int) keys.count();
        }
    }

    /** How many slots of time have events that are to be looked at. */
    int slots() {
        return ((LabelJoin) harness.getOperator()).slots();
    }

    /** Examples as texts, to be compared. */
    static List<String> texts(List<Example> examples) {
        return examples.stream()
                .map(example -> String.join(
                        " ",
                        example.eventId,
                        example.time + " " + example.labelled + " " + example.partition + "@" + example.offset,
                        example.eventTime + " " + example.number + " " + example.text + " " + example.principal,
                        new String(example.prediction, StandardCharsets.UTF_8)))
                .toList();
    }

    @Override
    public void close() throws Exception {
        harness.close();
    }
}
