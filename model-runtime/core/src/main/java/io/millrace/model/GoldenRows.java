package io.millrace.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads, writes and checks golden rows: {@code golden.jsonl}, one JSON object a line, blank lines skipped.
 *
 * <pre>{"inputs": {"distance": 1400, "carrier": "UA", "vector": [1, null]}, "outputs": {"probability": 0.25}, "tolerance": 1e-9}</pre>
 *
 * <p>{@code true} and {@code false} are read as 1 and 0.
 */
public final class GoldenRows {
    /** Most rows of a file. */
    public static final int MOST_ROWS = 10_000;

    private static final int BATCH = 64;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectReader JSON = MAPPER.readerFor(JsonNode.class);

    private GoldenRows() {}

    /**
     * Reads a file.
     *
     * @param problems collects the mistakes, one line each: {@code golden.jsonl: line 3: rule, value found}
     * @return the rows without mistakes
     */
    public static List<GoldenRow> read(String text, List<String> problems) {
        List<GoldenRow> rows = new ArrayList<>();
        int line = 0;
        for (String json : (Iterable<String>) text.lines()::iterator) {
            line++;
            if (json.isBlank()) {
                continue;
            }
            if (rows.size() == MOST_ROWS) {
                problems.add("golden.jsonl: must have at most " + MOST_ROWS + " rows, found more");
                break;
            }
            try {
                rows.add(row(line, JSON.readValue(json)));
            } catch (JsonProcessingException e) {
                String problem = e.getOriginalMessage().lines().findFirst().orElse("");
                problems.add("golden.jsonl: line " + line + ": must be a JSON object, found: " + problem);
            } catch (IllegalArgumentException e) {
                problems.add("golden.jsonl: line " + line + ": " + e.getMessage());
            }
        }
        return rows;
    }

    /** One line of the file, without its end. */
    public static String write(GoldenRow row) {
        ObjectNode line = MAPPER.createObjectNode();
        line.set("inputs", MAPPER.valueToTree(row.inputs()));
        line.set("outputs", MAPPER.valueToTree(row.outputs()));
        if (row.tolerance() != GoldenRow.DEFAULT_TOLERANCE) {
            line.put("tolerance", row.tolerance());
        }
        return line.toString();
    }

    /**
     * Scores all rows and compares.
     *
     * @return where the model disagrees, in the rows' order; empty: it agrees with all of them
     */
    public static List<GoldenMismatch> check(Model model, List<GoldenRow> golden) {
        List<GoldenMismatch> mismatches = new ArrayList<>();
        if (golden.isEmpty()) {
            return mismatches;
        }
        try (Scorer scorer = model.newScorer(Math.min(BATCH, golden.size()))) {
            RowBatch rows = scorer.newRows();
            ScoreBatch scores = scorer.newScores();
            for (int from = 0; from < golden.size(); from += scorer.maxRows()) {
                List<GoldenRow> part = golden.subList(from, Math.min(golden.size(), from + scorer.maxRows()));
                rows.clear();
                part.forEach(row -> mismatches.addAll(row.addTo(rows)));
                scorer.score(rows, scores);
                for (int row = 0; row < part.size(); row++) {
                    compare(part.get(row), rows, scores, row, mismatches);
                }
            }
        }
        return mismatches;
    }

    private static void compare(
            GoldenRow golden, RowBatch rows, ScoreBatch scores, int row, List<GoldenMismatch> mismatches) {
        if (rows.fault(row) != RowFault.NONE) {
            int column = rows.faultColumn(row);
            String where = rows.fault(row) == RowFault.SCORING_FAILED || column < 0
                    ? ""
                    : " at " + rows.contract().columnName(column);
            mismatches.add(new GoldenMismatch(golden.number(), "row", "to be scored", rows.fault(row) + where));
            return;
        }
        List<ModelOutput> outputs = rows.contract().outputs();
        golden.outputs().forEach((name, expected) -> {
            int output = indexOf(outputs, name);
            Object found = output < 0 ? null : found(scores, row, output, outputs.get(output));
            if (output < 0) {
                mismatches.add(
                        new GoldenMismatch(golden.number(), name, "an output of the model", "none of this name"));
            } else if (!agree(expected, found, golden.tolerance())) {
                String tolerance = expected instanceof Double ? " within " + golden.tolerance() : "";
                mismatches.add(new GoldenMismatch(golden.number(), name, expected + tolerance, String.valueOf(found)));
            }
        });
    }

    private static int indexOf(List<ModelOutput> outputs, String name) {
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Double or String; null for NaN and for no text. */
    private static Object found(ScoreBatch scores, int row, int output, ModelOutput declared) {
        if (declared.isText()) {
            return scores.text(row, output);
        }
        double number = scores.number(row, output);
        return Double.isNaN(number) ? null : (Object) number;
    }

    private static boolean agree(Object expected, Object found, double tolerance) {
        if (expected instanceof Double wanted && found instanceof Double got) {
            return wanted.equals(got) || Math.abs(got - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
        }
        return java.util.Objects.equals(expected, found);
    }

    private static GoldenRow row(int line, JsonNode node) {
        require(node.isObject(), "must be a JSON object", node);
        node.fieldNames()
                .forEachRemaining(key -> require(
                        List.of("inputs", "outputs", "tolerance").contains(key),
                        "must have the keys inputs, outputs and tolerance only",
                        key));
        JsonNode tolerance = node.path("tolerance");
        require(
                tolerance.isMissingNode() || (tolerance.isNumber() && tolerance.asDouble() >= 0),
                "tolerance must be a number >= 0",
                tolerance);
        Map<String, Object> outputs = values(node, "outputs", false);
        require(!outputs.isEmpty(), "outputs must not be empty", node);
        return new GoldenRow(
                line,
                values(node, "inputs", true),
                outputs,
                tolerance.isMissingNode() ? GoldenRow.DEFAULT_TOLERANCE : tolerance.asDouble());
    }

    private static Map<String, Object> values(JsonNode row, String key, boolean lists) {
        JsonNode node = row.path(key);
        require(node.isObject(), key + " must be an object", node);
        Map<String, Object> values = new LinkedHashMap<>();
        node.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (lists && value.isArray()) {
                List<Object> items = new ArrayList<>();
                value.forEach(item -> items.add(scalar(field.getKey(), item)));
                values.put(field.getKey(), items);
            } else {
                values.put(field.getKey(), scalar(field.getKey(), value));
            }
        });
        return values;
    }

    private static Object scalar(String name, JsonNode value) {
        require(value.isValueNode(), name + " must be a number, text or null", value);
        if (value.isNull()) {
            return null;
        }
        if (value.isBoolean()) {
            return value.asBoolean() ? 1.0 : 0.0;
        }
        return value.isNumber() ? (Object) value.asDouble() : value.asText();
    }

    private static void require(boolean holds, String rule, Object found) {
        if (!holds) {
            String text = String.valueOf(found);
            throw new IllegalArgumentException(rule + ", found "
                    + (text.isEmpty() ? "nothing" : text.length() <= 80 ? text : text.substring(0, 77) + "..."));
        }
    }
}
