package io.millrace.jobs.scoring;

/**
 * One record of the events topic, undecoded. One instance is reused for all, so nobody may keep it; what its fields
 * refer to is not. A Flink POJO, though the chain never serialises it.
 */
public final class SourceRecord {
    /** Partition of the record. */
    public int partition;

    /** Offset of the record. */
    public long offset;

    /** Kafka timestamp of the record, milliseconds. */
    public long timestamp;

    /** Key; null where there is none. */
    public byte[] key;

    /** Value; null for a tombstone. */
    public byte[] value;

    /** Headers: name in UTF-8 and value in turn; null where there are none. */
    public byte[][] headers;

    /** For Flink. */
    public SourceRecord() {}
}
