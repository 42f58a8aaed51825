package io.millrace.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One mapping of a YAML file, read key by key. Each read checks its rule; a broken rule is noted with path and value
 * found, a usable value is returned all the same, and reading goes on, so that one pass finds every mistake.
 *
 * <p>Where there should be a mapping and is none, that is the one mistake; what is read below it is not noted.
 *
 * <p>Call {@link #finish()} after the last read of a mapping: it notes the keys that nobody asked for. Not thread-safe.
 */
public final class ConfigNode {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12}) ?(ms|s|min|h|d)");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode node;
    private final String path;
    private final List<String> problems;
    private final Set<String> asked = new HashSet<>();

    private ConfigNode(JsonNode node, String path, List<String> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    /**
     * Parses {@code yaml}; a syntax error or a top level that is no mapping is noted like any other mistake.
     *
     * @param problems collects the mistakes of this file
     */
    public static ConfigNode parse(String yaml, List<String> problems) {
        return parse(YAML, "YAML", yaml, problems);
    }

    /** Like {@link #parse} for JSON, which is faster where a program writes the file. */
    public static ConfigNode parseJson(String json, List<String> problems) {
        return parse(JSON, "JSON", json, problems);
    }

    private static ConfigNode parse(ObjectMapper mapper, String language, String text, List<String> problems) {
        JsonNode root = MissingNode.getInstance();
        try {
            root = mapper.readTree(text);
            if (!root.isObject()) {
                problems.add("(file): must be a mapping of keys to values, found " + describe(root));
            }
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? "(file)"
                    : "line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            problems.add(where + ": must be valid " + language + ", found: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
        return new ConfigNode(root, "", root.isObject() ? problems : new ArrayList<>());
    }

    /** Whether the file says anything for {@code key}. */
    public boolean has(String key) {
        asked.add(key);
        return !absent(node.path(key));
    }

    /** Notes a mistake at {@code key}: the rule and, if the key is there, the value found. */
    public void reject(String key, String rule) {
        JsonNode value = node.path(key);
        problems.add(pathOf(key) + ": " + rule + ", found " + describe(value));
    }

    /** Notes a mistake at {@code key} that was found elsewhere, e.g. by what was made of the value. */
    public void note(String key, String rule, String found) {
        problems.add(pathOf(key) + ": " + rule + ", found " + found);
    }

    /** Text that must be there; the empty text stands in for a wrong one. */
    public String text(String key) {
        return text(key, null);
    }

    /** Text, or {@code fallback} where the key is absent; a null {@code fallback} makes the key required. */
    public String text(String key, String fallback) {
        JsonNode value = ask(key);
        if (absent(value)) {
            return absentOr(key, fallback, "text", "");
        }
        if (!value.isValueNode()) {
            reject(key, "must be text");
            return "";
        }
        return value.asText();
    }

    /** Text that matches {@code pattern}. */
    public String text(String key, String fallback, Pattern pattern, String rule) {
        String value = text(key, fallback);
        if (has(key) && node.path(key).isValueNode() && !pattern.matcher(value).matches()) {
            reject(key, rule);
        }
        return value;
    }

    /** A whole number in {@code [least, most]}; null {@code fallback} makes the key required. */
    public long integer(String key, Long fallback, long least, long most) {
        JsonNode value = ask(key);
        if (absent(value)) {
            return absentOr(key, fallback, "a whole number", least);
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least || value.asLong() > most) {
            reject(key, "must be a whole number from " + least + " to " + most);
            return least;
        }
        return value.asLong();
    }

    /** True or false, or {@code fallback} where the key is absent. */
    public boolean flag(String key, boolean fallback) {
        JsonNode value = ask(key);
        if (absent(value)) {
            return fallback;
        }
        if (!value.isBoolean()) {
            reject(key, "must be true or false");
        }
        return value.asBoolean();
    }

    /** A finite number; NaN where the key is absent or wrong. */
    public double number(String key) {
        JsonNode value = ask(key);
        if (absent(value)) {
            return Double.NaN;
        }
        if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
            reject(key, "must be a finite number");
            return Double.NaN;
        }
        return value.asDouble();
    }

    /** A time like {@code 2ms}, {@code 10s}, {@code 15min}, {@code 2h}, {@code 2d} in {@code [least, most]}. */
    public Duration duration(String key, Duration fallback, Duration least, Duration most) {
        JsonNode value = ask(key);
        if (absent(value)) {
            return absentOr(key, fallback, "a time such as 10s", least);
        }
        Matcher matcher = DURATION.matcher(value.asText());
        Duration found = matcher.matches() ? durationOf(matcher) : null;
        if (found == null || found.compareTo(least) < 0 || found.compareTo(most) > 0) {
            reject(key, "must be a time from " + format(least) + " to " + format(most) + " (units: ms, s, min, h, d)");
            return fallback == null ? least : fallback;
        }
        return found;
    }

    /** One of the constants of an enum, written in camelCase or kebab-case; null {@code fallback} makes it required. */
    public <E extends Enum<E>> E oneOf(String key, Class<E> type, E fallback) {
        return oneOf(key, type, fallback, Map.of());
    }

    /** Like {@link #oneOf(String, Class, Enum)}, with other spellings that are understood too. */
    public <E extends Enum<E>> E oneOf(String key, Class<E> type, E fallback, Map<String, E> synonyms) {
        JsonNode value = ask(key);
        E[] constants = type.getEnumConstants();
        if (absent(value)) {
            return absentOr(key, fallback, "one of " + names(constants), constants[0]);
        }
        String wanted = canonical(value.asText());
        for (E constant : constants) {
            if (value.isValueNode() && canonical(constant.name()).equals(wanted)) {
                return constant;
            }
        }
        for (Map.Entry<String, E> synonym : synonyms.entrySet()) {
            if (value.isValueNode() && canonical(synonym.getKey()).equals(wanted)) {
                return synonym.getValue();
            }
        }
        reject(key, "must be one of " + names(constants));
        return constants[0];
    }

    /** A nested mapping; an empty one stands in where the key is absent. */
    public ConfigNode object(String key) {
        JsonNode value = ask(key);
        if (!absent(value) && !value.isObject()) {
            reject(key, "must be a mapping");
        }
        boolean readable = absent(value) || value.isObject();
        return new ConfigNode(value, pathOf(key), readable ? problems : new ArrayList<>());
    }

    /** A list of mappings; empty where the key is absent. */
    public List<ConfigNode> objects(String key) {
        JsonNode value = ask(key);
        List<ConfigNode> nodes = new ArrayList<>();
        if (!absent(value) && !value.isArray()) {
            reject(key, "must be a list");
            return nodes;
        }
        for (int i = 0; i < value.size(); i++) {
            String itemPath = pathOf(key) + "[" + i + "]";
            if (value.get(i).isObject()) {
                nodes.add(new ConfigNode(value.get(i), itemPath, problems));
            } else {
                problems.add(itemPath + ": must be a mapping, found " + describe(value.get(i)));
            }
        }
        return nodes;
    }

    /** A list of scalars as text, or one scalar as a list of one; empty where the key is absent. */
    public List<String> texts(String key) {
        JsonNode value = ask(key);
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            for (JsonNode item : value) {
                if (item.isValueNode() && !item.isNull()) {
                    texts.add(item.asText());
                } else {
                    reject(key, "must be a list of plain values");
                    break;
                }
            }
        } else if (!absent(value)) {
            if (value.isValueNode()) {
                texts.add(value.asText());
            } else {
                reject(key, "must be a list of plain values");
            }
        }
        return texts;
    }

    /** A list of finite numbers; empty where the key is absent or wrong. */
    public List<Double> numbers(String key) {
        JsonNode value = ask(key);
        List<Double> numbers = new ArrayList<>();
        boolean fine = absent(value) || value.isArray();
        for (JsonNode item : value) {
            fine &= item.isNumber() && Double.isFinite(item.asDouble());
            numbers.add(item.asDouble());
        }
        if (!fine) {
            reject(key, "must be a list of finite numbers");
            return List.of();
        }
        return numbers;
    }

    /** A list of exactly two finite numbers, the first not above the second; null where absent or wrong. */
    public double[] interval(String key) {
        JsonNode value = ask(key);
        if (absent(value)) {
            return null;
        }
        if (value.isArray()
                && value.size() == 2
                && value.get(0).isNumber()
                && value.get(1).isNumber()) {
            double low = value.get(0).asDouble();
            double high = value.get(1).asDouble();
            if (low <= high) {
                return new double[] {low, high};
            }
        }
        reject(key, "must be [low, high] with low <= high");
        return null;
    }

    /** The nested mappings below {@code key}, by name, in the file's order. */
    public Map<String, ConfigNode> objectsByName(String key) {
        ConfigNode parent = object(key);
        Map<String, ConfigNode> byName = new LinkedHashMap<>();
        parent.node.fieldNames().forEachRemaining(name -> byName.put(name, parent.object(name)));
        return byName;
    }

    /** All keys of this mapping with their scalars as text. */
    public Map<String, String> textsByName() {
        Map<String, String> byName = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(name -> byName.put(name, text(name)));
        return byName;
    }

    /** Whether the value of {@code key} is a mapping. */
    public boolean isObject(String key) {
        return node.path(key).isObject();
    }

    /** The scalar at {@code key} as a number or a text; null where absent or not a scalar (which is noted). */
    public Object scalar(String key) {
        JsonNode value = ask(key);
        if (absent(value)) {
            return null;
        }
        if (value.isNumber()) {
            return value.asDouble();
        }
        if (value.isTextual()) {
            return value.asText();
        }
        reject(key, "must be a number or text");
        return null;
    }

    /** Notes every key of this mapping that was never asked for, with the nearest known one. */
    public void finish() {
        node.fieldNames().forEachRemaining(name -> {
            if (!asked.contains(name)) {
                problems.add(pathOf(name) + ": unknown key, found " + describe(node.get(name)) + nearest(name));
            }
        });
    }

    private JsonNode ask(String key) {
        asked.add(key);
        return node.path(key);
    }

    private static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private <T> T absentOr(String key, T fallback, String what, T standIn) {
        if (fallback != null) {
            return fallback;
        }
        problems.add(pathOf(key) + ": is required and must be " + what + ", found nothing");
        return standIn;
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private String nearest(String name) {
        String best = null;
        int bestDistance = 3;
        for (String known : asked) {
            int distance = editDistance(name, known);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = known;
            }
        }
        return best == null ? "" : " (did you mean " + best + "?)";
    }

    /** Levenshtein distance. */
    private static int editDistance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private static Duration durationOf(Matcher matcher) {
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "min" -> Duration.ofSeconds(Math.multiplyExact(amount, 60));
            case "h" -> Duration.ofSeconds(Math.multiplyExact(amount, 3600));
            default -> Duration.ofSeconds(Math.multiplyExact(amount, 86_400));
        };
    }

    /** A time as the file would write it, in the largest unit that keeps it whole. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 86_400_000 == 0 && millis > 0) {
            return millis / 86_400_000 + "d";
        }
        if (millis % 3_600_000 == 0 && millis > 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0 && millis > 0) {
            return millis / 60_000 + "min";
        }
        return millis % 1000 == 0 && millis > 0 ? millis / 1000 + "s" : millis + "ms";
    }

    private static <E extends Enum<E>> String names(E[] constants) {
        List<String> names = new ArrayList<>();
        for (E constant : constants) {
            names.add(configName(constant));
        }
        return String.join(", ", names);
    }

    /** How files write an enum constant: {@code AS_IS} is {@code asIs}; {@code AT_LEAST_ONCE} reads either way. */
    public static String configName(Enum<?> constant) {
        StringBuilder name = new StringBuilder();
        for (String word : constant.name().toLowerCase(java.util.Locale.ROOT).split("_", -1)) {
            name.append(
                    name.isEmpty()
                            ? word
                            : word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }

    private static String canonical(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(java.util.Locale.ROOT);
    }

    private static String describe(JsonNode value) {
        if (absent(value)) {
            return "nothing";
        }
        String text = value.isTextual() ? '"' + value.asText() + '"' : value.toString();
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
