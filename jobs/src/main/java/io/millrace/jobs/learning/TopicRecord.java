package io.millrace.jobs.learning;

/** A record to be written. A Flink POJO. */
public final class TopicRecord {
    /** Where it goes. */
    public String topic;

    /** Its key. */
    public byte[] key;

    /** Its value. */
    public byte[] value;

    /** For Flink. */
    public TopicRecord() {}

    /** A record for {@code topic}. */
    public TopicRecord(String topic, byte[] key, byte[] value) {
        this.topic = topic;
        this.key = key;
        this.value = value;
    }
}
