package io.millrace.benchmarks;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.detector.Detectors;
import io.millrace.drift.detector.ErrorRiseConfig;
import io.millrace.drift.detector.SeedConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How well each detector finds the drifts in a Hoeffding tree's errors: F1, recall, delay and false alarms on generated streams with abrupt and with gradual drifts. Each
 * runs with its default settings, and with the best of a few on streams of other seeds ({@link DetectorGrid}). Seeds decide everything; nothing here depends on the
 * machine.
 */
public final class DriftQualityBenchmark {
    /**
     * What to run.
     *
     * @param drifts of each stream
     * @param period rows from the start of a drift to that of the next
     * @param maxDelay rows after a drift's end in which an alarm is still of that drift; also the length of a gradual drift
     * @param seeds of the streams, one of each kind a seed
     * @param tuningSeeds of the streams that settings are chosen on; none: defaults only
     * @param streams their names
     */
    public record Settings(
            int drifts, int period, int maxDelay, List<Long> seeds, List<Long> tuningSeeds, List<String> streams) {}

    /**
     * How well a detector did.
     *
     * @param stream its name, or {@code all}
     * @param kind {@code abrupt} or {@code gradual}
     * @param detector its name; {@code tuned} stands behind it where it is not with its defaults
     * @param f1 by the rule, where several alarms of one drift count several times
     * @param f1Once where they count once
     * @param recall share of drifts with an alarm
     * @param delay rows from the start of a drift to its first alarm; null if none was found
     * @param falseAlarms per 1,000 rows
     */
    public record Outcome(
            String stream,
            String kind,
            String detector,
            double f1,
            double f1Once,
            double recall,
            Double delay,
            double falseAlarms) {}

    /**
     * The outcome.
     *
     * @param chosen settings that did best on the tuning seeds, by detector
     */
    public record Figures(Settings settings, List<Outcome> outcomes, Map<String, String> chosen) {}

    private record Contestant(String name, DetectorConfig config) {}

    private static final String ALL = "all";
    private static final String TUNED = " tuned";
    private static final List<String> KINDS = List.of("abrupt", "gradual");

    private DriftQualityBenchmark() {}

    /** Runs and reports; {@code benchmarks/README.md} has the options. */
    public static void main(String[] arguments) {
        Options options = Options.parse(
                arguments,
                Map.of(
                        "drifts", "30",
                        "period", "10000",
                        "max-delay", "1000",
                        "seeds", "101,102,103",
                        "tuning-seeds", "11",
                        "streams", String.join(",", ErrorStreams.names()),
                        "out", "target/results"));
        Figures figures = measure(new Settings(
                options.count("drifts"),
                options.count("period"),
                options.count("max-delay"),
                options.texts("seeds").stream().map(Long::valueOf).toList(),
                options.texts("tuning-seeds").stream().map(Long::valueOf).toList(),
                options.texts("streams")));
        Report.write(Path.of(options.text("out")), "drift-quality", figures, markdown(figures));
    }

