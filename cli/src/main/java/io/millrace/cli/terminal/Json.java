package io.millrace.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.schemas.Printable;
import java.util.Map;

/** The one JSON object that {@code --json} prints as the last line of standard output. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** An empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** A record or map on one line, without characters that a terminal could obey or not show. */
    public static String line(Object value) {
        try {
            return Printable.escape(MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /** A record as a map, to be changed before it is printed. */
    @SuppressWarnings("unchecked") // a record becomes a map with text keys
    public static Map<String, Object> map(Object value) {
        return MAPPER.convertValue(value, Map.class);
    }
}
