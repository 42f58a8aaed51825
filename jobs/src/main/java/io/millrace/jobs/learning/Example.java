package io.millrace.jobs.learning;

import java.util.Comparator;

/**
 * A prediction with its label: what evaluation and learning see. It travels to the learners as {@link RecordType#EXAMPLE}. Those that wait for their turn there
 * are kept in checkpoints, as Flink POJOs: a field may be added but not change its type.
 */
public final class Example {
    /**
     * The order in which examples are learned, the same in every run: by time, then labels before what stands in for missing ones,
     * then by position.
     */
    static final Comparator<Example> ORDER = Example::compare;

    /** When prediction and label were both known, milliseconds; without a label, when it was given up or there was none to wait for. */
    public long time;

    /** Whether there is a label. */
    public boolean labelled;

    /** Partition of the label; without one, of the event. */
    public int partition;

    /** Offset of the label; without one, of the event. */
    public long offset;

    /** When the event happened, milliseconds. */
    public long eventTime;

    /** The truth, where it is a number; NaN where it is a text or there is none. */
    public double number;

    /** The truth, where it is a text; else null. */
    public String text;

    /** Who says so; null where the label did not tell. */
    public String principal;

    /** Id of the event. */
    public String eventId;

    /** The prediction as it is on its topic. */
    public byte[] prediction;

    /** For Flink. */
    public Example() {}

    /** By hand, as it is asked many times for each example. */
    private static int compare(Example a, Example b) {
        if (a.time != b.time) {
            return Long.compare(a.time, b.time);
        }
        if (a.labelled != b.labelled) {
            return a.labelled ? -1 : 1;
        }
        return a.partition == b.partition
                ? Long.compare(a.offset, b.offset)
                : Integer.compare(a.partition, b.partition);
    }

    /** Of a prediction and its label. */
    static Example labelled(String eventId, JoinEntry entry) {
        Example example = new Example();
        example.eventId = eventId;
        example.time = entry.exampleTime();
        example.labelled = true;
        example.partition = entry.labelPartition;
        example.offset = entry.labelOffset;
        example.eventTime = entry.eventTime;
        example.number = entry.number;
        example.text = entry.text;
        example.principal = entry.principal;
        example.prediction = entry.prediction;
        return example;
    }

    /** Of a prediction without a label. */
    static Example unlabelled(String eventId, long time, PredictionRecord record) {
        return unlabelled(eventId, time, record.eventTime, record.partition, record.offset, record.value);
    }

    /** Of a prediction whose label did not come by {@code time}. */
    static Example unlabelled(String eventId, long time, JoinEntry entry) {
        return unlabelled(eventId, time, entry.eventTime, entry.eventPartition, entry.eventOffset, entry.prediction);
    }

    private static Example unlabelled(
            String eventId, long time, long eventTime, int partition, long offset, byte[] prediction) {
        Example example = new Example();
        example.eventId = eventId;
        example.time = time;
        example.partition = partition;
        example.offset = offset;
        example.eventTime = eventTime;
        example.number = Double.NaN;
        example.prediction = prediction;
        return example;
    }
}
