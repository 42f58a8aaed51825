package io.millrace.gateway.topics;

import java.nio.charset.StandardCharsets;

/**
 * A record of a topic.
 *
 * @param offset its offset
 * @param timestamp when it was written, epoch milliseconds
 * @param key its key; empty where it has none
 * @param value its value; null for a tombstone. Not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // carried from the consumer to a listener, never compared
public record TopicRecord(long offset, long timestamp, byte[] key, byte[] value) {
    /** The key as text. */
    public String keyText() {
        return new String(key, StandardCharsets.UTF_8);
    }
}
