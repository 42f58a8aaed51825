package io.millrace.jobs.monitoring;

import io.millrace.drift.performance.EstimatedPerformance;
import io.millrace.jobs.pipeline.DriftPerformance;
import io.millrace.jobs.pipeline.DriftWindow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
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
 * Makes windows of performance panes: what a model's probabilities say of it, and, by the time at which labels were known, whether labels say
 * the same. Keyed by model version and subject. State: panes that a window still needs.
 */
final class PerformanceOperator extends AbstractStreamOperator<Measurement>
        implements OneInputStreamOperator<PanePart, Measurement>, Triggerable<String, VoidNamespace> {
    /** What follows the subject of predictions in that of predictions with labels. */
    static final String LABELLED = "/labelled";

    private static final long serialVersionUID = 1L;

    /** Sums of logarithms depend on their order in the last digits, which are not told. */
    private static final double DIGITS_OF_LOSS = 1e6;

    /** Standard errors that labels may differ from the estimate by. */
    private static final double ERRORS = 3;

    private final DriftWindow window;
    private final DriftPerformance plan;
    private final long minimumCount;

    private transient MapState<Long, byte[]> panes;
    private transient InternalTimerService<VoidNamespace> ends;
    private transient StreamRecord<Measurement> reused;

    /**
     * An operator.
     *
     * @param minimumCount fewer predictions say nothing
     */
    PerformanceOperator(DriftWindow window, DriftPerformance plan, long minimumCount) {
        this.window = window;
        this.plan = plan;
        this.minimumCount = minimumCount;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        panes = context.getKeyedStateStore()
                .getMapState(new MapStateDescriptor<>(
                        "performance", Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public void open() throws Exception {
        super.open();
        ends = getInternalTimerService("ends", VoidNamespaceSerializer.INSTANCE, this);
        reused = new StreamRecord<>(null);
    }

    @Override
    public void processElement(StreamRecord<PanePart> element) throws Exception {
        PanePart part = element.getValue();
        long end = window.endOf(part.pane) - 1;
        if (end <= ends.currentWatermark()) {
            return; // late, as the features of these predictions are, which tell it
        }
        PerformancePane pane = read(part.values);
        byte[] before = panes.get(part.pane);
        if (before != null) {
            pane.merge(read(before));
        }
        panes.put(part.pane, bytes(pane));
        ends.registerEventTimeTimer(VoidNamespace.INSTANCE, end);
    }

    private PerformancePane read(byte[] bytes) throws IOException {
        return PerformancePane.read(plan.decision(), new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    private static byte[] bytes(PerformancePane pane) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        pane.writeTo(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        long end = timer.getTimestamp() + 1;
        TreeMap<Long, byte[]> all = new TreeMap<>();
        for (var entry : panes.entries()) {
            all.put(entry.getKey(), entry.getValue());
        }
        long from = window.isCount()
                ? all.firstKey()
                : end - window.panes() * window.pane().toMillis();
        SortedMap<Long, byte[]> together = all.subMap(from, end);
        PerformancePane merged = new PerformancePane(plan.decision());
        for (byte[] pane : together.values()) {
            merged.merge(read(pane));
        }
        boolean complete = !window.isCount() || merged.estimate().n() >= window.events();
        if (complete) {
            tell(merged, from, timer.getTimestamp());
        }
        // Windows that slide need the newest panes again.
        long kept = window.isCount()
                ? (complete ? end : from)
                : from + window.pane().toMillis();
        for (long pane : new ArrayList<>(all.headMap(kept).keySet())) {
            panes.remove(pane);
        }
    }

    private void tell(PerformancePane merged, long from, long time) {
        String key = (String) getCurrentKey();
        int space = key.indexOf(' ');
        String model = key.substring(0, space);
        EstimatedPerformance estimate = merged.estimate();
        if (estimate.n() < minimumCount) {
            return;
        }
        for (Measurement measurement : key.endsWith(LABELLED) ? labelled(merged, estimate) : estimated(estimate)) {
            measurement.time = time;
            measurement.from = from;
            measurement.model = model;
            measurement.subject = plan.subject();
            output.collect(reused.replace(measurement));
        }
    }

    private List<Measurement> estimated(EstimatedPerformance estimate) {
        Measurement accuracy = of(Kinds.ESTIMATE, "accuracy", estimate.accuracy(), estimate.n());
        if (plan.leastAccuracy() > 0) {
            accuracy.threshold = plan.leastAccuracy();
            accuracy.drift = estimate.accuracy() < plan.leastAccuracy();
        }
        accuracy.cause = "estimated from the probabilities, standard error "
                + String.format(Locale.ROOT, "%.2g", estimate.standardError());
        Measurement auc = of(Kinds.ESTIMATE, "auc", estimate.auc(), estimate.n());
        auc.cause = accuracy.cause;
        Measurement loss = of(
                Kinds.ESTIMATE,
                "log-loss",
                Math.rint(estimate.logLoss() * DIGITS_OF_LOSS) / DIGITS_OF_LOSS,
                estimate.n());
        loss.cause = accuracy.cause;
        return List.of(accuracy, auc, loss);
    }

    private static List<Measurement> labelled(PerformancePane merged, EstimatedPerformance estimate) {
        Measurement accuracy = of(Kinds.REALISED, "accuracy", merged.accuracy(), merged.labels());
        accuracy.threshold = estimate.accuracy();
        accuracy.drift = estimate.contradicts(merged.accuracy(), merged.labels(), ERRORS);
        accuracy.cause = accuracy.drift
                ? "labels contradict the estimate, which is the threshold: the probabilities are not calibrated any more"
                : "labels agree with the estimate, which is the threshold";
        return List.of(accuracy);
    }

    private static Measurement of(String kind, String measure, double value, long n) {
        Measurement measurement = Measurement.of(kind, 0, "", "", measure);
        measurement.value = value;
        measurement.n = n;
        return measurement;
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no timer of processing time is ever set: " + timer);
    }
}
