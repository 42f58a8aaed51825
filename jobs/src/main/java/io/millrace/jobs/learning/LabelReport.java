package io.millrace.jobs.learning;

import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MonitoringEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Adds up what became of labels since the job's first start, over all subtasks of the join, and tells the monitoring topic. One
 * subtask. State: the counts, by name, so outcomes may be added in later releases.
 */
final class LabelReport extends ProcessFunction<OutcomeCounts, TopicRecord> implements CheckpointedFunction {
    /** Kind of the findings. */
    static final String KIND = "LABELS";

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final String slot;
    private transient Map<String, Long> totals;
    private transient ListState<Tuple2<String, Long>> state;

    /**
     * A report.
     *
     * @param topic where it goes
     */
    LabelReport(String topic, String slot) {
        this.topic = topic;
        this.slot = slot;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        state = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("totals", Types.TUPLE(Types.STRING, Types.LONG)));
        totals = new TreeMap<>();
        for (Tuple2<String, Long> total : state.get()) {
            totals.merge(total.f0, total.f1, Long::sum);
        }
    }

    @Override
    public void processElement(OutcomeCounts counts, Context context, Collector<TopicRecord> out) {
        for (LabelOutcome outcome : LabelOutcome.values()) {
            Long count = counts.counts.get(outcome);
            if (count != null) {
                long total = totals.merge(outcome.code(), count, Long::sum);
                out.collect(finding("labels." + outcome.code(), total, counts.time));
            }
        }
    }

    private TopicRecord finding(String name, long total, long time) {
        MonitoringEvent event = MonitoringEvent.newBuilder()
                .setTime(Instant.ofEpochMilli(time))
                .setKind(KIND)
                .setName(name)
                .setSlot(slot)
                .setValue((double) total)
                .setN(total)
                .setWindow("since the start")
                .build();
        return new TopicRecord(
                topic, name.getBytes(StandardCharsets.UTF_8), MessageCodec.MONITORING_EVENT.encode(event));
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        state.clear();
        for (Map.Entry<String, Long> total : totals.entrySet()) {
            state.add(Tuple2.of(total.getKey(), total.getValue()));
        }
    }
}
