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

    /** For Flink. */
    public PartitionAccount() {}

    long answered() {
        return scored + fallbacks + deadLetters;
    }
}
