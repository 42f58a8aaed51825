package io.millrace.jobs.learning;

import java.util.HashMap;
import java.util.Map;

/** What became of the labels of one subtask since the checkpoint before. A Flink POJO, on its way to {@link LabelReport}. */
public final class OutcomeCounts {
    /** Newest time that the subtask has seen, milliseconds. */
    public long time = Long.MIN_VALUE;

    /** How many came to each outcome; those with none are left out. */
    public Map<LabelOutcome, Long> counts = new HashMap<>();

    /** For Flink. */
    public OutcomeCounts() {}
}
