package io.millrace.cli.demo;

import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.RecordFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The truth about the flights.
 *
 * @param late by flight
 * @param knownAt when labels of the file became known, milliseconds since 1970, those before a time left out; in the order of the file, which
 *     is theirs
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares labels
record FlightLabels(Map<String, Boolean> late, long[] knownAt) {
    static final String ID = "flight_id";
    static final String VALUE = "late";
    static final String KNOWN_AT = "known_at";

    /**
     * Reads the file.
     *
     * @param from labels that became known earlier are not in {@code knownAt}
     */
    static FlightLabels read(Path file, long from) {
        Map<String, Boolean> late = new HashMap<>(1 << 19);
        long[] knownAt = new long[1 << 10];
        int size = 0;
        try (RecordFile records = RecordFile.open(file)) {
            while (records.hasNext()) {
                FileRecord label = records.next();
                late.put((String) label.value(ID), "1".equals(label.value(VALUE)));
                long time = Long.parseLong((String) label.value(KNOWN_AT));
                if (time >= from) {
                    if (size == knownAt.length) {
                        knownAt = Arrays.copyOf(knownAt, 2 * size);
                    }
                    knownAt[size++] = time;
                }
            }
        }
        return new FlightLabels(late, Arrays.copyOf(knownAt, size));
    }

    /** How many of {@link #knownAt} are not after {@code time}. */
    int knownUntil(long time) {
        int low = 0;
        int high = knownAt.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (knownAt[middle] <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
