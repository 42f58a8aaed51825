package io.millrace.jobs.scoring;

/**
 * Where a partition was switched by this job. State: kept in checkpoints as a Flink POJO, so a field may be added but not
 * change its type.
 */
public final class CutOffset {
    /** The entry of the timeline. */
    public long sequence;

    /** The partition. */
    public int partition;

    /** First offset that the entry holds for. */
    public long offset;

    /** For Flink. */
    public CutOffset() {}

    CutOffset(long sequence, int partition, long offset) {
        this.sequence = sequence;
        this.partition = partition;
        this.offset = offset;
    }
}
