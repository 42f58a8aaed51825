package io.millrace.jobs.scoring;

import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes dead letters. Not for the hot path: convenient rather than fast. */
final class DeadLetterEncoder {
    /**
     * Most bytes of the original value that a dead letter keeps. With key, headers and cause it stays below the megabyte
     * that Kafka takes by default; a larger value is cut, and {@code valueLength} tells.
     */
    static final int MAX_VALUE_BYTES = 900_000;

    /** Most bytes that the key may have; it stands in the dead letter and beside it. Beyond, it is left out. */
    static final int MAX_KEY_BYTES = 20_000;

    /** Most bytes that all headers may have; beyond, they are left out. */
    static final int MAX_HEADER_BYTES = 50_000;

    /** Most characters of the cause in words; an engine's message may quote the event. */
    static final int MAX_DETAIL = 2_000;

    /** What a header costs at most beside its bytes. */
    private static final int HEADER_OVERHEAD = 7;

    private final String topic;

    DeadLetterEncoder(String topic) {
        this.topic = topic;
    }

    /** Key of the dead letter's record: the event's own, or null where that is too large. */
    static byte[] key(SourceRecord record) {
        return record.key == null || record.key.length > MAX_KEY_BYTES ? null : record.key;
    }

    byte[] encode(SourceRecord record, String cause, String detail) {
        int length = record.value == null ? -1 : record.value.length;
        byte[] key = key(record);
        return MessageCodec.DEAD_LETTER.encode(DeadLetter.newBuilder()
                .setTopic(topic)
                .setPartition(record.partition)
                .setOffset(record.offset)
                .setIngestTime(Instant.ofEpochMilli(record.timestamp))
                .setJob("scoring")
                .setCause(cause)
                .setDetail(detail.substring(0, Math.min(detail.length(), MAX_DETAIL)))
                .setKey(key == null ? null : ByteBuffer.wrap(key))
                .setValue(length < 0 ? null : ByteBuffer.wrap(record.value, 0, Math.min(length, MAX_VALUE_BYTES)))
                .setValueLength(length)
                .setHeaders(headers(record.headers))
                .build());
    }

    private static List<RecordHeader> headers(byte[][] flat) {
        List<RecordHeader> headers = new ArrayList<>();
        int bytes = 0;
        for (int i = 0; flat != null && i < flat.length; i += 2) {
            bytes += HEADER_OVERHEAD + flat[i].length + (flat[i + 1] == null ? 0 : flat[i + 1].length);
            headers.add(RecordHeader.newBuilder()
                    .setName(new String(flat[i], StandardCharsets.UTF_8))
                    .setValue(flat[i + 1] == null ? null : ByteBuffer.wrap(flat[i + 1]))
                    .build());
        }
        return bytes > MAX_HEADER_BYTES ? List.of() : headers;
    }
}
