package io.millrace.cli.swap;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.FirstOffset;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the fields of a status are in words, safe to print, and in JSON. */
final class StatusText {
    private static final int MOST_POSITIONS = 8;

    private StatusText() {}

    /** Name and version; empty where the step concerns no model. */
    static String model(ModelStatus status) {
        return status.getModel().isEmpty() ? "" : Printable.of(status.getModel()) + "@" + status.getVersion();
    }

    /** From where on it holds. */
    static String since(ModelStatus status) {
        return status.getEffectiveFrom() == null
                ? status.getTime().toString()
                : "event time " + status.getEffectiveFrom();
    }

    /** {@code partition@offset}, of the first partitions. */
    static String positions(ModelStatus status) {
        List<FirstOffset> positions = status.getPositions();
        String shown = positions.stream()
                .limit(MOST_POSITIONS)
                .map(position -> position.getPartition() + "@" + position.getOffset())
                .collect(Collectors.joining(", "));
        return positions.size() <= MOST_POSITIONS ? shown : shown + ", … (" + positions.size() + ")";
    }

    /** Why it was refused or is not as decided, code and words; empty where it is neither. */
    static String reason(ModelStatus status) {
        if (status.getReason() == null) {
            return "";
        }
        return Printable.of(status.getReason())
                + (status.getSecurity() ? " (security)" : "")
                + (status.getDetail().isEmpty() ? "" : ": " + Printable.of(status.getDetail()));
    }

    /** What serves it, and why that; empty where it is not known. */
    static String engine(ModelStatus status) {
        if (status.getEngine().isEmpty()) {
            return "";
        }
        return "engine " + Printable.of(status.getEngine())
                + (status.getDetail().isEmpty() ? "" : " (" + Printable.of(status.getDetail()) + ")");
    }

    /** What kind of command it is about; empty where it is about none. */
    static String kind(ModelStatus status) {
        return status.getKind() == CommandKind.UNKNOWN ? "" : status.getKind().name();
    }

    /** How many subtasks have done the step; empty where that is not told. */
    static String subtasks(ModelStatus status) {
        return status.getOf() == 0 ? "" : status.getReady() + " of " + status.getOf() + " subtasks";
    }

    /** How long the steps took, those that are known. */
    static String durations(ModelStatus status) {
        List<String> parts = new ArrayList<>();
        add(parts, "fetched", status.getFetchMillis());
        add(parts, "validated", status.getValidationMillis());
        add(parts, "prepared", status.getPreparationMillis());
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, String step, long millis) {
        if (millis > 0) {
            parts.add(
                    millis < 1_000
                            ? step + " " + millis + " ms"
                            : String.format(Locale.ROOT, "%s %.1f s", step, millis / 1e3));
        }
    }

    /** The status as a map for JSON. What is not there is left out. The keys are a promise. */
    static Map<String, Object> json(ModelStatus status) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("time", status.getTime().toString());
        map.put("phase", status.getPhase().name());
        map.put("kind", status.getKind().name());
        putText(map, "slot", status.getSlot());
        putText(map, "commandId", status.getCommandId());
        if (status.getControlOffset() >= 0) {
            map.put("controlOffset", status.getControlOffset());
        }
        if (!status.getModel().isEmpty()) {
            map.put("model", status.getModel());
            map.put("version", status.getVersion());
        }
        putText(map, "sha256", status.getSha256());
        putPositive(map, "size", status.getSize());
        if (status.getKind() == CommandKind.CANARY || status.getKind() == CommandKind.SHADOW) {
            map.put("percent", status.getPercent());
        }
        if (status.getEffectiveFrom() != null) {
            map.put("effectiveFrom", status.getEffectiveFrom().toString());
        }
        if (!status.getPositions().isEmpty()) {
            Map<Integer, Long> positions = new TreeMap<>();
            status.getPositions().forEach(position -> positions.put(position.getPartition(), position.getOffset()));
            map.put("positions", positions);
        }
        putText(map, "reason", status.getReason() == null ? "" : status.getReason());
        putText(map, "detail", status.getDetail());
        if (status.getSecurity()) {
            map.put("security", true);
        }
        if (status.getOf() > 0) {
            map.put("ready", status.getReady());
            map.put("of", status.getOf());
        }
        putPositive(map, "fetchMillis", status.getFetchMillis());
        putPositive(map, "validationMillis", status.getValidationMillis());
        putPositive(map, "preparationMillis", status.getPreparationMillis());
        putText(map, "engine", status.getEngine());
        if (status.getRowsPerSecond() > 0) {
            map.put("rowsPerSecond", status.getRowsPerSecond());
        }
        putPositive(map, "memoryBytes", status.getMemoryBytes());
        putText(map, "issuer", status.getIssuer());
        return map;
    }

    private static void putText(Map<String, Object> map, String key, String value) {
        if (!value.isEmpty()) {
            map.put(key, value);
        }
    }

    private static void putPositive(Map<String, Object> map, String key, long value) {
        if (value > 0) {
            map.put(key, value);
        }
    }
}
