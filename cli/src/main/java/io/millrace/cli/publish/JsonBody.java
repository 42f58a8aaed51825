package io.millrace.cli.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Events as JSON objects in UTF-8. Records of files that know types keep them. From CSV, text in JSON's number syntax
 * becomes a number (so {@code 007} stays text), {@code true} and {@code false} become booleans, an empty cell null.
 */
final class JsonBody implements EventBody {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

    private final Set<String> texts;
    private final Set<String> vectors;

    /**
     * An encoder.
     *
     * @param texts CSV columns that stay text, whatever they look like
     * @param vectors CSV columns that hold several numbers each
     */
    JsonBody(Set<String> texts, Set<String> vectors) {
        this.texts = texts;
        this.vectors = vectors;
    }

    @Override
    public byte[] encode(FileRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = JSON.createGenerator(bytes)) {
            generator.writeStartObject();
            for (String field : record.fieldNames()) {
                generator.writeFieldName(field);
                write(generator, record, field, record.value(field));
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public Set<String> required() {
        return Set.of();
    }

    private void write(JsonGenerator generator, FileRecord record, String field, Object value) throws IOException {
        if (!record.untyped() || value == null || texts.contains(field)) {
            JSON.writeValue(generator, value);
        } else if (vectors.contains(field)) {
            writeVector(generator, record, field, (String) value);
        } else {
            writeUntyped(generator, (String) value);
        }
    }

    private static void writeVector(JsonGenerator generator, FileRecord record, String field, String text)
            throws IOException {
        List<String> elements = Numbers.elements(text);
        generator.writeStartArray();
        for (String element : elements) {
            if (!NUMBER.matcher(element).matches()) {
                throw new RecordFileException(record, "field " + field + ": must be numbers, found \"" + text + "\"");
            }
            generator.writeNumber(element);
        }
        generator.writeEndArray();
    }

    private static void writeUntyped(JsonGenerator generator, String text) throws IOException {
        if (NUMBER.matcher(text).matches()) {
            generator.writeNumber(text);
        } else if (text.equals("true") || text.equals("false")) {
            generator.writeBoolean(text.equals("true"));
        } else {
            generator.writeString(text);
        }
    }
}
