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

    /** Most bytes that all headers may have; beyond, they are left out. */
    private static final int MAX_HEADER_BYTES = 50_000;

    private final String topic;

    DeadLetterEncoder(String topic) {
        this.topic = topic;
    }

    byte[] encode(SourceRecord record, String cause, String detail) {
        int length = record.value == null ? -1 : record.value.length;
        return MessageCodec.DEAD_LETTER.encode(DeadLetter.newBuilder()
                .setTopic(topic)
                .setPartition(record.partition)
                .setOffset(record.offset)
                .setIngestTime(Instant.ofEpochMilli(record.timestamp))
                .setJob("scoring")
                .setCause(cause)
                .setDetail(detail)
                .setKey(record.key == null || record.key.length > MAX_HEADER_BYTES ? null : ByteBuffer.wrap(record.key))
                .setValue(length < 0 ? null : ByteBuffer.wrap(record.value, 0, Math.min(length, MAX_VALUE_BYTES)))
                .setValueLength(length)
                .setHeaders(headers(record.headers))
                .build());
    }

    private static List<RecordHeader> headers(byte[][] flat) {
        List<RecordHeader> headers = new ArrayList<>();
        int bytes = 0;
        for (int i = 0; flat != null && i < flat.length; i += 2) {
            bytes += flat[i].length + (flat[i + 1] == null ? 0 : flat[i + 1].length);
            headers.add(RecordHeader.newBuilder()
                    .setName(new String(flat[i], StandardCharsets.UTF_8))
                    .setValue(flat[i + 1] == null ? null : ByteBuffer.wrap(flat[i + 1]))
                    .build());
        }
        return bytes > MAX_HEADER_BYTES ? List.of() : headers;
    }
}
