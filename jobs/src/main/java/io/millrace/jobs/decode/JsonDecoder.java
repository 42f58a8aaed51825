package io.millrace.jobs.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * JSON objects, read token by token, no tree. A null is a missing value, as is a field that is not there. Times are
 * milliseconds since 1970 or ISO-8601 instants.
 */
final class JsonDecoder extends EventDecoder {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final EventMapping mapping;

    JsonDecoder(EventMapping mapping) {
        super(mapping);
        this.mapping = mapping;
    }

    @Override
    void read(byte[] value, RowBatch rows, int row, EventHeader header) {
        try (JsonParser parser = FACTORY.createParser(value)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw DecodeException.of(DecodeFault.BAD_HEADER);
            }
            readWhole(parser, rows, row, header);
        } catch (JsonEOFException e) {
            throw DecodeException.of(DecodeFault.TRUNCATED);
        } catch (IOException e) {
            // Jackson reports every damage as an IOException; reading from memory cannot fail otherwise.
            throw DecodeException.of(DecodeFault.MALFORMED);
        }
    }

    private void readWhole(JsonParser parser, RowBatch rows, int row, EventHeader header) throws IOException {
        try {
            readObject(parser, mapping.root(), rows, row, header);
        } catch (StreamConstraintsException e) {
            // Jackson limits the depth, and also the length of numbers, names and texts.
            boolean tooDeep = parser.getParsingContext().getNestingDepth()
                    >= parser.streamReadConstraints().getMaxNestingDepth();
            throw DecodeException.of(tooDeep ? DecodeFault.TOO_DEEP : DecodeFault.MALFORMED);
        }
        if (parser.nextToken() != null) {
            throw DecodeException.of(DecodeFault.TRAILING);
        }
    }

    private static void readObject(
            JsonParser parser, EventMapping.Node node, RowBatch rows, int row, EventHeader header) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            EventMapping.Node child = node.children().get(parser.currentName());
            JsonToken token = parser.nextToken();
            if (child == null || token == JsonToken.VALUE_NULL) {
                parser.skipChildren();
            } else if (token == JsonToken.START_OBJECT && !child.children().isEmpty()) {
                readObject(parser, child, rows, row, header);
            } else if (child.targets().isEmpty()) {
                throw DecodeException.of(DecodeFault.WRONG_TYPE);
            } else {
                readValue(parser, token, child, rows, row, header);
            }
        }
    }

    private static void readValue(
            JsonParser parser, JsonToken token, EventMapping.Node node, RowBatch rows, int row, EventHeader header)
            throws IOException {
        if (token == JsonToken.START_ARRAY) {
            // An array can be read once only, so all vectors of this field are filled side by side.
            readVector(parser, node, rows, row);
            return;
        }
        for (EventMapping.Target target : node.targets()) {
            switch (target.use()) {
                case ID -> {
                    byte[] id = idText(parser, token).getBytes(StandardCharsets.UTF_8);
                    header.setId(id, 0, id.length);
                }
                case TIME -> header.setEventTime(time(parser, token));
                case NUMBER -> rows.set(row, target.column(), number(parser, token));
                case CATEGORY -> {
                    require(token == JsonToken.VALUE_STRING);
                    rows.setText(row, target.column(), parser.getText());
                }
                case VECTOR -> throw DecodeException.of(DecodeFault.WRONG_TYPE);
            }
        }
    }

    private static void readVector(JsonParser parser, EventMapping.Node node, RowBatch rows, int row)
            throws IOException {
        int filled = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            double value = token == JsonToken.VALUE_NULL ? Double.NaN : number(parser, token);
            for (EventMapping.Target target : node.targets()) {
                require(target.use() == EventMapping.Use.VECTOR);
                if (filled < target.size()) {
                    rows.set(row, target.column() + filled, value);
                }
            }
            filled++;
        }
        for (EventMapping.Target target : node.targets()) {
            require(target.use() == EventMapping.Use.VECTOR);
            if (filled != target.size()) {
                rows.fail(row, RowFault.SHAPE, target.column());
            }
        }
    }

    private static String idText(JsonParser parser, JsonToken token) throws IOException {
        require(token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT);
        return parser.getText();
    }

    private static long time(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return parser.getLongValue();
        }
        require(token == JsonToken.VALUE_STRING);
        try {
            return Instant.parse(parser.getText()).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            // No instant, or one so far away that its milliseconds do not fit into a long.
            throw DecodeException.of(DecodeFault.WRONG_TYPE);
        }
    }

    private static double number(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> 1;
            case VALUE_FALSE -> 0;
            case NOT_AVAILABLE -> throw DecodeException.of(DecodeFault.TRUNCATED);
            default -> throw DecodeException.of(DecodeFault.WRONG_TYPE);
        };
    }

    private static void require(boolean typeFits) {
        if (!typeFits) {
            throw DecodeException.of(DecodeFault.WRONG_TYPE);
        }
    }
}
