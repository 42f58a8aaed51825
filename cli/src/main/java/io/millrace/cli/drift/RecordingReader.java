package io.millrace.cli.drift;

import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.Numbers;
import io.millrace.cli.publish.RecordFile;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.drift.calibration.Recording;
import io.millrace.drift.profile.NumericWindow;
import io.millrace.drift.profile.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads rows with their event times into memory: once for what the columns are, once for their values. */
public final class RecordingReader {
    private RecordingReader() {}

    /**
     * The rows.
     *
     * @param file rows
     * @param time field of the event time: ms since 1970, or an ISO-8601 instant
     * @param features those that are wanted; empty: all but the time
     * @param most rows to read
     * @throws InvalidInputException if a row has no time, or there is no row or no such feature
     */
    public static Recording read(Path file, String time, List<String> features, long most) {
        Map<String, Reference> columns = DriftFiles.references(file, features, most);
        columns.remove(time);
        if (columns.isEmpty()) {
            throw new InvalidInputException(file + ": must have a field beside " + time + ", found none");
        }
        List<Long> times = new ArrayList<>();
        Map<String, List<Object>> cells = new LinkedHashMap<>();
        columns.keySet().forEach(name -> cells.put(name, new ArrayList<>()));
        try (RecordFile records = RecordFile.open(file)) {
            records.require(List.of(time));
            while (times.size() < most && records.hasNext()) {
                FileRecord record = records.next();
                times.add(time(record, time));
                cells.forEach((name, column) -> column.add(record.value(name)));
            }
        }
        Map<String, double[]> numbers = new LinkedHashMap<>();
        Map<String, String[]> texts = new LinkedHashMap<>();
        cells.forEach((name, column) -> {
            if (columns.get(name).window() instanceof NumericWindow) {
                numbers.put(name, column.stream().mapToDouble(Column::number).toArray());
            } else {
                texts.put(name, column.stream().map(Column::text).toArray(String[]::new));
            }
        });
        return new Recording(times.stream().mapToLong(Long::longValue).toArray(), numbers, texts);
    }

    private static long time(FileRecord record, String field) {
        Object value = record.value(field);
        try {
            if (value != null) {
                return Numbers.millis(value);
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // reported below, with the value
        }
        throw new InvalidInputException(record.file() + ", line " + record.lineNumber() + ": " + field
                + " must be ms since 1970 or an ISO-8601 instant, found " + value);
    }
}
