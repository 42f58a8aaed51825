package io.millrace.jobs.monitoring;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.DriftDetector;
import io.millrace.drift.DriftLevel;
import io.millrace.jobs.pipeline.DetectorPlan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Hands values to sequential detectors, one for each stream and model version: they are keyed by these, and so run in parallel. A value is
 * held until time has come to it, for then all that are before it are here; so a detector sees the same order in every run, as long as
 * nothing comes later than {@code drift.outOfOrder} allows. What comes too late is taken at once, and counted.
 */
final class DetectorOperator extends AbstractStreamOperator<Measurement>
        implements OneInputStreamOperator<ValueChunk, Measurement>, Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1L;

    /** Weight of a value in the mean of the newest: about the last fifty count. */
    private static final double NEWEST = 0.02;

    private final ArrayList<DetectorPlan> plans;

    private transient Map<String, DetectorPlan> plansById;
    private transient ValueState<DetectorState> states;
    private transient InternalTimerService<VoidNamespace> turns;
    private transient StreamRecord<Measurement> reused;

    DetectorOperator(List<DetectorPlan> plans) {
        this.plans = new ArrayList<>(plans);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        states = context.getKeyedStateStore()
                .getState(new ValueStateDescriptor<>("detectors", TypeInformation.of(DetectorState.class)));
    }

    @Override
    public void open() throws Exception {
        super.open();
        plansById = new HashMap<>();
        plans.forEach(plan -> plansById.put(plan.id(), plan));
        turns = getInternalTimerService("turns", VoidNamespaceSerializer.INSTANCE, this);
        reused = new StreamRecord<>(null);
    }

    @Override
    public void processElement(StreamRecord<ValueChunk> element) throws Exception {
        ValueChunk chunk = element.getValue();
        DetectorState state = states.value();
        if (state == null) {
            state = new DetectorState();
        }
        state.hold(chunk);
        long watermark = turns.currentWatermark();
        boolean late = false;
        long newest = Long.MIN_VALUE;
        for (long time : chunk.times) {
            late |= time <= watermark;
            newest = Math.max(newest, time);
        }
        if (late) {
            take(state);
        }
        if (newest > watermark) {
            turns.registerEventTimeTimer(VoidNamespace.INSTANCE, newest);
        }
        states.update(state);
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        DetectorState state = states.value();
        take(state);
        states.update(state);
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no timer of processing time is ever set: " + timer);
    }

    /** Takes all that is due. */
    private void take(DetectorState state) throws IOException {
        int due = state.sortDue(turns.currentWatermark());
        if (due == 0) {
            return;
        }
        String key = (String) getCurrentKey();
        int space = key.indexOf(' ');
        DetectorPlan plan = plansById.get(key.substring(0, space));
        if (plan != null) { // else the pipeline file has it no longer
            take(state, due, plan, key.substring(space + 1));
        }
        state.release(due);
    }

    private void take(DetectorState state, int due, DetectorPlan plan, String model) throws IOException {
        DriftDetector detector = detector(state, plan.config());
        for (int i = 0; i < due; i++) {
            double value = state.values[i];
            if (state.times[i] < state.newest) {
                state.outOfTurn++;
            }
            state.newest = Math.max(state.newest, state.times[i]);
            state.n++;
            state.mean += (value - state.mean) / state.n;
            state.recent += (value - state.recent) * Math.max(NEWEST, 1.0 / state.n);
            DriftLevel level = detector.update(value);
            if (level == DriftLevel.DRIFT || (level == DriftLevel.WARNING && !state.warned)) {
                tell(state, detector, level, plan, model);
            }
            state.warned = level == DriftLevel.WARNING;
            if (level == DriftLevel.DRIFT) {
                state.beginAnew();
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        detector.writeTo(new DataOutputStream(bytes));
        state.detector = bytes.toByteArray();
        state.config = plan.config().toString();
    }

    /** A detector of other options than those that it was saved with begins anew. */
    private static DriftDetector detector(DetectorState state, DetectorConfig config) throws IOException {
        if (state.detector.length > 0 && state.config.equals(config.toString())) {
            return config.readDetector(new DataInputStream(new ByteArrayInputStream(state.detector)));
        }
        state.beginAnew();
        return config.newDetector();
    }

    private void tell(DetectorState state, DriftDetector detector, DriftLevel level, DetectorPlan plan, String model) {
        Measurement measurement = Measurement.of(Kinds.DETECTOR, state.newest, model, plan.subject(), plan.detector());
        measurement.value = detector.statistic();
        measurement.threshold = detector.threshold();
        measurement.n = state.n;
        measurement.drift = level == DriftLevel.DRIFT;
        measurement.cause = String.format(
                Locale.ROOT,
                "mean of about the newest %d values %.6g, of all since the last drift %.6g%s",
                (int) (1 / NEWEST),
                state.recent,
                state.mean,
                state.outOfTurn == 0 ? "" : "; " + state.outOfTurn + " came after their turn");
        output.collect(reused.replace(measurement));
    }
}
