package io.millrace.jobs.scoring;

/**
 * A record to be written: the one answer to an event. One instance is reused for all, so nobody may keep it. A Flink
 * POJO, though the chain never serialises it.
 */
public final class Answer {
    /** Where it goes. */
    public String topic;

    /** Key of the record; null where the event had none. */
    public byte[] key;

    /** Value of the record. */
    public byte[] value;

    /** For Flink. */
    public Answer() {}
}
