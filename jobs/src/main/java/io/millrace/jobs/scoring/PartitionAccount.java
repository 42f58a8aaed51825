package io.millrace.jobs.scoring;

/**
 * How many events of one partition were received and how they were answered, since the job's first start. State: kept in
 * checkpoints as a Flink POJO, so a field may be added but not change its type.
 */
public final class PartitionAccount {
    /** The partition. */
    public int partition;

    /** Offset of the last event received; -1 before the first. */
    public long lastOffset = -1;

    /** Events received. */
    public long received;

    /** Events answered by the model. */
    public long scored;

    /** Events answered by the slot's fallback value. */
    public long fallbacks;

    /** Events that became dead letters. */
    public long deadLetters;

    /** Latest event time answered, milliseconds; Long.MIN_VALUE before the first. */
    public long maxEventTime = Long.MIN_VALUE;

    /** Whether this subtask has received an event of the partition since it started; accounts of others are only carried. */
    transient boolean isReadHere;

    /** Whether an event was answered since the last snapshot. */
    transient boolean isRecent;

    /** Kafka timestamp of the event answered last, milliseconds. */
    transient long ingestTime;

    /** For Flink. */
    public PartitionAccount() {}

    /** An event came in; its offset must be greater than all before. */
    void received(long offset) {
        if (offset <= lastOffset) {
            throw new IllegalStateException("accounting: offsets of a partition must grow: partition=" + partition
                    + ", offset=" + offset + " after " + lastOffset);
        }
        lastOffset = offset;
        received++;
    }

    /**
     * An event that a model can read is about to be answered.
     *
     * @param timestamp the Kafka timestamp of its record, milliseconds
     */
    void answering(long eventTime, long timestamp) {
        isRecent = true;
        ingestTime = timestamp;
        if (eventTime > maxEventTime) {
            maxEventTime = eventTime;
        }
    }

    long answered() {
        return scored + fallbacks + deadLetters;
    }
}
