package io.millrace.jobs.learning;

import io.millrace.jobs.learning.JoinEntry.Stage;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/**
 * Joins predictions with their labels, by the id of the event.
 *
 * <p>The prediction of an event of time t waits for labels that became known until t + horizon; a label that became known at k waits for
 * its prediction until k + horizon. The first label of an event counts. What becomes of each label is counted ({@link LabelOutcome}). For
 * one more horizon the event is remembered, in a few bytes, so that a label that comes too late is told from one of an unknown event;
 * then there is no state.
 *
 * <p>An example is passed on when time has nearly come to it. Until then it waits here, where state may lie on disk, and not in the
 * memory of a learner: with labels read ahead of predictions, as in a replay, that is as long as labels take. If both inputs fall
 * silent all examples are passed on, so that the last do not wait for ever.
 */
final class LabelJoin extends AbstractStreamOperator<Example>
        implements TwoInputStreamOperator<PredictionRecord, LabelRecord, Example> {
    /** What became of labels, before each checkpoint. */
    static final OutputTag<OutcomeCounts> OUTCOMES =
            new OutputTag<>("outcomes", TypeInformation.of(OutcomeCounts.class));

    private static final long serialVersionUID = 1L;

    private final JoinSettings settings;

    private transient ValueState<JoinEntry> entries;
    private transient InternalTimerService<VoidNamespace> deadlines;
    private transient InternalTimerService<VoidNamespace> turns;
    private transient JoinMetrics tallies;
    private transient StreamRecord<Example> reused;
    private transient boolean[] silent;
    private transient long newest;

    LabelJoin(JoinSettings settings) {
        this.settings = settings;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        entries = context.getKeyedStateStore()
                .getState(new ValueStateDescriptor<>("entries", TypeInformation.of(JoinEntry.class)));
    }

    @Override
    public void open() throws Exception {
        super.open();
        deadlines = timers("deadlines", this::onDeadline);
        turns = timers("turns", this::onTurn);
        tallies = new JoinMetrics(getMetricGroup());
        newest = Long.MIN_VALUE;
        reused = new StreamRecord<>(null);
        silent = new boolean[2];
    }

    /** What is done when time comes to a timer of the current event. */
    private interface Due {
        void at(long time) throws Exception;
    }

    private InternalTimerService<VoidNamespace> timers(String name, Due due) {
        return getInternalTimerService(
                name, VoidNamespaceSerializer.INSTANCE, new Triggerable<String, VoidNamespace>() {
                    @Override
                    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
                        due.at(timer.getTimestamp());
                    }

                    @Override
                    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
                        throw new IllegalStateException("no timer of processing time is ever set: " + timer);
                    }
                });
    }

    // --- predictions and labels ---

    @Override
    public void processElement1(StreamRecord<PredictionRecord> element) throws Exception {
        PredictionRecord prediction = element.getValue();
        tallies.prediction();
        if (isAhead(prediction.eventTime)) {
            count(LabelOutcome.PREDICTION_AHEAD);
            return;
        }
        see(prediction.eventTime);
        JoinEntry entry = entries.value();
        if (entry == null) {
            entry = new JoinEntry();
            add(prediction, entry);
        } else if (entry.stage == Stage.LABELLED) {
            deadlines.deleteEventTimeTimer(VoidNamespace.INSTANCE, plus(entry.knownAt, settings.horizonMillis()));
            add(prediction, entry);
            meetEarly(entry);
        } else {
            count(LabelOutcome.REPEATED);
            if (entry.stage == Stage.OVER || entry.isOfEarlierEvent(prediction)) {
                return;
            }
            add(prediction, entry);
            if (entry.labelled) {
                park(entry);
            }
        }
        entries.update(entry);
    }

    private void add(PredictionRecord prediction, JoinEntry entry) {
        entry.setPrediction(prediction);
        entry.stage = Stage.PREDICTED;
        deadlines.registerEventTimeTimer(VoidNamespace.INSTANCE, deadline(entry));
    }

    private void meetEarly(JoinEntry entry) {
        if (entry.knownAt > deadline(entry)) {
            count(LabelOutcome.LATE);
            entry.clearLabel();
        } else {
            meet(entry);
            if (!entry.fallback) {
                count(LabelOutcome.EARLY);
            }
        }
    }

    @Override
    public void processElement2(StreamRecord<LabelRecord> element) throws Exception {
        LabelRecord label = element.getValue();
        tallies.label();
        if (!label.isUsable()) {
            count(LabelOutcome.INVALID);
            return;
        }
        if (isAhead(label.knownAt)) {
            count(LabelOutcome.AHEAD);
            return;
        }
        see(label.knownAt);
        JoinEntry entry = entries.value();
        if (entry == null) {
            entry = new JoinEntry();
            entry.setLabel(label);
            entry.stage = Stage.LABELLED;
            deadlines.registerEventTimeTimer(VoidNamespace.INSTANCE, plus(label.knownAt, settings.horizonMillis()));
            entries.update(entry);
        } else if (entry.stage != Stage.LABELLED && label.knownAt > deadline(entry)) {
            count(LabelOutcome.LATE);
        } else if (entry.labelled) {
            count(entry.compare(label));
        } else if (entry.stage == Stage.OVER) {
            count(LabelOutcome.LATE); // it was known in time and came when it had been given up
        } else {
            entry.setLabel(label);
            meet(entry);
            entries.update(entry);
        }
    }

    /** A prediction and the first label of its event, which became known in time. */
    private void meet(JoinEntry entry) {
        if (entry.fallback) {
            count(LabelOutcome.FALLBACK);
            entry.stage = Stage.OVER;
        } else {
            count(LabelOutcome.MATCHED);
            park(entry);
        }
    }

    /** Passes an example on, or has it wait until time has come to it. */
    private void park(JoinEntry entry) {
        // So much ahead of time a learner has to bear anyway.
        long near = plus(turns.currentWatermark(), 2 * settings.outOfOrderMillis());
        if (entry.exampleTime() <= near) {
            passOn(entry);
        } else {
            entry.stage = Stage.PARKED;
            turns.registerEventTimeTimer(VoidNamespace.INSTANCE, entry.exampleTime());
        }
    }

    private void passOn(JoinEntry entry) {
        emit(Example.labelled((String) getCurrentKey(), entry));
        entry.prediction = null;
        entry.stage = Stage.OVER;
    }

    private void emit(Example example) {
        tallies.example();
        output.collect(reused.replace(example, example.time));
    }

    // --- time ---

    private void onTurn(long time) throws Exception {
        JoinEntry entry = entries.value();
        if (entry != null && entry.stage == Stage.PARKED && time >= entry.exampleTime()) {
            passOn(entry);
            entries.update(entry);
        }
    }

    private void onDeadline(long time) throws Exception {
        JoinEntry entry = entries.value();
        if (entry == null) {
            return; // there was a timer for each of two predictions
        }
        switch (entry.stage) {
            case LABELLED -> {
                if (time >= plus(entry.knownAt, settings.horizonMillis())) {
                    count(LabelOutcome.UNKNOWN);
                    entries.clear();
                }
            }
            case PREDICTED -> {
                if (time >= deadline(entry)) {
                    giveUp(entry);
                    remember(entry);
                }
            }
            case PARKED -> {
                // Both timers are due with one watermark, and this one came first.
                if (time >= deadline(entry)) {
                    passOn(entry);
                    remember(entry);
                }
            }
            case OVER -> {
                if (time >= plus(deadline(entry), settings.horizonMillis())) {
                    entries.clear();
                } else {
                    remember(entry);
                }
            }
        }
    }

    private void giveUp(JoinEntry entry) {
        if (!entry.fallback) {
            count(LabelOutcome.MISSING);
            if (settings.learnMissing()) {
                emit(Example.unlabelled((String) getCurrentKey(), deadline(entry), entry));
            }
        }
        entry.prediction = null;
        entry.stage = Stage.OVER;
    }

    private void remember(JoinEntry entry) throws Exception {
        deadlines.registerEventTimeTimer(VoidNamespace.INSTANCE, plus(deadline(entry), settings.horizonMillis()));
        entries.update(entry);
    }

    /** Time will not come to such a record for long, and it would be kept until then. */
    private boolean isAhead(long time) {
        return time > plus(getProcessingTimeService().getCurrentProcessingTime(), settings.maxAheadMillis());
    }

    private long deadline(JoinEntry entry) {
        return plus(entry.eventTime, settings.horizonMillis());
    }

    /** Times come from outside and may be anything. */
    private static long plus(long time, long millis) {
        return time > Long.MAX_VALUE - millis ? Long.MAX_VALUE : time + millis;
    }

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
        silent[input] = status.isIdle();
        if (silent[0] && silent[1]) {
            // Before the learners hear of the silence, for they will wait for no more then.
            turns.forEachEventTimeTimer((namespace, time) -> onTurn(Long.MAX_VALUE));
        }
        super.processWatermarkStatus(status, input);
    }

    // --- counts ---

    private void see(long time) {
        newest = Math.max(newest, time);
    }

    private void count(LabelOutcome outcome) {
        tallies.outcome(outcome);
    }

    /** Counts leave with the checkpoint, so they are exact after a failure without being state here. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        emitCounts();
    }

    @Override
    public void finish() throws Exception {
        emitCounts();
        super.finish();
    }

    private void emitCounts() {
        OutcomeCounts news = new OutcomeCounts();
        news.time = newest == Long.MIN_VALUE ? getProcessingTimeService().getCurrentProcessingTime() : newest;
        news.counts.putAll(tallies.takeNews());
        if (!news.counts.isEmpty()) {
            output.collect(OUTCOMES, new StreamRecord<>(news, news.time));
        }
    }
}
