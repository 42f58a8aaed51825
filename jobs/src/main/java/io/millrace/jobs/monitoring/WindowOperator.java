package io.millrace.jobs.monitoring;

import io.millrace.drift.profile.Reference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
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
 * The second of two stages: makes one summary of what all subtasks saw of a feature, and holds windows against the reference. Keyed by model
 * version and feature. State: open panes, those that later windows need, and a reference that is made of events.
 */
final class WindowOperator extends AbstractStreamOperator<Measurement>
        implements OneInputStreamOperator<PanePart, Measurement>, Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1L;

    /** Event time after which a feature of a model that answers no longer is forgotten. */
    private static final long KEPT_MILLIS = Duration.ofDays(30).toMillis();

    private final MonitoringSettings settings;
    private final WatchedModels.Factory factory;

    private transient ValueState<byte[]> states;
    private transient InternalTimerService<VoidNamespace> ends;
    private transient InternalTimerService<VoidNamespace> retirements;
    private transient WatchedModels models;
    private transient WindowTests tests;
    private transient Counter windows;
    private transient StreamRecord<Measurement> reused;

    WindowOperator(MonitoringSettings settings, WatchedModels.Factory factory) {
        this.settings = settings;
        this.factory = factory;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        states = context.getKeyedStateStore()
                .getState(new ValueStateDescriptor<>("windows", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public void open() throws Exception {
        super.open();
        ends = getInternalTimerService("ends", VoidNamespaceSerializer.INSTANCE, this);
        retirements = getInternalTimerService(
                "retirements", VoidNamespaceSerializer.INSTANCE, new Triggerable<String, VoidNamespace>() {
                    @Override
                    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
                        retire(timer.getTimestamp());
                    }

                    @Override
                    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
                        WindowOperator.this.onProcessingTime(timer);
                    }
                });
        models = factory.create(settings);
        tests = new WindowTests(settings.tests(), settings.baseline());
        reused = new StreamRecord<>(null);
        MetricGroup group = getMetricGroup().addGroup("millrace");
        windows = group.counter("feature_windows", new SimpleCounter());
    }

    @Override
    public void processElement(StreamRecord<PanePart> element) throws Exception {
        PanePart part = element.getValue();
        Optional<SubjectWindows> found = load(part.model, part.subject);
        if (found.isEmpty()) {
            return; // between two releases, or its bundle is gone by now: told by the first stage
        }
        if (states.value() == null) {
            retirements.registerEventTimeTimer(
                    VoidNamespace.INSTANCE, settings.window().endOf(part.pane) + KEPT_MILLIS);
        }
        SubjectWindows subject = found.get();
        long late = subject.add(part);
        if (late > 0) {
            // The first stage lost its sense of time in a failure.
            Measurement measurement =
                    Measurement.of(Kinds.LATE, settings.window().endOf(part.pane) - 1, part.model, "", "");
            measurement.n = late;
            measurement.value = late;
            measurement.cause = Notice.LATE.cause();
            output.collect(reused.replace(measurement));
        } else {
            ends.registerEventTimeTimer(
                    VoidNamespace.INSTANCE, settings.window().endOf(part.pane) - 1);
        }
        save(subject);
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        String key = (String) getCurrentKey();
        int space = key.indexOf(' ');
        String model = key.substring(0, space);
        String name = key.substring(space + 1);
        Optional<SubjectWindows> found = load(model, name);
        if (found.isEmpty()) {
            return;
        }
        SubjectWindows subject = found.get();
        Optional<SubjectWindows.Complete> complete = subject.close(timer.getTimestamp() + 1);
        save(subject);
        if (complete.isPresent()) {
            windows.inc();
            List<Measurement> measurements = tests.hold(model, name, complete.get());
            measurements.forEach(measurement -> output.collect(reused.replace(measurement)));
        }
    }

    private void retire(long time) throws IOException {
        String key = (String) getCurrentKey();
        int space = key.indexOf(' ');
        Optional<SubjectWindows> subject = load(key.substring(0, space), key.substring(space + 1));
        if (subject.isEmpty()) {
            states.clear();
            return;
        }
        // Where time leaps, this may be called before the ends of panes that it has passed: they are open for a moment
        // yet.
        long idleSince = subject.get().hasOpenPanes()
                ? retirements.currentWatermark()
                : subject.get().closedUntil();
        if (idleSince > Long.MAX_VALUE - KEPT_MILLIS) {
            return; // the input has ended, and with it the job
        }
        if (idleSince + KEPT_MILLIS <= time) {
            states.clear();
        } else {
            retirements.registerEventTimeTimer(VoidNamespace.INSTANCE, idleSince + KEPT_MILLIS);
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no timer of processing time is ever set: " + timer);
    }

    /** The windows of the current key; empty if nobody knows the model or the feature. */
    private Optional<SubjectWindows> load(String model, String subject) throws IOException {
        Optional<WatchedModel> known = models.find(model);
        Optional<WatchedColumn> column = known.flatMap(found -> found.columns().stream()
                .filter(candidate -> candidate.subject().equals(subject))
                .findFirst());
        if (column.isEmpty()) {
            return Optional.empty();
        }
        Optional<Reference> reference = References.of(known.get(), column.get(), settings.reference());
        SubjectWindows windows =
                new SubjectWindows(settings.window(), settings.reference(), tests, column.get(), reference);
        byte[] saved = states.value();
        if (saved != null) {
            windows.readFrom(new DataInputStream(new ByteArrayInputStream(saved)));
        }
        return Optional.of(windows);
    }

    private void save(SubjectWindows subject) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        subject.writeTo(new DataOutputStream(bytes));
        states.update(bytes.toByteArray());
    }

    @Override
    public void close() throws Exception {
        if (models != null) {
            models.close();
        }
        super.close();
    }
}
