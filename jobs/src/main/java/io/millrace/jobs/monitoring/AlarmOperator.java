package io.millrace.jobs.monitoring;

import io.millrace.jobs.learning.TopicRecord;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MonitoringEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Judges measurements in the order of event time, each when time has come to it, for then all of its window are here. Tells what it finds, and
 * answers alarms where a policy says so. One subtask. State: the desks as bytes, measurements that wait, and calls of webhooks that were not
 * taken yet.
 */
final class AlarmOperator extends AbstractStreamOperator<TopicRecord>
        implements OneInputStreamOperator<Measurement, TopicRecord> {
    private static final long serialVersionUID = 1L;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final MonitoringSettings settings;

    private transient ListState<byte[]> deskState;
    private transient ListState<Measurement> heldState;
    private transient ListState<byte[]> callState;
    private transient List<WebhookCall> restoredCalls;
    /** Null where the policy has no webhooks. */
    private transient WebhookSender webhooks;

    private transient PriorityQueue<Measurement> held;
    private transient AlarmDesk alarms;
    private transient PolicyDesk policy;
    private transient byte[] restored;
    private transient StreamRecord<TopicRecord> reused;
    private transient Counter told;
    private transient Counter drifts;
    private transient Counter commands;
    private transient Counter delivered;
    private transient Counter failed;

    AlarmOperator(MonitoringSettings settings) {
        this.settings = settings;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        deskState = context.getOperatorStateStore()
                .getListState(
                        new ListStateDescriptor<>("desks", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        heldState = context.getOperatorStateStore().getListState(new ListStateDescriptor<>("held", Measurement.class));
        callState = context.getOperatorStateStore()
                .getListState(
                        new ListStateDescriptor<>("calls", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        restoredCalls = new ArrayList<>();
        for (byte[] call : callState.get()) {
            restoredCalls.add(WebhookCall.read(call));
        }
        held = new PriorityQueue<>(Measurement.ORDER);
        heldState.get().forEach(held::add);
        Iterator<byte[]> saved = deskState.get().iterator();
        restored = saved.hasNext() ? saved.next() : null;
    }

    @Override
    public void open() throws Exception {
        super.open();
        reused = new StreamRecord<>(null);
        MetricGroup group = getMetricGroup().addGroup("millrace");
        told = group.counter("findings", new SimpleCounter());
        drifts = group.counter("drifts", new SimpleCounter());
        commands = group.counter("policy_commands", new SimpleCounter());
        delivered = group.counter("webhooks_delivered", new SimpleCounter());
        failed = group.counter("webhooks_failed", new SimpleCounter());
        if (!settings.policy().webhooks().isEmpty()) {
            webhooks = new WebhookSender(settings.policy().webhooks(), new HttpTransport(), FIRST_PAUSE);
            restoredCalls.forEach(webhooks::offer);
            group.gauge("webhooks_waiting", webhooks::waitingCount);
        }
        restoredCalls = null;
        alarms = new AlarmDesk(
                settings.slot(), settings.alarms(), settings.window().pane());
        policy = new PolicyDesk(settings.policy(), Clock.systemUTC());
        if (restored != null) {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(restored));
            alarms.readFrom(in);
            policy.readFrom(in);
            restored = null;
        }
    }

    @Override
    public void processElement(StreamRecord<Measurement> element) {
        held.add(element.getValue());
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        List<Measurement> due = new ArrayList<>();
        while (!held.isEmpty() && held.peek().time <= mark.getTimestamp()) {
            due.add(held.remove());
        }
        for (AlarmDesk.Told finding : alarms.judge(due)) {
            tell(finding.event());
            policy.decide(finding.event(), finding.model(), mayCall()).forEach(this::act);
        }
        tellOutcomes();
        super.processWatermark(mark);
    }

    private boolean mayCall() {
        return webhooks != null && webhooks.waitingCount() < WebhookSender.MOST_WAITING;
    }

    private void act(PolicyDesk.Decision decision) {
        tell(decision.event());
        decision.call().ifPresent(call -> {
            if (!webhooks.offer(call)) {
                throw new IllegalStateException("this thread alone offers calls, and there was room");
            }
        });
        decision.command().ifPresent(command -> {
            commands.inc();
            emit(settings.controlTopic(), settings.slot(), command);
        });
    }

    /** What has become of calls; only what was given up is news. */
    private void tellOutcomes() {
        if (webhooks == null) {
            return;
        }
        for (WebhookSender.Outcome outcome : webhooks.takeOutcomes()) {
            if (outcome.isDelivered()) {
                delivered.inc();
            } else {
                failed.inc();
                tell(policy.failed(outcome));
            }
        }
    }

    private void tell(MonitoringEvent event) {
        told.inc();
        if (event.getKind().equals(Kinds.DRIFT) || event.getKind().equals(Kinds.DETECTOR)) {
            drifts.inc();
        }
        emit(settings.monitoringTopic(), event.getName(), MessageCodec.MONITORING_EVENT.encode(event));
    }

    private void emit(String topic, String key, byte[] value) {
        output.collect(reused.replace(new TopicRecord(topic, key.getBytes(StandardCharsets.UTF_8), value)));
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        tellOutcomes();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        alarms.writeTo(out);
        policy.writeTo(out);
        deskState.clear();
        deskState.add(bytes.toByteArray());
        heldState.clear();
        for (Measurement measurement : held) {
            heldState.add(measurement);
        }
        callState.clear();
        if (webhooks != null) {
            for (WebhookCall call : webhooks.waiting()) {
                callState.add(call.toBytes());
            }
        }
    }

    @Override
    public void close() throws Exception {
        if (webhooks != null) {
            webhooks.close();
        }
        super.close();
    }
}
