package io.millrace.cli.swap;

import io.millrace.cli.terminal.Json;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.Printable;
import io.millrace.schemas.status.StatusJson;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code model history} tells, for people and as JSON: the newest steps, oldest first. One thread. */
public final class HistoryReport {
    private static final List<String> HEADER =
            List.of("TIME", "SLOT", "KIND", "MODEL", "PHASE", "REASON", "DURATIONS", "ISSUER");
    private static final int MOST_REASON = 100;

    private final int limit;
    private final Deque<ModelStatus> newest = new ArrayDeque<>();
    private long total;

    /** A report of the newest {@code limit} steps. */
    public HistoryReport(int limit) {
        this.limit = limit;
    }

    /** Adds the next step. */
    public void add(ModelStatus status) {
        if (newest.size() == limit) {
            newest.removeFirst();
        }
        newest.addLast(status);
        total++;
    }

    /** The table. */
    public List<String> lines(long unreadable) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        newest.forEach(status -> rows.add(row(status)));
        List<String> lines = new ArrayList<>(TextTable.lines(rows));
        if (total > newest.size()) {
            lines.add("(" + (total - newest.size()) + " earlier steps: --limit)");
        }
        if (unreadable > 0) {
            lines.add(unreadable + " records on the status topic could not be read.");
        }
        return lines;
    }

    private static List<String> row(ModelStatus status) {
        String reason = StatusText.reason(status);
        return List.of(
                status.getTime().toString(),
                Printable.of(status.getSlot()),
                StatusText.kind(status),
                StatusText.model(status),
                status.getPhase().name(),
                reason.length() <= MOST_REASON ? reason : reason.substring(0, MOST_REASON) + "…",
                StatusText.durations(status),
                Printable.of(status.getIssuer()));
    }

    /** The report as one line of JSON. */
    public String json(long unreadable) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("steps", newest.stream().map(StatusJson::of).toList());
        object.put("total", total);
        object.put("unreadable", unreadable);
        return Json.line(object);
    }
}
