package io.millrace.jobs.learning;

import io.millrace.model.store.ModelStore;
import io.millrace.schemas.MessageCodec;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Hands examples to the learners of a slot in the order of {@link Example#ORDER}, whatever the order in which they come: each is held until
 * time has come to it, for then all that are before it are here. So every run learns the same, bit by bit, as long as no record comes later than
 * {@code labels.outOfOrder} allows. What comes too late is learned at once, and counted. When all inputs have fallen silent, what is held is
 * learned.
 *
 * <p>The second input are commands about learners.
 *
 * <p>One subtask. State: the learners as bytes, what is kept for a revert, and the examples that are held.
 */
final class LearnersOperator extends AbstractStreamOperator<TopicRecord>
        implements TwoInputStreamOperator<Example, byte[], TopicRecord> {
    private static final long serialVersionUID = 1L;

    private static final int EXAMPLES = 0;

    private final SlotSettings settings;
    private final ServedModelsFactory servedModels;

    private transient ListState<byte[]> learnersState;
    private transient ListState<byte[]> lessonsState;
    private transient ListState<Example> heldState;
    private transient byte[] restored;
    private transient List<byte[]> restoredLessons;
    private transient HeldExamples held;
    private transient SlotLearners learners;
    private transient CommandDesk commands;
    private transient LearningMetrics tallies;
    private transient StreamRecord<TopicRecord> reused;
    private transient Example newest;
    private transient long now;

    LearnersOperator(SlotSettings settings, ServedModelsFactory servedModels) {
        this.settings = settings;
        this.servedModels = servedModels;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        learnersState = context.getOperatorStateStore()
                .getListState(
                        new ListStateDescriptor<>("learners", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        lessonsState = context.getOperatorStateStore()
                .getListState(
                        new ListStateDescriptor<>("lessons", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        heldState = context.getOperatorStateStore().getListState(new ListStateDescriptor<>("held", Example.class));
        held = new HeldExamples();
        heldState.get().forEach(held::add);
        Iterator<byte[]> saved = learnersState.get().iterator();
        restored = saved.hasNext() ? saved.next() : null;
        restoredLessons = new ArrayList<>();
        lessonsState.get().forEach(restoredLessons::add);
    }

    @Override
    public void open() throws Exception {
        super.open();
        now = Long.MIN_VALUE;
        reused = new StreamRecord<>(null);
        tallies = new LearningMetrics(getMetricGroup());
        getMetricGroup().addGroup("millrace").gauge("examples_held", () -> held.size());
        ModelStore store = ModelStore.open(Path.of(settings.store()));
        ServedModels served = servedModels.create(settings, store);
        Offers offers = new Offers(
                settings, store, Clock.systemUTC(), record -> output.collect(reused.replace(record)), tallies);
        learners = restored == null
                ? SlotLearners.untaught(settings, served, offers, tallies)
                : SlotLearners.restore(settings, served, offers, tallies, restored, restoredLessons);
        restored = null;
        restoredLessons = null;
        commands = new CommandDesk(learners, offers);
    }

    @Override
    public void processElement1(StreamRecord<Example> element) {
        Example example = element.getValue();
        if (example.time <= now) {
            take(example);
        } else {
            held.add(example);
        }
    }

    /** A command that was verified. It is carried out between two examples, as soon as it comes. */
    @Override
    public void processElement2(StreamRecord<byte[]> element) {
        commands.take(
                MessageCodec.CONTROL_COMMAND.decode(element.getValue()),
                getProcessingTimeService().getCurrentProcessingTime());
    }

    private void takeHeld(long last) {
        for (Example example = held.takeUntil(last); example != null; example = held.takeUntil(last)) {
            take(example);
        }
    }

    private void take(Example example) {
        if (newest != null && Example.ORDER.compare(example, newest) < 0) {
            tallies.outOfTurn();
        } else {
            newest = example;
        }
        learners.take(example);
    }

    /** Time is that of examples; commands have none. */
    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        processWatermark(mark);
    }

    @Override
    public void processWatermark2(Watermark mark) {
        // commands hold nothing up
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        now = mark.getTimestamp();
        takeHeld(now);
        super.processWatermark(mark);
    }

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
        if (input == EXAMPLES) {
            processWatermarkStatus(status);
        }
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        if (status.isIdle()) {
            takeHeld(Long.MAX_VALUE);
        }
        super.processWatermarkStatus(status);
    }

    /** A job that is drained, or whose input ends, tells what was learned in the end. */
    @Override
    public void finish() throws Exception {
        learners.tellAll();
        super.finish();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        learnersState.clear();
        learnersState.add(learners.snapshot());
        lessonsState.update(learners.keptLessons());
        heldState.clear();
        for (Iterator<Example> all = held.iterator(); all.hasNext(); ) {
            heldState.add(all.next());
        }
    }

    /** What the learners know; for tests. */
    SlotLearners learners() {
        return learners;
    }

    @Override
    public void close() throws Exception {
        if (learners != null) {
            learners.close();
        }
        super.close();
    }
}
