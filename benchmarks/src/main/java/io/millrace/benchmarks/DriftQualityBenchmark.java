package io.millrace.benchmarks;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.detector.Detectors;
import io.millrace.drift.detector.ErrorRiseConfig;
import io.millrace.drift.detector.SeedConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How well each detector, with its default settings, finds the drifts in a Hoeffding tree's errors: F1, recall, delay and false alarms on generated streams with abrupt
 * and with gradual drifts. Seeds decide everything; nothing here depends on the machine.
 */
public final class DriftQualityBenchmark {
    /**
     * What to run.
     *
     * @param drifts of each stream
     * @param period rows from the start of a drift to that of the next
     * @param maxDelay rows after a drift's end in which an alarm is still of that drift; also the length of a gradual drift
     * @param seeds of the streams, one of each kind a seed
     * @param streams their names
     */
    public record Settings(int drifts, int period, int maxDelay, List<Long> seeds, List<String> streams) {}

    /**
     * How well a detector did.
     *
     * @param stream its name, or {@code all}
     * @param kind {@code abrupt} or {@code gradual}
     * @param detector its name
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

    /** The outcome. */
    public record Figures(Settings settings, List<Outcome> outcomes) {}

    private static final String ALL = "all";
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
                        "streams", String.join(",", ErrorStreams.names()),
                        "out", "target/results"));
        Figures figures = measure(new Settings(
                options.count("drifts"),
                options.count("period"),
                options.count("max-delay"),
                options.texts("seeds").stream().map(Long::valueOf).toList(),
                options.texts("streams")));
        Report.write(Path.of(options.text("out")), "drift-quality", figures, markdown(figures));
    }

    static Figures measure(Settings settings) {
        List<DetectorConfig> detectors =
                Detectors.names().stream().map(Detectors::defaults).toList();
        List<Outcome> outcomes = new ArrayList<>();
        for (String kind : KINDS) {
            List<DriftScore> all =
                    detectors.stream().map(detector -> new DriftScore()).toList();
            for (String stream : settings.streams()) {
                List<DriftScore> scores = scores(settings, stream, kind, detectors);
                for (int i = 0; i < detectors.size(); i++) {
                    all.get(i).add(scores.get(i));
                    outcomes.add(outcome(stream, kind, detectors.get(i), scores.get(i)));
                }
            }
            for (int i = 0; i < detectors.size(); i++) {
                outcomes.add(outcome(ALL, kind, detectors.get(i), all.get(i)));
            }
        }
        return new Figures(settings, outcomes);
    }

    private static List<DriftScore> scores(
            Settings settings, String stream, String kind, List<DetectorConfig> detectors) {
        int length = kind.equals("abrupt") ? 0 : settings.maxDelay();
        List<DriftScore> scores =
                detectors.stream().map(detector -> new DriftScore()).toList();
        for (long seed : settings.seeds()) {
            byte[] errors = ErrorStreams.errors(stream, settings.drifts(), settings.period(), length, seed);
            for (int i = 0; i < detectors.size(); i++) {
                scores.get(i).add(detectors.get(i), errors, settings.period(), length, settings.maxDelay());
            }
        }
        return scores;
    }

    private static Outcome outcome(String stream, String kind, DetectorConfig detector, DriftScore score) {
        double delay = score.delay();
        return new Outcome(
                stream,
                kind,
                detector.detector(),
                score.f1(),
                score.f1Once(),
                score.recall(),
                Double.isNaN(delay) ? null : (Double) delay,
                score.falseAlarmsPerThousand());
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
