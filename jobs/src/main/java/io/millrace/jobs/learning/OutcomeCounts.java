package io.millrace.jobs.learning;

import java.util.EnumMap;
import java.util.Map;

/** What became of the labels of one subtask since the checkpoint before. A Flink POJO, on its way to {@link LabelReport}. */
public final class OutcomeCounts {
    /** Newest time that the subtask has seen, milliseconds. */
    public long time = Long.MIN_VALUE;

    /** A count for each {@link LabelOutcome}, by its ordinal. Never kept beyond one run of the job. */
    public long[] counts = new long[LabelOutcome.values().length];

    /** For Flink. */
    public OutcomeCounts() {}

    void add(LabelOutcome outcome) {
        counts[outcome.ordinal()]++;
    }

    boolean isEmpty() {
        for (long count : counts) {
            if (count != 0) {
                return false;
            }
        }
        return true;
    }

    Map<LabelOutcome, Long> byOutcome() {
        Map<LabelOutcome, Long> byOutcome = new EnumMap<>(LabelOutcome.class);
        for (LabelOutcome outcome : LabelOutcome.values()) {
            byOutcome.put(outcome, counts[outcome.ordinal()]);
        }
        return byOutcome;
    }
}
