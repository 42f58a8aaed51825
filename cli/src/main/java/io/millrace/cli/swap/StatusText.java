package io.millrace.cli.swap;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.FirstOffset;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the fields of a status are in words, safe to print. */
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
}
