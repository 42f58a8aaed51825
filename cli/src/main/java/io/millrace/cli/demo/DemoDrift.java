package io.millrace.cli.demo;

import io.millrace.schemas.MonitoringEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the monitoring job has found in the demonstration.
 *
 * @param windows of a feature or score that were held against a reference
 * @param drifts in the order of their windows
 */
record DemoDrift(long windows, List<Drift> drifts) {
    private static final String SUBJECT = "drift.";
    private static final int MOST_LINES = 8;

    /**
     * A feature or score that begins to drift.
     *
     * @param subject e.g. {@code feature.humid}
     * @param at end of the window
     * @param model that answered, {@code name@version}
     * @param measure the strongest statistic
     * @param grade minor, major or critical
     */
    record Drift(
            String subject, Instant at, String model, String measure, double value, double threshold, String grade) {}

    /** Out of all findings. */
    static DemoDrift of(List<MonitoringEvent> findings) {
        List<Drift> drifts = new ArrayList<>();
        long windows = 0;
        for (MonitoringEvent finding : findings) {
            if (finding.getKind().equals("DRIFT")) {
                drifts.add(new Drift(
                        finding.getName().substring(SUBJECT.length()),
                        finding.getTime(),
                        finding.getLabels().get("model"),
                        finding.getLabels().get("measure"),
                        finding.getValue(),
                        finding.getThreshold(),
                        finding.getLabels().get("grade")));
            } else if (finding.getKind().equals("DRIFT_STATISTIC")
                    && finding.getName().endsWith(".missing-rate")) {
                windows++; // which is told once of each
            }
        }
        return new DemoDrift(windows, drifts);
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "  %,d daily windows of features and scores held against the week in which their model began: %d drifts",
                windows,
                drifts.size()));
        for (Drift drift : drifts.subList(0, Math.min(MOST_LINES, drifts.size()))) {
            lines.add(String.format(
                    Locale.ROOT,
                    "    %s %-24s %s %.3f of %.3f, %s (%s)",
                    drift.at().toString().substring(0, 10),
                    drift.subject(),
                    drift.measure(),
                    drift.value(),
                    drift.threshold(),
                    drift.grade(),
                    drift.model()));
        }
        if (drifts.size() > MOST_LINES) {
            lines.add("    and " + (drifts.size() - MOST_LINES) + " more");
        }
        return lines;
    }

    /** For programs. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("windows", windows);
        List<Map<String, Object>> all = new ArrayList<>();
        for (Drift drift : drifts) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("subject", drift.subject());
            one.put("at", drift.at().toString());
            one.put("model", drift.model());
            one.put("measure", drift.measure());
            one.put("value", drift.value());
            one.put("threshold", drift.threshold());
            one.put("grade", drift.grade());
            all.add(one);
        }
        json.put("drifts", all);
        return json;
    }
}
