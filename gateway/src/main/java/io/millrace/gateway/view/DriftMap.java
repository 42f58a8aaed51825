package io.millrace.gateway.view;

import io.millrace.schemas.MonitoringEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far each feature and output of a model is from its reference, window by window, as the monitoring job has told.
 *
 * @param models models that windows were told of, {@code name@version}, newest first
 * @param model the one that this is of; empty where there is none
 * @param statistics statistics that were told of it
 * @param subjects its features and outputs, e.g. {@code feature.distance}, sorted
 * @param windows its windows, oldest first
 * @param cells by subject and window; null where nothing was told
 */
public record DriftMap(
        List<String> models,
        String model,
        List<String> statistics,
        List<String> subjects,
        List<Window> windows,
        List<List<Cell>> cells) {
    /** Kind of the findings that it is made of. */
    public static final String KIND = "DRIFT_STATISTIC";

    /** Kind of the findings that show how the values of a window and its reference are spread. */
    public static final String HISTOGRAM = "DRIFT_HISTOGRAM";

    private static final String PREFIX = "drift.";
    private static final String BETWEEN = " to ";

    /**
     * A stretch of event time.
     *
     * @param from its beginning, ISO-8601
     * @param to the first moment behind it
     */
    public record Window(String from, String to) {}

    /**
     * A figure of a window.
     *
     * @param statistic what was measured
     * @param value the figure
     * @param threshold what it is held against; NaN where nothing
     * @param isDrift whether it is a drift
     * @param n events of the window
     */
    public record Cell(String statistic, double value, double threshold, boolean isDrift, long n) {
        private double strength() {
            return threshold > 0 ? Math.abs(value) / threshold : 0;
        }
    }

    private record Place(String subject, String window) {}

    /** A drift before all that is none, then what is further beyond its threshold. */
    private static final Comparator<Cell> STRENGTH =
            Comparator.comparing(Cell::isDrift).thenComparingDouble(Cell::strength);

    /**
     * Makes a map.
     *
     * @param newestFirst findings, newest first; of one place and statistic the newest counts. Others than of {@link #KIND} are left out
     * @param model the model; empty: the one that was heard of last
     * @param statistic the only statistic that counts; empty: of each place the strongest
     * @param mostWindows the newest windows that it has at most
     */
    public static DriftMap of(
            List<Signal> newestFirst, Optional<String> model, Optional<String> statistic, int mostWindows) {
        Set<String> models = new LinkedHashSet<>();
        newestFirst.stream().filter(DriftMap::isOfWindow).forEach(signal -> models.add(modelOf(signal.event())));
        String chosen = model.orElse(models.isEmpty() ? "" : models.iterator().next());
        Set<String> statistics = new TreeSet<>();
        Set<String> subjects = new TreeSet<>();
        Set<String> windows = new LinkedHashSet<>();
        Map<Place, Cell> strongest = new HashMap<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Signal signal : newestFirst) {
            MonitoringEvent event = signal.event();
            if (!isOfWindow(signal) || !modelOf(event).equals(chosen)) {
                continue;
            }
            int dot = event.getName().lastIndexOf('.');
            String measured = event.getName().substring(dot + 1);
            statistics.add(measured);
            boolean isWanted =
                    statistic.filter(wanted -> !wanted.equals(measured)).isEmpty();
            boolean isRoom = windows.contains(event.getWindow()) || windows.size() < mostWindows;
            if (isWanted && isRoom && seen.add(event.getName() + " " + event.getWindow())) {
                windows.add(event.getWindow());
                String subject = event.getName().substring(PREFIX.length(), dot);
                subjects.add(subject);
                strongest.merge(
                        new Place(subject, event.getWindow()),
                        cell(measured, event),
                        (a, b) -> STRENGTH.compare(a, b) >= 0 ? a : b);
            }
        }
        List<String> oldestFirst = windows.stream().sorted().toList();
        List<List<Cell>> cells = new ArrayList<>();
        for (String subject : subjects) {
            List<Cell> row = new ArrayList<>();
            oldestFirst.forEach(window -> row.add(strongest.get(new Place(subject, window))));
            cells.add(row);
        }
        return new DriftMap(
                List.copyOf(models),
                chosen,
                List.copyOf(statistics),
                List.copyOf(subjects),
                oldestFirst.stream().map(DriftMap::window).toList(),
                cells);
    }

    private static boolean isOfWindow(Signal signal) {
        MonitoringEvent event = signal.event();
        return event.getKind().equals(KIND)
                && event.getName().startsWith(PREFIX)
                && event.getName().lastIndexOf('.') >= PREFIX.length()
                && event.getWindow().contains(BETWEEN);
    }

    private static String modelOf(MonitoringEvent event) {
        return event.getLabels().getOrDefault("model", "");
    }

    private static Window window(String text) {
        int at = text.indexOf(BETWEEN);
        return new Window(text.substring(0, at), text.substring(at + BETWEEN.length()));
    }

    private static Cell cell(String statistic, MonitoringEvent event) {
        return new Cell(
                statistic,
                event.getValue(),
                event.getThreshold() == null ? Double.NaN : event.getThreshold(),
                Boolean.parseBoolean(event.getLabels().getOrDefault("drift", "false")),
                event.getN());
    }
}
