package io.millrace.benchmarks;

import io.millrace.benchmarks.SwapBenchmark.Correctness;
import io.millrace.benchmarks.SwapBenchmark.Figures;
import io.millrace.benchmarks.SwapBenchmark.Flood;
import io.millrace.benchmarks.SwapBenchmark.Settings;
import io.millrace.benchmarks.SwapBenchmark.Swap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The figures of {@link SwapBenchmark} for people. */
final class SwapReport {
    private static final double LEAST_THROUGHPUT_RATIO = 0.9;
    private static final double MOST_P99_RATIO = 2;

    private SwapReport() {}

    /** How many commands ended so, by flaw, phase and reason. */
    static Map<String, Long> outcomes(List<Swap> swaps) {
        return swaps.stream().collect(Collectors.groupingBy(SwapReport::outcome, TreeMap::new, Collectors.counting()));
    }

    private static String outcome(Swap swap) {
        String model = swap.flaw() == SwapModels.Flaw.NONE ? "good, " + swap.effectiveFrom() : "bad, " + swap.flaw();
        return (model + ": " + swap.phase() + " " + swap.reason()).strip();
    }

    static String markdown(Figures figures) {
        StringBuilder text = new StringBuilder();
        Settings settings = figures.settings();
        text.append("%,d swaps, %d of them with a bad model, at %,d events a second over %d partitions.%n%n"
                .formatted(settings.swaps(), settings.bad(), settings.rate(), settings.partitions()));
        Correctness correctness = figures.correctness();
        text.append("| Events | Unanswered | Answered again | Dead letters | By a bad model | By a wrong version |"
                + " Versions that answered | Unexpected outcomes |\n|---|---|---|---|---|---|---|---|\n");
        text.append("| %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d |%n%n"
                .formatted(
                        correctness.events(),
                        correctness.unanswered(),
                        correctness.answeredAgain(),
                        correctness.deadLetters(),
                        correctness.byBadModel(),
                        correctness.byWrongVersion(),
                        correctness.versions(),
                        correctness.unexpectedOutcomes()));
        text.append("| Phases | Seconds | Answers a second | p50 ms | p99 ms | p99.9 ms | max ms |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        phases(text, "without swaps", figures.without(), true);
        phases(text, "during swaps", figures.during(), true);
        phases(text, "of these, 0.1 s around a switch", figures.atSwitch(), false);
        if (figures.flood() != null) {
            phases(text, "while the control topic is flooded", figures.flood().during(), true);
        }
        text.append(
                "%nThroughput during / without: %.3f (limit %.1f: %s). p99 during / without: %.2f (limit %.0f: %s).%n%n"
                        .formatted(
                                figures.throughputRatio(),
                                LEAST_THROUGHPUT_RATIO,
                                holds(figures.throughputRatio() >= LEAST_THROUGHPUT_RATIO),
                                figures.p99Ratio(),
                                MOST_P99_RATIO,
                                holds(figures.p99Ratio() <= MOST_P99_RATIO)));
        if (figures.flood() != null) {
            flood(text, figures.flood(), settings);
        }
        text.append("| Outcome | Swaps |\n|---|---|\n");
        figures.outcomes().forEach((outcome, count) -> text.append("| %s | %d |%n".formatted(outcome, count)));
        text.append("\n| Milliseconds | p50 | p99 | max |\n|---|---|---|---|\n");
        durations(text, "command sent to ACTIVE", figures.commandToActive());
        durations(text, "COMMITTING to ACTIVE", figures.committingToActive());
        text.append("%nThe job's process: resident MB %s; %.2f cores.%n%n"
                .formatted(figures.jobMegabytes(), figures.jobCores()));
        return text.append(figures.machine().markdown()).append("\n").toString();
    }

    private static void flood(StringBuilder text, Flood flood, Settings settings) {
        text.append(
                "Floods of %,d bad records in a second, a good command behind each: %,d of %,d refused. p99 during / without: %.2f (limit %.0f: %s). First record to ACTIVE: %,d ms, at most %,d.%n%n"
                        .formatted(
                                settings.flood(),
                                flood.refused(),
                                flood.records(),
                                flood.p99Ratio(),
                                MOST_P99_RATIO,
                                holds(flood.p99Ratio() <= MOST_P99_RATIO),
                                flood.millis().p50(),
                                flood.millis().max()));
    }

    private static void phases(StringBuilder text, String name, PhaseFigures figures, boolean withThroughput) {
        text.append("| %s | %.0f | %s | %.1f | %.1f | %.1f | %.1f |%n"
                .formatted(
                        name,
                        figures.seconds(),
                        withThroughput ? "%,.0f".formatted(figures.answersPerSecond()) : "",
                        figures.p50(),
                        figures.p99(),
                        figures.p999(),
                        figures.max()));
    }

    private static void durations(StringBuilder text, String name, Percentiles millis) {
        text.append("| %s | %,d | %,d | %,d |%n".formatted(name, millis.p50(), millis.p99(), millis.max()));
    }

    private static String holds(boolean holds) {
        return holds ? "holds" : "DOES NOT HOLD";
    }
}
