package io.millrace.model;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.ConfigNode;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code reference.json}, version 1: the file form of a {@link ReferenceProfile}. Keys are those of the records; a NaN is
 * left out. Column types are {@code numeric} and {@code categorical}.
 */
public final class ReferenceJson {
    /** Version that is written, and the only one that is read. */
    public static final int VERSION = 1;

    private static final JsonMapper MAPPER = new JsonMapper();

    private enum Type {
        NUMERIC,
        CATEGORICAL
    }

    private ReferenceJson() {}

    /**
     * Reads a file.
     *
     * @param problems collects the mistakes
     * @return the profile; null if there is a mistake
     */
    public static ReferenceProfile read(String json, List<String> problems) {
        List<String> found = new ArrayList<>();
        ConfigNode root = ConfigNode.parseJson(json, found);
        root.integer("version", null, VERSION, VERSION);
        long rows = root.integer("rows", null, 0, Long.MAX_VALUE);
        List<ColumnProfile> features = columns(root, "features", found);
        List<ColumnProfile> outputs = columns(root, "outputs", found);
        root.finish();
        ReferenceProfile profile = null;
        if (found.isEmpty()) {
            try {
                profile = new ReferenceProfile(rows, features, outputs);
            } catch (IllegalArgumentException e) {
                found.add(e.getMessage());
            }
        }
        found.forEach(problem -> problems.add("reference.json: " + problem));
        return profile;
    }

    private static List<ColumnProfile> columns(ConfigNode root, String key, List<String> problems) {
        List<ColumnProfile> columns = new ArrayList<>();
        for (ConfigNode node : root.objects(key)) {
            int before = problems.size();
            String name = node.text("name");
            Type type = node.oneOf("type", Type.class, null);
            long count = node.integer("count", null, 0, Long.MAX_VALUE);
            long missing = node.integer("missing", 0L, 0, Long.MAX_VALUE);
            long invalid = node.integer("invalid", 0L, 0, Long.MAX_VALUE);
            try {
                ColumnProfile column = type == Type.NUMERIC
                        ? new ColumnProfile.Numeric(
                                name,
                                count,
                                missing,
                                invalid,
                                node.number("min"),
                                node.number("max"),
                                node.number("mean"),
                                node.number("std"),
                                node.numbers("edges"),
                                node.numbers("counts").stream().map(Math::round).toList())
                        : new ColumnProfile.Categorical(
                                name,
                                count,
                                missing,
                                invalid,
                                categories(node),
                                node.integer("other", 0L, 0, Long.MAX_VALUE));
                columns.add(column);
            } catch (IllegalArgumentException e) {
                if (problems.size() == before) {
                    problems.add(key + ": " + e.getMessage());
                }
            }
            node.finish();
        }
        return columns;
    }

    private static List<ColumnProfile.Category> categories(ConfigNode node) {
        List<ColumnProfile.Category> categories = new ArrayList<>();
        for (ConfigNode category : node.objects("categories")) {
            categories.add(new ColumnProfile.Category(
                    category.text("value"), category.integer("count", null, 0, Long.MAX_VALUE)));
            category.finish();
        }
        return categories;
    }

    /** The file's content: one line a column, so that versions of a profile can be compared by eye. */
    public static String write(ReferenceProfile profile) {
        StringBuilder json = new StringBuilder();
        json.append("{\"version\":").append(VERSION).append(",\"rows\":").append(profile.rows());
        append(json, "features", profile.features());
        append(json, "outputs", profile.outputs());
        return json.append("}\n").toString();
    }

    private static void append(StringBuilder json, String key, List<ColumnProfile> columns) {
        json.append(",\n\"").append(key).append("\":[");
        for (int i = 0; i < columns.size(); i++) {
            json.append(i == 0 ? "\n  " : ",\n  ").append(node(columns.get(i)));
        }
        json.append(']');
    }

    private static ObjectNode node(ColumnProfile column) {
        ObjectNode node = MAPPER.createObjectNode().put("name", column.name());
        node.put(
                "type",
                ConfigNode.configName(column instanceof ColumnProfile.Numeric ? Type.NUMERIC : Type.CATEGORICAL));
        node.put("count", column.count()).put("missing", column.missing()).put("invalid", column.invalid());
        if (column instanceof ColumnProfile.Numeric numeric) {
            put(node, "min", numeric.min());
            put(node, "max", numeric.max());
            put(node, "mean", numeric.mean());
            put(node, "std", numeric.std());
            ArrayNode edges = node.putArray("edges");
            numeric.edges().forEach(edges::add);
            ArrayNode counts = node.putArray("counts");
            numeric.counts().forEach(counts::add);
        } else if (column instanceof ColumnProfile.Categorical categorical) {
            ArrayNode categories = node.putArray("categories");
            categorical
                    .categories()
                    .forEach(category -> categories
                            .addObject()
                            .put("value", category.value())
                            .put("count", category.count()));
            node.put("other", categorical.other());
        }
        return node;
    }

    private static void put(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, value);
        }
    }
}
