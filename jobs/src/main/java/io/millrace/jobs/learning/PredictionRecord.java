package io.millrace.jobs.learning;

/**
 * A record of the predictions topic, read as far as the join needs it. A source may reuse one instance for all, so nobody may keep it;
 * what its fields refer to is not. It travels to the subtask of its event as {@link RecordType#PREDICTION}.
 */
public final class PredictionRecord {
    /** What the record is. */
    public enum Kind {
        /** The model's answer. */
        SCORED,
        /** The slot's fallback value: there is nothing to learn from. */
        FALLBACK,
        /** Not a prediction. Only {@code value} is set. */
        UNREADABLE
    }

    /** What it is. */
    public Kind kind = Kind.UNREADABLE;

    /** Id of the event; empty if the record is unreadable. */
    public String eventId = "";

    /** When the event happened, milliseconds; Long.MIN_VALUE if the record is unreadable. */
    public long eventTime = Long.MIN_VALUE;

    /** Partition of the event on the events topic. */
    public int partition;

    /** Offset of the event in that partition. */
    public long offset;

    /** The prediction as it is on the topic. */
    public byte[] value;

    /** One of which nothing is known. */
    public PredictionRecord() {}
}
