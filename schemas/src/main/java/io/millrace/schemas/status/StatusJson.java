package io.millrace.schemas.status;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ModelStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Statuses as the command line and the gateway tell them in JSON. The keys are a promise. */
public final class StatusJson {
    private StatusJson() {}

    /** The status as a map of plain values, in a fixed order. What is not there is left out. */
    public static Map<String, Object> of(ModelStatus status) {
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
