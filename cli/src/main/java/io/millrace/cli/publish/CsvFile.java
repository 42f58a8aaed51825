package io.millrace.cli.publish;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Comma-separated values after RFC 4180; the first line names the columns. Blank lines are skipped. */
final class CsvFile extends RecordFile {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();

    private final CSVParser parser;
    private final boolean lenient;
    private final Map<String, Integer> columns = new LinkedHashMap<>();

    CsvFile(Path file, InputStream input, boolean lenient) throws IOException {
        this(file, FORMAT.parse(TextInput.reader(input)), lenient);
    }

    private CsvFile(Path file, CSVParser parser, boolean lenient) throws IOException {
        super(file, parser);
        this.lenient = lenient;
        this.parser = parser;
        CSVRecord header = row();
        if (header == null) {
            throw new RecordFileException(file, 1, "must name the columns, found an empty file");
        }
        for (String name : header) {
            if (name.isBlank()) {
                throw new RecordFileException(
                        file, 1, "column " + (columns.size() + 1) + " must have a name, found \"" + name + "\"");
            }
            if (columns.put(name, columns.size()) != null) {
                throw new RecordFileException(file, 1, "columns must differ in name, found \"" + name + "\" twice");
            }
        }
    }

    @Override
    public Optional<List<String>> fieldNames() {
        return Optional.of(List.copyOf(columns.keySet()));
    }

    @Override
    FileRecord read() throws IOException {
        while (true) {
            long line = nextLine();
            CSVRecord row = row();
            if (row == null) {
                return null;
            }
            if (row.size() == columns.size()) {
                return new Row(file(), line, columns, row);
            }
            if (row.size() != 1 || !row.get(0).isEmpty()) {
                if (lenient) {
                    return new BrokenRecord(file(), line, BrokenRecord.SHAPE);
                }
                throw new RecordFileException(
                        file(), line, "must have " + columns.size() + " cells, found " + row.size());
            }
        }
    }

    @Override
    long nextLine() {
        return parser.getCurrentLineNumber() + 1;
    }

    /** The next row; what is wrong with its quotes comes as an unchecked exception from the parser's iterator. */
    private CSVRecord row() throws IOException {
        long line = nextLine();
        try {
            var rows = parser.iterator();
            return rows.hasNext() ? rows.next() : null;
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CSVException) {
                throw new RecordFileException(
                        file(), line, "must be CSV, found: " + e.getCause().getMessage(), e);
            }
            throw e.getCause();
        }
    }

    private record Row(Path file, long lineNumber, Map<String, Integer> columns, CSVRecord cells)
            implements FileRecord {
        @Override
        public Object value(String field) {
            Integer column = columns.get(field);
            if (column == null) {
                return null;
            }
            String cell = cells.get(column);
            return cell.isEmpty() ? null : cell;
        }

        @Override
        public Set<String> fieldNames() {
            return Collections.unmodifiableSet(columns.keySet());
        }

        @Override
        public boolean untyped() {
            return true;
        }
    }
}