    static Figures measure(Settings settings) {
        List<Contestant> contestants = new ArrayList<>();
        Detectors.names().forEach(name -> contestants.add(new Contestant(name, Detectors.defaults(name))));
        Map<String, String> chosen = new TreeMap<>();
        if (!settings.tuningSeeds().isEmpty()) {
            for (DetectorConfig best : tuned(settings)) {
                contestants.add(new Contestant(best.detector() + TUNED, best));
                chosen.put(best.detector(), best.toString());
            }
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (String kind : KINDS) {
            List<DriftScore> all = scores(contestants.size());
            for (String stream : settings.streams()) {
                List<DriftScore> scores = scores(settings, settings.seeds(), stream, kind, contestants);
                addAll(all, scores);
                addOutcomes(outcomes, stream, kind, contestants, scores);
            }
            addOutcomes(outcomes, ALL, kind, contestants, all);
        }
        return new Figures(settings, outcomes, chosen);
    }

    /** Of each detector's grid the settings with the greatest F1 over all streams of the tuning seeds, abrupt and gradual ones together. */
    private static List<DetectorConfig> tuned(Settings settings) {
        List<Contestant> grid = DetectorGrid.all().stream()
                .map(config -> new Contestant(config.detector(), config))
                .toList();
        List<DriftScore> scores = scores(grid.size());
        for (String kind : KINDS) {
            for (String stream : settings.streams()) {
                addAll(scores, scores(settings, settings.tuningSeeds(), stream, kind, grid));
            }
        }
        Map<String, Integer> best = new TreeMap<>();
        for (int i = 0; i < grid.size(); i++) {
            int place = i;
            best.merge(
                    grid.get(i).name(),
                    i,
                    (one, other) -> scores.get(place).f1() > scores.get(one).f1() ? other : one);
        }
        return best.values().stream().map(i -> grid.get(i).config()).toList();
    }

    private static List<DriftScore> scores(int number) {
        return Stream.generate(DriftScore::new).limit(number).toList();
    }

    private static void addAll(List<DriftScore> into, List<DriftScore> scores) {
        for (int i = 0; i < scores.size(); i++) {
            into.get(i).add(scores.get(i));
        }
    }

    private static List<DriftScore> scores(
            Settings settings, List<Long> seeds, String stream, String kind, List<Contestant> contestants) {
        int length = kind.equals("abrupt") ? 0 : settings.maxDelay();
        List<DriftScore> scores = scores(contestants.size());
        for (long seed : seeds) {
            byte[] errors = ErrorStreams.errors(stream, settings.drifts(), settings.period(), length, seed);
            for (int i = 0; i < scores.size(); i++) {
                scores.get(i).add(contestants.get(i).config(), errors, settings.period(), length, settings.maxDelay());
            }
        }
        return scores;
    }

    private static void addOutcomes(
            List<Outcome> outcomes, String stream, String kind, List<Contestant> contestants, List<DriftScore> scores) {
        for (int i = 0; i < scores.size(); i++) {
            DriftScore score = scores.get(i);
            double delay = score.delay();
            outcomes.add(new Outcome(
                    stream,
                    kind,
                    contestants.get(i).name(),
                    score.f1(),
                    score.f1Once(),
                    score.recall(),
                    Double.isNaN(delay) ? null : (Double) delay,
                    score.falseAlarmsPerThousand()));
        }
    }

    /** The outcome of a detector over all streams of a kind. */
    static Outcome overall(Figures figures, String kind, String detector) {
        return figures.outcomes().stream()
                .filter(outcome -> outcome.stream().equals(ALL)
                        && outcome.kind().equals(kind)
                        && outcome.detector().equals(detector))
                .findFirst()
                .orElseThrow();
    }

    /** The report for people. */
    static String markdown(Figures figures) {
        Settings settings = figures.settings();
        StringBuilder text = new StringBuilder("# How well detectors find drifts\n\n")
                .append(
                        "Errors of a Hoeffding tree; %d drifts every %,d rows, gradual ones over %,d rows; alarms up to %,d rows after a drift's end are true; seeds %s.\n"
                                .formatted(
                                        settings.drifts(),
                                        settings.period(),
                                        settings.maxDelay(),
                                        settings.maxDelay(),
                                        settings.seeds()));
        if (!figures.chosen().isEmpty()) {
            text.append("\nTuned are the best settings on seeds %s:\n\n".formatted(settings.tuningSeeds()));
            figures.chosen()
                    .values()
                    .forEach(config -> text.append("- `").append(config).append("`\n"));
        }
        String ours = ErrorRiseConfig.DEFAULTS.detector();
        String seed = SeedConfig.DEFAULTS.detector();
        for (String kind : KINDS) {
            Outcome our = overall(figures, kind, ours);
            Outcome their = overall(figures, kind, seed);
            text.append("\n## %s drifts\n\n".formatted(kind.equals("abrupt") ? "Abrupt" : "Gradual"))
                    .append("`%s` to `%s`: F1 %.2f times, false alarms %.2f times.\n\n"
                            .formatted(ours, seed, our.f1() / their.f1(), our.falseAlarms() / their.falseAlarms()))
                    .append(
                            "| Stream | Detector | F1 | F1, one alarm a drift | Recall | Delay, rows | False alarms per 1,000 rows |\n")
                    .append("|---|---|---|---|---|---|---|\n");
            for (Outcome outcome : figures.outcomes()) {
                if (outcome.kind().equals(kind)) {
                    text.append("| %s | %s | %.3f | %.3f | %.3f | %s | %.3f |\n"
                            .formatted(
                                    outcome.stream(),
                                    outcome.detector(),
                                    outcome.f1(),
                                    outcome.f1Once(),
                                    outcome.recall(),
                                    outcome.delay() == null ? "" : "%.0f".formatted(outcome.delay()),
                                    outcome.falseAlarms()));
                }
            }
        }
        return text.toString();
    }
}
