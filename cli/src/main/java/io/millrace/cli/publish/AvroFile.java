package io.millrace.cli.publish;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;

/** An Avro object container file of records. */
final class AvroFile extends RecordFile {
    private final DataFileStream<Object> records;
    private long recordsRead;

    AvroFile(Path file, InputStream input) throws IOException {
        this(file, stream(file, input));
    }

    private AvroFile(Path file, DataFileStream<Object> records) {
        super(file, records);
        this.records = records;
        Schema schema = records.getSchema();
        if (schema.getType() != Schema.Type.RECORD) {
            throw new RecordFileException(file, "must hold Avro records, found " + schema.getType());
        }
    }

    private static DataFileStream<Object> stream(Path file, InputStream input) throws IOException {
        try {
            return new DataFileStream<>(input, new GenericDatumReader<>());
        } catch (AvroRuntimeException e) {
            throw new RecordFileException(file, "must be an Avro object container file, found: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<List<String>> fieldNames() {
        return Optional.of(
                records.getSchema().getFields().stream().map(Schema.Field::name).toList());
    }

    @Override
    FileRecord read() {
        try {
            if (!records.hasNext()) {
                return null;
            }
            Map<String, Object> values = fields((IndexedRecord) records.next());
            recordsRead++;
            return new MapRecord(file(), recordsRead, values);
        } catch (AvroRuntimeException e) {
            throw new RecordFileException(file(), nextLine(), "must be an Avro record, found: " + e.getMessage(), e);
        }
    }

    @Override
    long nextLine() {
        return recordsRead + 1;
    }

    private static Map<String, Object> fields(IndexedRecord record) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Schema.Field field : record.getSchema().getFields()) {
            values.put(field.name(), value(record.get(field.pos())));
        }
        return values;
    }

    private static Object value(Object value) {
        if (value == null || value instanceof Boolean || value instanceof Long || value instanceof Double) {
            return value;
        }
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        if (value instanceof GenericFixed fixed) {
            return fixed.bytes();
        }
        if (value instanceof IndexedRecord nested) {
            return fields(nested);
        }
        if (value instanceof List<?> elements) {
            List<Object> values = new ArrayList<>(elements.size());
            elements.forEach(element -> values.add(value(element)));
            return values;
        }
        if (value instanceof Map<?, ?> entries) {
            Map<String, Object> values = new LinkedHashMap<>();
            entries.forEach((key, entry) -> values.put(key.toString(), value(entry)));
            return values;
        }
        // Utf8 and enum symbols
        return value.toString();
    }
}
