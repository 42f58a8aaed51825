package io.millrace.jobs.learning;

import io.millrace.jobs.learning.JoinEntry.Stage;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/**
 * Joins predictions with their labels, by the id of the event.
 *
 * <p>The prediction of an event of time t waits for labels that became known until t + horizon; a label that became known at k waits for
 * its prediction until k + horizon. The first label of an event counts. What becomes of each label is counted ({@link LabelOutcome}). For
 * one more horizon the event is remembered, in a few bytes, so that a label that comes too late is told from one of an unknown event;
 * then, at most a sixteenth of a horizon later, there is no state.
 *
 * <p>An example is passed on when time has nearly come to it, or while few others are ahead of time. Else it waits here, where state may lie on
 * disk, and not in the memory of a learner: with labels read ahead of predictions, as in a replay, that is as long as labels take. If both
 * inputs fall silent all examples are passed on, so that the last do not wait for ever.
 *
 * <p>An event with its label costs a read, two writes and a removal of state: that it is new is known by {@link KnownIds}. There are no timers:
 * {@link TimeSlots} have the ids of events by the time at which they are looked at again, and an event that was over by its deadline is not read then.
 */
final class LabelJoin extends AbstractStreamOperator<Example>
        implements TwoInputStreamOperator<PredictionRecord, LabelRecord, Example> {
    /** What became of labels, before each checkpoint. */
    static final OutputTag<OutcomeCounts> OUTCOMES =
            new OutputTag<>("outcomes", TypeInformation.of(OutcomeCounts.class));

    private static final long serialVersionUID = 1L;

    /** Few, so that an id is one of many in its list. */
    private static final int SLOTS_A_HORIZON = 16;
    /** Many, for a learner holds the examples of one of them. */
    private static final int TURNS_A_HORIZON = 1_024;

    private static final long NONE = Long.MIN_VALUE;

    private final JoinSettings settings;

    private transient ValueState<byte[]> entries;
    private transient JoinEntry entry;
    private transient KnownIds known;
    /** Whether the last label was one of a known event. Then the next will be, too, and {@link #known}, which is much memory to look into, is not asked. */
    private transient boolean labelsAreKnown;
    /** What waits for its deadline, by the time that its horizon begins with. */
    private transient TimeSlots pending;
    /** What is over and remembered, by the time of the event. */
    private transient TimeSlots over;
    /** Examples that wait, by their time. */
    private transient TimeSlots turns;
    /** Of the pending, those of {@link #dueSlot}, in the order of their deadlines. */
    private transient PriorityQueue<Deadline> due;
    /** The slot of {@link #pending} whose deadlines pass at present; {@link #NONE} before time is known. */
    private transient long dueSlot;
    /** Times of examples that were passed on ahead of time, and how many there are. */
    private transient long[] ahead;

    private transient int aheadCount;
    private transient long now;
    private transient JoinMetrics tallies;
    private transient StreamRecord<Example> reused;
    private transient boolean[] silent;
    private transient long newest;

    LabelJoin(JoinSettings settings) {
        this.settings = settings;
    }

    /** When an event is given up. */
    private record Deadline(long time, String id) {}

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        entries = context.getKeyedStateStore()
                .getState(new ValueStateDescriptor<>("entries", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public void open() throws Exception {
        super.open();
        pending = slots("pending", SLOTS_A_HORIZON);
        over = slots("over", SLOTS_A_HORIZON);
        turns = slots("turns", TURNS_A_HORIZON);
        entry = new JoinEntry();
        known = new KnownIds();
        for (TimeSlots restored : List.of(pending, over, turns)) {
            for (long slot : restored.until(Long.MAX_VALUE)) {
                restored.forEach(slot, id -> known.add(id, restored.end(slot)));
            }
        }
        due = new PriorityQueue<>(Comparator.comparingLong(Deadline::time));
        dueSlot = NONE;
        ahead = new long
                [settings.examplesAhead() / getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks()];
        now = Long.MIN_VALUE;
        tallies = new JoinMetrics(getMetricGroup());
        newest = Long.MIN_VALUE;
        reused = new StreamRecord<>(null);
        silent = new boolean[2];
    }

    private TimeSlots slots(String name, int aHorizon) throws Exception {
        TaskInfo task = getRuntimeContext().getTaskInfo();
        int most = task.getMaxNumberOfParallelSubtasks();
        return new TimeSlots(
                name,
                settings.horizonMillis() / aHorizon,
                getKeyedStateBackend(),
                KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                        most, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask()),
                most);
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
        if (!load(known.mayHave(id()))) {
            entry.begin(prediction);
            await();
        } else if (entry.stage == Stage.LABELLED) {
            entry.setPrediction(prediction);
            meetEarly();
        } else {
            count(LabelOutcome.REPEATED);
            if (entry.stage == Stage.OVER || entry.isOfEarlierEvent(prediction)) {
                return;
            }
            entry.setPrediction(prediction);
            if (entry.labelled) {
                park();
            } else {
                await();
            }
        }
        known.add(id(), entry.begin());
        save();
    }

    private void meetEarly() throws Exception {
        if (entry.knownAt > deadline()) {
            count(LabelOutcome.LATE);
            entry.clearLabel();
            await();
        } else {
            meet();
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
        labelsAreKnown = load(labelsAreKnown || known.mayHave(id()));
        if (!labelsAreKnown) {
            entry.begin(label);
            await();
            known.add(id(), entry.begin());
            save();
        } else if (entry.stage != Stage.LABELLED && label.knownAt > deadline()) {
            count(LabelOutcome.LATE);
        } else if (entry.labelled) {
            count(entry.compare(label));
        } else if (entry.stage == Stage.OVER) {
            count(LabelOutcome.LATE); // it was known in time and came when it had been given up
        } else {
            entry.setLabel(label);
            meet();
            save();
        }
    }

    /** A prediction and the first label of its event, which became known in time. */
    private void meet() throws Exception {
        if (entry.fallback) {
            count(LabelOutcome.FALLBACK);
            end();
        } else {
            count(LabelOutcome.MATCHED);
            park();
        }
    }

    /** Passes an example on, or has it wait until time has come to it. */
    private void park() throws Exception {
        // So much ahead of time a learner has to bear anyway.
        long near = Math.max(plus(now, 2 * settings.outOfOrderMillis()), turns.end(turns.slot(now)));
        if (entry.exampleTime() <= near) {
            passOn();
        } else if (aheadCount < ahead.length) {
            ahead[aheadCount++] = entry.exampleTime();
            passOn();
        } else {
            entry.stage = Stage.PARKED;
            turns.add(id(), entry.exampleTime());
        }
    }

    private void passOn() throws Exception {
        emit(Example.labelled(id(), entry));
        end();
    }

    private void emit(Example example) {
        tallies.example();
        output.collect(reused.replace(example, example.time));
    }

    /** Has the event looked at when its horizon ends. */
    private void await() throws Exception {
        pending.add(id(), entry.begin());
        if (pending.slot(entry.begin()) == dueSlot) {
            due.add(new Deadline(deadline(), id())); // its slot has been read
        }
    }

    /** Has the event forgotten when it has been remembered long enough. */
    private void end() throws Exception {
        entry.end();
        over.add(id(), entry.eventTime);
    }

    private String id() {
        return (String) getCurrentKey();
    }

    private boolean load() throws Exception {
        byte[] saved = entries.value();
        if (saved == null) {
            return false;
        }
        entry.read(saved);
        return true;
    }

    /** {@link #load} where that may find something. */
    private boolean load(boolean mayBeThere) throws Exception {
        return mayBeThere && load();
    }

    private void save() throws Exception {
        entries.update(entry.toBytes());
    }

    // --- time ---

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        long before = now;
        now = mark.getTimestamp();
        forgetAhead();
        takeTurns(turns.slot(now));
        giveUp(before);
        forget();
        super.processWatermark(mark);
    }

    private void forgetAhead() {
        int left = 0;
        for (int i = 0; i < aheadCount; i++) {
            if (ahead[i] > now) {
                ahead[left++] = ahead[i];
            }
        }
        aheadCount = left;
    }

    private void takeTurns(long last) throws Exception {
        for (long slot : turns.until(last)) {
            turns.forEach(slot, id -> {
                setCurrentKey(id);
                if (load() && entry.stage == Stage.PARKED && turns.slot(entry.exampleTime()) <= last) {
                    passOn();
                    save();
                }
            });
            turns.clear(slot);
        }
    }

    /**
     * Gives up what was waited for until now. Deadlines come in the order of slots, so only one slot is in part due: that is read when the first of its
     * deadlines may come, and put in order. Where time leaps, slots that are wholly due are gone through one after another, and what follows hears of
     * the time at the end of each, so as not to hold the examples of all of them.
     *
     * @param before the time that those who follow know
     */
    private void giveUp(long before) throws Exception {
        long partly = pending.slot(ago(settings.horizonMillis()));
        giveUpDue();
        for (long slot : pending.until(partly)) {
            long end = plus(pending.end(slot), settings.horizonMillis());
            if (end <= now) {
                if (slot != dueSlot) {
                    pending.forEachBut(over, slot, this::giveUp);
                }
                pending.clear(slot);
                if (end > before && end < now) {
                    super.processWatermark(new Watermark(end));
                }
            } else if (slot != dueSlot) {
                pending.forEachBut(over, slot, id -> {
                    setCurrentKey(id);
                    if (load()) {
                        due.add(new Deadline(deadline(), id));
                    }
                });
            }
        }
        dueSlot = partly;
        giveUpDue();
    }

    private void giveUpDue() throws Exception {
        while (!due.isEmpty() && due.peek().time() <= now) {
            giveUp(due.remove().id());
        }
    }

    /** Gives an event up, if it is so far. */
    private void giveUp(String id) throws Exception {
        setCurrentKey(id);
        if (!load() || entry.stage == Stage.OVER || deadline() > now) {
            return;
        }
        switch (entry.stage) {
            case LABELLED -> {
                count(LabelOutcome.UNKNOWN);
                entries.clear();
                return;
            }
            case PREDICTED -> {
                if (!entry.fallback) {
                    count(LabelOutcome.MISSING);
                    if (settings.learnMissing()) {
                        emit(Example.unlabelled(id, deadline(), entry));
                    }
                }
                end();
            }
            default -> passOn(); // parked: its turn is after its deadline only where times are beyond what a long holds
        }
        save();
    }

    /** Forgets slots all of whose events have been remembered for a second horizon. */
    private void forget() throws Exception {
        for (long slot : over.until(over.slot(ago(2 * settings.horizonMillis())))) {
            if (plus(over.end(slot), 2 * settings.horizonMillis()) <= now) {
                // An event does not begin anew as long as its id stands here, so it need not be read.
                over.forEach(slot, id -> {
                    setCurrentKey(id);
                    entries.clear();
                });
                over.clear(slot);
            }
        }
        known.forget(ago(2 * settings.horizonMillis() + over.width()));
    }

    /** Time will not come to such a record for long, and it would be kept until then. */
    private boolean isAhead(long time) {
        return time > plus(getProcessingTimeService().getCurrentProcessingTime(), settings.maxAheadMillis());
    }

    /** When the present event is given up. */
    private long deadline() {
        return plus(entry.begin(), settings.horizonMillis());
    }

    /** Times come from outside and may be anything. */
    private static long plus(long time, long millis) {
        return time > Long.MAX_VALUE - millis ? Long.MAX_VALUE : time + millis;
    }

    /** What was now so long ago. At the end of time everything has passed. */
    private long ago(long millis) {
        if (now == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        return now < Long.MIN_VALUE + millis ? Long.MIN_VALUE : now - millis;
    }

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
        silent[input] = status.isIdle();
        if (silent[0] && silent[1]) {
            // Before the learners hear of the silence, for they will wait for no more then.
            takeTurns(Long.MAX_VALUE);
            aheadCount = 0;
        }
        super.processWatermarkStatus(status, input);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        pending.flush();
        over.flush();
        turns.flush();
        super.snapshotState(context);
    }

    /** How many slots of time have events that are to be looked at; for tests. */
    int slots() {
        return pending.size() + over.size() + turns.size();
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
