package io.millrace.cli.learning;

import io.millrace.cli.swap.TextTable;
import io.millrace.cli.terminal.Json;
import io.millrace.schemas.Printable;
import io.millrace.schemas.QuarantineState;
import io.millrace.schemas.QuarantinedExample;
import io.millrace.schemas.QuarantinedFeature;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What {@code quarantine list} and {@code show} tell: the newest examples that match, oldest first, each in the state of its newest record. Memory is bounded by the
 * limit, however long the topic is. One thread.
 */
public final class QuarantineReport {
    private static final List<String> HEADER =
            List.of("EVENT", "LEARNER", "STATE", "REASON", "STAGE", "SCORE", "PRINCIPAL", "LABEL", "KNOWN AT");
    private static final int MOST_CELL = 60;

    /** An example is refused by one learner, and may have been admitted by another. */
    private record Key(String learner, String eventId) {}

    private final int limit;
    private final Predicate<QuarantinedExample> isWanted;
    private final QuarantineState state;
    private final Map<Key, QuarantinedExample> newest = new LinkedHashMap<>();
    private final Map<QuarantineState, Long> steps = new EnumMap<>(QuarantineState.class);

    /**
     * A report of the newest {@code limit} examples.
     *
     * @param isWanted about everything but the state
     * @param state they must be in; null: any
     */
    public QuarantineReport(int limit, Predicate<QuarantinedExample> isWanted, QuarantineState state) {
        this.limit = limit;
        this.isWanted = isWanted;
        this.state = state;
    }

    /** Adds the next record of the topic. */
    public void add(QuarantinedExample record) {
        if (!isWanted.test(record)) {
            return;
        }
        steps.merge(record.getState(), 1L, Long::sum);
        Key key = new Key(record.getLearner(), record.getEventId());
        QuarantinedExample before = newest.remove(key);
        if (state != null && record.getState() != state) {
            return;
        }
        newest.put(key, withFeatures(record, before));
        if (newest.size() > limit) {
            Iterator<Key> oldest = newest.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** What ends holding does not repeat them. */
    private static QuarantinedExample withFeatures(QuarantinedExample record, QuarantinedExample before) {
        return before == null || !record.getFeatures().isEmpty()
                ? record
                : QuarantinedExample.newBuilder(record)
                        .setFeatures(before.getFeatures())
                        .build();
    }

    /** How many matching examples are held now: refused, and neither released, rejected nor expired. */
    public long held() {
        return count(QuarantineState.HELD)
                - count(QuarantineState.RELEASED)
                - count(QuarantineState.REJECTED)
                - count(QuarantineState.EXPIRED);
    }

    private long count(QuarantineState of) {
        return steps.getOrDefault(of, 0L);
    }

    /** Whether nothing matches. */
    public boolean isEmpty() {
        return newest.isEmpty();
    }

    /** The table. */
    public List<String> lines(long unreadable) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        newest.values().forEach(record -> rows.add(row(record)));
        List<String> lines = new ArrayList<>(TextTable.lines(rows));
        lines.add("Held: " + held() + ", released: " + count(QuarantineState.RELEASED) + ", rejected: "
                + count(QuarantineState.REJECTED) + ", expired: " + count(QuarantineState.EXPIRED) + "; shown: "
                + newest.size() + (newest.size() == limit ? " (--limit)" : ""));
        if (unreadable > 0) {
            lines.add(unreadable + " records on the quarantine topic could not be read.");
        }
        return lines;
    }

    private static List<String> row(QuarantinedExample record) {
        return List.of(
                cell(record.getEventId()),
                cell(record.getLearner()),
                record.getState().name(),
                cell(record.getReason()),
                cell(record.getStage()),
                String.format(Locale.ROOT, "%.4g", record.getScore()),
                cell(record.getPrincipal() == null ? "" : record.getPrincipal()),
                cell(record.getLabel() == null ? "" : record.getLabel().toString()),
                record.getKnownAt().toString());
    }

    private static String cell(String text) {
        String shown = Printable.of(text);
        return shown.length() <= MOST_CELL ? shown : shown.substring(0, MOST_CELL) + "…";
    }

    /** All that is known of each example, a block of lines for each. */
    public List<String> details() {
        List<String> lines = new ArrayList<>();
        for (QuarantinedExample record : newest.values()) {
            List<List<String>> rows = new ArrayList<>();
            json(record).forEach((name, value) -> {
                if (!name.equals("features")) {
                    rows.add(List.of(name, Printable.of(String.valueOf(value))));
                }
            });
            for (QuarantinedFeature feature : record.getFeatures()) {
                rows.add(List.of(
                        "  " + Printable.of(feature.getName()),
                        feature.getValue() == null
                                ? "(missing)"
                                : Printable.of(feature.getValue().toString())));
            }
            lines.addAll(TextTable.lines(rows));
        }
        return lines;
    }

    /** The report as one line of JSON. */
    public String json(long unreadable) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put(
                "examples", newest.values().stream().map(QuarantineReport::json).toList());
        object.put("held", held());
        object.put("released", count(QuarantineState.RELEASED));
        object.put("rejected", count(QuarantineState.REJECTED));
        object.put("expired", count(QuarantineState.EXPIRED));
        object.put("unreadable", unreadable);
        return Json.line(object);
    }

    private static Map<String, Object> json(QuarantinedExample record) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("event", record.getEventId());
        object.put("slot", record.getSlot());
        object.put("learner", record.getLearner());
        object.put("state", record.getState().name());
        object.put("reason", record.getReason());
        object.put("stage", record.getStage());
        object.put("score", record.getScore());
        object.put("principal", record.getPrincipal());
        object.put("trustClass", record.getTrustClass());
        object.put("label", record.getLabel());
        object.put("scores", record.getScores());
        object.put("model", record.getModel());
        object.put("eventTime", record.getEventTime().toString());
        object.put("knownAt", record.getKnownAt().toString());
        object.put("partition", record.getPartition());
        object.put("offset", record.getOffset());
        object.put("command", record.getCommandId());
        object.put("issuer", record.getIssuer());
        Map<String, Object> features = new LinkedHashMap<>();
        record.getFeatures().forEach(feature -> features.put(feature.getName(), feature.getValue()));
        object.put("features", features);
        return object;
    }
}
