package io.millrace.jobs.scoring;

import io.millrace.jobs.decode.EventHeader;
import java.util.Arrays;

/** The events behind the rows of the micro-batch: positions, ids, times, and the bytes for a dead letter. Reused. */
final class PendingEvents {
    private final int[] partitions;
    private final long[] offsets;
    private final long[] ingestTimes;
    private final long[] eventTimes;
    private final byte[][] ids;
    private final byte[][] keys;
    private final byte[][] values;
    private final byte[][][] headers;

    PendingEvents(int capacity) {
        partitions = new int[capacity];
        offsets = new long[capacity];
        ingestTimes = new long[capacity];
        eventTimes = new long[capacity];
        ids = new byte[capacity][];
        keys = new byte[capacity][];
        values = new byte[capacity][];
        headers = new byte[capacity][][];
    }

    /** Keeps what is behind row {@code row}. The id is copied, because it becomes the answer's key. */
    void set(int row, SourceRecord record, EventHeader header) {
        partitions[row] = record.partition;
        offsets[row] = record.offset;
        ingestTimes[row] = record.timestamp;
        eventTimes[row] = eventTime(record, header);
        ids[row] = Arrays.copyOfRange(header.idBytes(), header.idFrom(), header.idFrom() + header.idLength());
        keys[row] = record.key;
        values[row] = record.value;
        headers[row] = record.headers;
    }

    /** When an event happened: by its own field, else by its record. */
    static long eventTime(SourceRecord record, EventHeader header) {
        return header.eventTime() == Long.MIN_VALUE ? record.timestamp : header.eventTime();
    }

    int partition(int row) {
        return partitions[row];
    }

    long offset(int row) {
        return offsets[row];
    }

    long ingestTime(int row) {
        return ingestTimes[row];
    }

    long eventTime(int row) {
        return eventTimes[row];
    }

    byte[] idBytes(int row) {
        return ids[row];
    }

    byte[] key(int row) {
        return keys[row];
    }

    /** Puts the row's record together again. */
    void record(int row, SourceRecord into) {
        into.partition = partitions[row];
        into.offset = offsets[row];
        into.timestamp = ingestTimes[row];
        into.key = keys[row];
        into.value = values[row];
        into.headers = headers[row];
    }
}
