package io.millrace.cli.publish;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One JSON object a line. Blank lines are skipped. */
final class JsonLinesFile extends RecordFile {
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private final BufferedReader lines;
    private final boolean lenient;
    private long linesRead;

    JsonLinesFile(Path file, InputStream input, boolean lenient) throws IOException {
        this(file, TextInput.reader(input), lenient);
    }

    private JsonLinesFile(Path file, BufferedReader lines, boolean lenient) {
        super(file, lines);
        this.lenient = lenient;
        this.lines = lines;
    }

    @Override
    public Optional<List<String>> fieldNames() {
        return Optional.empty();
    }

    @Override
    FileRecord read() throws IOException {
        String line = lines.readLine();
        while (line != null && line.isBlank()) {
            linesRead++;
            line = lines.readLine();
        }
        if (line == null) {
            return null;
        }
        linesRead++;
        try {
            return new MapRecord(file(), linesRead, object(line));
        } catch (RecordFileException e) {
            if (lenient) {
                return new BrokenRecord(file(), linesRead, BrokenRecord.MALFORMED);
            }
            throw e;
        }
    }

    @Override
    long nextLine() {
        return linesRead + 1;
    }

    private Map<String, Object> object(String line) {
        try {
            JsonNode node = JSON.readValue(line);
            if (!node.isObject()) {
                throw new RecordFileException(file(), linesRead, "must be a JSON object, found " + excerpt(line));
            }
            return fields(node);
        } catch (JsonProcessingException e) {
            String problem = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new RecordFileException(
                    file(), linesRead, "must be a JSON object, found " + excerpt(line) + ": " + problem, e);
        }
    }

    private static String excerpt(String line) {
        return line.length() <= 80 ? line : line.substring(0, 80) + "…";
    }

    private static Map<String, Object> fields(JsonNode object) {
        Map<String, Object> values = new LinkedHashMap<>();
        object.properties().forEach(entry -> values.put(entry.getKey(), value(entry.getValue())));
        return values;
    }

    private static Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case BOOLEAN -> node.booleanValue();
            case STRING -> node.textValue();
            case NUMBER -> number(node);
            case OBJECT -> fields(node);
            case ARRAY -> {
                List<Object> values = new ArrayList<>(node.size());
                node.forEach(element -> values.add(value(element)));
                yield values;
            }
            default -> null;
        };
    }

    private static Number number(JsonNode node) {
        if (!node.isIntegralNumber()) {
            return node.doubleValue();
        }
        return node.canConvertToLong() ? (Number) node.longValue() : node.bigIntegerValue();
    }
}
