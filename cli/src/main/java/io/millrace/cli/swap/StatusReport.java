package io.millrace.cli.swap;

import io.millrace.cli.terminal.Json;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.Printable;
import io.millrace.schemas.StatusPhase;
import io.millrace.schemas.status.SlotStatus;
import io.millrace.schemas.status.StatusJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code model status} tells, for people and as JSON. The keys of the JSON are a promise.
 *
 * @param slot what serves
 * @param first the model of the pipeline file, which serves before all commands
 * @param eventsPerSecond answers a second, measured
 * @param control the newest status about the control topic as a whole
 * @param unreadable records on the status topic that could not be read
 */
public record StatusReport(
        SlotStatus slot, String first, double eventsPerSecond, Optional<ModelStatus> control, long unreadable) {
    private static final List<String> HEADER =
            List.of("SLOT", "ROLE", "MODEL", "SINCE", "POSITIONS", "ENGINE", "EVENTS/S");

    /** The table, and what is pending or wrong below it. */
    public List<String> lines() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        String rate = String.format(Locale.ROOT, "%,.0f", eventsPerSecond);
        rows.add(slot.champion()
                .map(status -> row(slot.slot(), "champion", status, rate))
                .orElseGet(() -> List.of(
                        slot.slot(), "champion", Printable.of(first), "the start (pipeline file)", "", "", rate)));
        slot.canary().ifPresent(status -> rows.add(row("", "canary " + status.getPercent() + " %", status, "")));
        slot.shadows().forEach(status -> rows.add(row("", "shadow " + status.getPercent() + " %", status, "")));
        List<String> lines = new ArrayList<>(TextTable.lines(rows));
        slot.pending().forEach(status -> lines.add("Pending: " + describe(status)));
        slot.degradations().forEach(status -> lines.add("Degraded: " + describe(status)));
        control.ifPresent(status -> lines.add("Control topic: " + describe(status)));
        if (unreadable > 0) {
            lines.add(unreadable + " records on the status topic could not be read.");
        }
        return lines;
    }

    private static List<String> row(String slot, String role, ModelStatus status, String rate) {
        String model = StatusText.model(status);
        return List.of(
                slot,
                role,
                model.isEmpty() ? "(pipeline file)" : model,
                StatusText.since(status),
                StatusText.positions(status),
                Printable.of(status.getEngine()),
                rate);
    }

    private static String describe(ModelStatus status) {
        return TextTable.joined(
                status.getTime().toString(),
                StatusText.kind(status),
                StatusText.model(status),
                status.getPhase() == StatusPhase.DEGRADED
                        ? ""
                        : status.getPhase().name(),
                StatusText.subtasks(status),
                StatusText.reason(status),
                status.getCommandId().isEmpty() ? "" : "command " + Printable.of(status.getCommandId()));
    }

    /** The report as one line of JSON. What is not there is left out. */
    public String json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("slot", slot.slot());
        object.put("champion", slot.champion().map(StatusJson::of).orElseGet(() -> Map.of("label", first)));
        slot.canary().ifPresent(status -> object.put("canary", StatusJson.of(status)));
        object.put("shadows", slot.shadows().stream().map(StatusJson::of).toList());
        object.put("pending", slot.pending().stream().map(StatusJson::of).toList());
        object.put(
                "degradations", slot.degradations().stream().map(StatusJson::of).toList());
        control.ifPresent(status -> object.put("control", StatusJson.of(status)));
        object.put("eventsPerSecond", Math.round(eventsPerSecond * 10) / 10.0);
        object.put("unreadable", unreadable);
        return Json.line(object);
    }
}
