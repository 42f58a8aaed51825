package io.millrace.benchmarks;

import io.millrace.benchmarks.AdmissionRun.Attack;
import io.millrace.benchmarks.AdmissionRun.Result;
import io.millrace.examples.fraud.FraudConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What attackers who send labels do to a learner of card fraud, without the admission filter and behind it: AUC on days that come after, next to that of
 * the same learner without attackers.
 */
public final class AdmissionBenchmark {
    /**
     * What to measure.
     *
     * @param customers of the simulated world
     * @param days of it; the first 37 warm features up, the last 14 are for testing
     * @param principals that send labels, each for any payment
     * @param seeds one world each
     */
    public record Settings(int customers, int days, int principals, List<Integer> seeds) {}

    /**
     * One attack in one world.
     *
     * @param clean AUC without attackers and without filter
     * @param unfiltered AUC under attack without filter
     * @param filtered AUC of the learner behind the filter
     * @param published AUC of the model that serves behind filter and gate
     * @param refusedHonest share of honest labels refused
     * @param learnedLies share of false labels learned
     * @param frozen why learning stopped; empty if it did not
     */
    public record Outcome(
            String attack,
            int seed,
            double clean,
            double unfiltered,
            double filtered,
            double published,
            double refusedHonest,
            double learnedLies,
            String frozen) {}

    /** The outcome. */
    public record Figures(Machine machine, Settings settings, int rows, List<Outcome> outcomes) {}

    private AdmissionBenchmark() {}

    /** Measures and reports; {@code benchmarks/README.md} has the options. */
    public static void main(String[] arguments) {
        Options options = Options.parse(
                arguments,
                Map.of(
                        "customers", "2000",
                        "days", "100",
                        "principals", "500",
                        "seeds", "1,2,3",
                        "out", "target/results"));
        Figures figures = measure(new Settings(
                options.count("customers"),
                options.count("days"),
                options.count("principals"),
                options.texts("seeds").stream().map(Integer::valueOf).toList()));
        Report.write(Path.of(options.text("out")), "admission", figures, markdown(figures));
    }

    /** Measures. */
    static Figures measure(Settings settings) {
        List<Outcome> outcomes = new ArrayList<>();
        int rows = 0;
        for (int seed : settings.seeds()) {
            AdmissionRun run = new AdmissionRun(
                    FraudConfig.DEFAULTS
                            .withSeed(seed)
                            .withCustomers(settings.customers())
                            .withDays(settings.days()),
                    settings.principals());
            rows = run.rows();
            double clean = run.without(Attack.NONE).auc();
            for (Attack attack : Attack.values()) {
                Result open = attack == Attack.NONE ? null : run.without(attack);
                Result filtered = run.behindFilter(attack);
                outcomes.add(new Outcome(
                        attack.text(),
                        seed,
                        clean,
                        open == null ? clean : open.auc(),
                        filtered.auc(),
                        filtered.publishedAuc(),
                        filtered.refusedHonest(),
                        filtered.learnedLies(),
                        filtered.frozen()));
            }
        }
        return new Figures(Machine.here(), settings, rows, outcomes);
    }

    /** The report for people. */
    static String markdown(Figures figures) {
        StringBuilder text = new StringBuilder("# Admission: lies before a learner\n\n")
                .append(figures.machine().markdown())
                .append(
                        "\n\n%,d customers, %d days, %,d labels in the last world, %d principals; a table row is one world. AUC on the last 14 days, true labels.\n\n"
                                .formatted(
                                        figures.settings().customers(),
                                        figures.settings().days(),
                                        figures.rows(),
                                        figures.settings().principals()))
                .append(
                        "| Attack | Seed | Clean | Attacked, no filter | Lost | Attacked, filter | Lost | Published | Lost | Honest refused | Lies learned | Frozen |\n")
                .append("|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (Outcome outcome : figures.outcomes()) {
            text.append("| %s | %d | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f | %.2f %% | %s | %s |\n"
                    .formatted(
                            outcome.attack(),
                            outcome.seed(),
                            outcome.clean(),
                            outcome.unfiltered(),
                            outcome.clean() - outcome.unfiltered(),
                            outcome.filtered(),
                            outcome.clean() - outcome.filtered(),
                            outcome.published(),
                            outcome.clean() - outcome.published(),
                            100 * outcome.refusedHonest(),
                            Double.isNaN(outcome.learnedLies()) ? "" : "%.1f %%".formatted(100 * outcome.learnedLies()),
                            outcome.frozen().isEmpty() ? "no" : "yes"));
        }
        return text.toString();
    }
}
