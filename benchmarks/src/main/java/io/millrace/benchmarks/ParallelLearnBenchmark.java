package io.millrace.benchmarks;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.evaluation.Cumulative;
import io.millrace.learning.evaluation.MeanLoss;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.linear.FtrlLogisticRegressionConfig;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.linear.SoftmaxRegressionConfig;
import io.millrace.learning.optimizer.AdaGrad;
import io.millrace.learning.parallel.ParallelConfig;
import io.millrace.learning.parallel.ParallelLearner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * One learner on several threads beside the same learner on one: examples a second, and what averaging costs in log loss, for several sync
 * periods. Rows are there before, so that nothing but learning is timed; they are lent to the parallel learner, and for the longest period also
 * copied, as rows are that their owner uses again.
 *
 * <p>As the machine's own limit, independent learners side by side, one on each thread, which share nothing.
 */
public final class ParallelLearnBenchmark {
    private static final int ENTRIES = 76;
    private static final int WORDS = 47_152;
    private static final int DENSE_FEATURES = 1_000;
    private static final int CLASSES = 10;
    private static final int CLASS_FEATURES = 200;

    /**
     * What to measure.
     *
     * @param workers threads that learn, at least 2
     * @param syncPeriods examples from one combination to the next
     * @param sparseRows of {@value #ENTRIES} entries among {@value #WORDS} features, to learn
     * @param denseRows of {@value #DENSE_FEATURES} features, and as many of {@value #CLASS_FEATURES} with {@value #CLASSES} classes, to learn
     * @param millis that a timed run takes at least; it learns the rows again and again
     * @param rounds of all runs, one after the other
     */
    public record Settings(
            int workers, List<Integer> syncPeriods, int sparseRows, int denseRows, int millis, int rounds) {}

    /**
     * One way to learn.
     *
     * @param work rows and algorithm
     * @param way {@code one thread}, {@code independent}, or the sync period, {@code copied} if rows are not lent
     * @param rate examples a second
     * @param ratio of the rate to that of one thread in the same round
     * @param logLoss of rows not learned, after one pass; NaN for independent learners
     * @param logLossRatio to that of one thread
     * @param prequentialRatio log loss of each row before it was learned, to that of one thread
     */
    public record Outcome(
            String work,
            String way,
            Spread rate,
            Spread ratio,
            double logLoss,
            double logLossRatio,
            double prequentialRatio) {}

    /** The outcome. */
    public record Figures(Machine machine, Settings settings, List<Outcome> outcomes) {}

    private ParallelLearnBenchmark() {}

    /** Measures and reports; {@code benchmarks/README.md} has the options. */
    public static void main(String[] arguments) {
        Options options = Options.parse(
                arguments,
                Map.of(
                        "workers", "2",
                        "sync-periods", "100,1000,10000,50000",
                        "sparse-rows", "200000",
                        "dense-rows", "40000",
                        "millis", "1500",
                        "rounds", "5",
                        "out", "target/results"));
        Figures figures = measure(new Settings(
                options.count("workers"),
                options.texts("sync-periods").stream().map(Integer::valueOf).toList(),
                options.count("sparse-rows"),
                options.count("dense-rows"),
                options.count("millis"),
                options.count("rounds")));
        Report.write(Path.of(options.text("out")), "parallel", figures, markdown(figures));
    }

    /** Measures. */
    static Figures measure(Settings settings) {
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.addAll(new Work(
                        "FTRL, %d of %,d".formatted(ENTRIES, WORDS),
                        FtrlLogisticRegressionConfig.DEFAULTS,
                        Rows.sparse(settings.sparseRows()),
                        settings)
                .outcomes());
        outcomes.addAll(new Work(
                        "AdaGrad, %,d dense".formatted(DENSE_FEATURES),
                        LogisticRegressionConfig.DEFAULTS.withOptimizer(AdaGrad.withRate(0.05)),
                        Rows.dense(settings.denseRows()),
                        settings)
                .outcomes());
        outcomes.addAll(new Work(
                        "Softmax AdaGrad, %d dense, %d classes".formatted(CLASS_FEATURES, CLASSES),
                        SoftmaxRegressionConfig.defaults(CLASSES).withOptimizer(AdaGrad.withRate(0.05)),
                        Rows.classes(settings.denseRows()),
                        settings)
                .outcomes());
        return new Figures(Machine.here(), settings, outcomes);
    }

    /** Rows with labels drawn from a logistic model: those to learn, and a tenth more to test. */
    private static final class Rows {
        final int learned;
        final FeatureVector[] rows;
        final double[] labels;

        private Rows(int learned) {
            this.learned = learned;
            rows = new FeatureVector[learned + Math.max(1, learned / 10)];
            labels = new double[rows.length];
        }

        static Rows sparse(int learned) {
            Random random = new Random(76);
            double[] truth = random.doubles(WORDS, -4, 4).toArray();
            Rows made = new Rows(learned);
            boolean[] taken = new boolean[WORDS];
            for (int i = 0; i < made.rows.length; i++) {
                Arrays.fill(taken, false);
                FeatureVector row = FeatureVector.sparse(WORDS, ENTRIES);
                while (row.size() < ENTRIES) {
                    // Zipf's law with exponent 1: the logarithm of the rank is uniform.
                    int rank = (int) Math.exp(random.nextDouble() * Math.log(WORDS));
                    if (!taken[rank]) {
                        taken[rank] = true;
                        row.add(rank, 1 / Math.sqrt(ENTRIES));
                    }
                }
                made.set(i, row, truth, random);
            }
            return made;
        }

        static Rows dense(int learned) {
            Random random = new Random(1_000);
            double[] truth = random.doubles(DENSE_FEATURES, -0.1, 0.1).toArray();
            Rows made = new Rows(learned);
            for (int i = 0; i < made.rows.length; i++) {
                FeatureVector row = FeatureVector.dense(DENSE_FEATURES);
                for (int j = 0; j < DENSE_FEATURES; j++) {
                    row.set(j, random.nextGaussian());
                }
                made.set(i, row, truth, random);
            }
            return made;
        }

        /** The class is that of the greatest of several logits, with noise of Gumbel: as drawn from their softmax. */
        static Rows classes(int learned) {
            Random random = new Random(CLASSES);
            double[][] truth = new double[CLASSES][];
            Arrays.setAll(truth, c -> random.doubles(CLASS_FEATURES, -0.3, 0.3).toArray());
            Rows made = new Rows(learned);
            for (int i = 0; i < made.rows.length; i++) {
                FeatureVector row = FeatureVector.dense(CLASS_FEATURES);
                for (int j = 0; j < CLASS_FEATURES; j++) {
                    row.set(j, random.nextGaussian());
                }
                made.rows[i] = row;
                double greatest = Double.NEGATIVE_INFINITY;
                for (int c = 0; c < CLASSES; c++) {
                    double logit = row.dot(truth[c]) - Math.log(-Math.log(random.nextDouble()));
                    if (logit > greatest) {
                        greatest = logit;
                        made.labels[i] = c;
                    }
                }
            }
            return made;
        }

        private void set(int i, FeatureVector row, double[] truth, Random random) {
            rows[i] = row;
            labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-row.dot(truth))) ? 1 : 0;
        }

        int dimension() {
            return rows[0].dimension();
        }
    }

    /** One algorithm on one kind of rows, all ways. */
    private static final class Work {
        private final String name;
        private final LearnerConfig config;
        private final Rows rows;
        private final Settings settings;

        Work(String name, LearnerConfig config, Rows rows, Settings settings) {
            this.name = name;
            this.config = config;
            this.rows = rows;
            this.settings = settings;
        }

        List<Outcome> outcomes() {
            List<Way> ways = ways();
            List<List<Double>> rates = new ArrayList<>();
            ways.forEach(way -> rates.add(new ArrayList<>()));
            // The first round warms up.
            for (int round = 0; round <= settings.rounds(); round++) {
                for (int i = 0; i < ways.size(); i++) {
                    double rate = ways.get(i).rate().getAsDouble();
                    if (round > 0) {
                        rates.get(i).add(rate);
                    }
                }
            }
            List<Outcome> outcomes = new ArrayList<>();
            double[] aloneLosses = ways.get(0).losses().get();
            for (int i = 0; i < ways.size(); i++) {
                double[] losses = ways.get(i).losses().get();
                outcomes.add(new Outcome(
                        name,
                        ways.get(i).name(),
                        Spread.of(rates.get(i)),
                        Spread.of(ratios(rates.get(i), rates.get(0))),
                        losses[0],
                        losses[0] / aloneLosses[0],
                        losses[1] / aloneLosses[1]));
            }
            return outcomes;
        }

        /**
         * A way to learn.
         *
         * @param rate examples a second of a run
         * @param losses as {@link #losses(Learner)}
         */
        private record Way(String name, DoubleSupplier rate, Supplier<double[]> losses) {}

        /** All ways, the one with one thread first. */
        private List<Way> ways() {
            List<Way> ways = new ArrayList<>();
            ways.add(new Way("one thread", this::alone, () -> losses(config.newLearner(rows.dimension()))));
            for (int period : settings.syncPeriods()) {
                ways.add(new Way("%,d".formatted(period), () -> together(period, true), () -> losses(period)));
            }
            int longest = Collections.max(settings.syncPeriods());
            ways.add(new Way("%,d, copied".formatted(longest), () -> together(longest, false), () -> losses(longest)));
            ways.add(new Way("independent", this::independent, () -> new double[] {Double.NaN, Double.NaN}));
            return ways;
        }

        private static List<Double> ratios(List<Double> rates, List<Double> aloneRates) {
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < rates.size(); i++) {
                ratios.add(rates.get(i) / aloneRates.get(i));
            }
            return ratios;
        }

        private ParallelLearner parallel(int period) {
            return new ParallelConfig(config, settings.workers(), period).newLearner(rows.dimension());
        }

        private double alone() {
            Learner learner = config.newLearner(rows.dimension());
            return rate(i -> learner.learn(rows.rows[i], rows.labels[i], 1), () -> {});
        }

        private double together(int period, boolean lends) {
            try (ParallelLearner learner = parallel(period)) {
                return rate(
                        lends
                                ? i -> learner.learnLent(rows.rows[i], rows.labels[i], 1)
                                : i -> learner.learn(rows.rows[i], rows.labels[i], 1),
                        learner::synchronise);
            }
        }

        /** Examples a second of all learners side by side. */
        private double independent() {
            List<CompletableFuture<Double>> others = new ArrayList<>();
            for (int i = 1; i < settings.workers(); i++) {
                others.add(CompletableFuture.supplyAsync(this::alone));
            }
            double sum = alone();
            for (CompletableFuture<Double> other : others) {
                sum += other.join();
            }
            return sum;
        }

        /** Examples a second where {@code learn} takes the row of a number, and {@code end} waits for the last. */
        private double rate(IntConsumer learn, Runnable end) {
            long begun = System.nanoTime();
            long until = begun + settings.millis() * 1_000_000L;
            long examples = 0;
            do {
                for (int i = 0; i < rows.learned; i++) {
                    learn.accept(i);
                }
                examples += rows.learned;
            } while (System.nanoTime() < until);
            end.run();
            return examples / ((System.nanoTime() - begun) / 1e9);
        }

        private double[] losses(int period) {
            try (ParallelLearner learner = parallel(period)) {
                return losses(learner);
            }
        }

        /** Log loss of the rows that are not learned after one pass, and of the others before they were. */
        private double[] losses(Learner learner) {
            double[] scores = new double[learner.outputs()];
            ScoreLoss loss = scores.length == 1 ? ScoreLoss.LOG_LOSS : ScoreLoss.MULTICLASS_LOG_LOSS;
            Cumulative before = new Cumulative(new MeanLoss(loss));
            for (int i = 0; i < rows.learned; i++) {
                learner.score(rows.rows[i], scores);
                before.update(rows.labels[i], scores, 1);
                learner.learn(rows.rows[i], rows.labels[i], 1);
            }
            if (learner instanceof ParallelLearner parallel) {
                parallel.synchronise();
            }
            Cumulative after = new Cumulative(new MeanLoss(loss));
            for (int i = rows.learned; i < rows.rows.length; i++) {
                learner.score(rows.rows[i], scores);
                after.update(rows.labels[i], scores, 1);
            }
            return new double[] {after.value(), before.value()};
        }
    }

    /** The report for people. */
    static String markdown(Figures figures) {
        StringBuilder text = new StringBuilder("# Learning on several threads\n\n")
                .append(figures.machine().markdown())
                .append("\n\n%d workers, %d rounds, at least %d ms each.\n\n"
                        .formatted(
                                figures.settings().workers(),
                                figures.settings().rounds(),
                                figures.settings().millis()))
                .append(
                        "| Work | Sync period | Examples a second | To one thread | Log loss after | To one thread | Log loss before learning, to one thread |\n")
                .append("|---|---|---|---|---|---|---|\n");
        for (Outcome outcome : figures.outcomes()) {
            text.append("| %s | %s | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            outcome.work(),
                            outcome.way(),
                            outcome.rate().text(0),
                            outcome.ratio().text(2),
                            number(outcome.logLoss()),
                            number(outcome.logLossRatio()),
                            number(outcome.prequentialRatio())));
        }
        return text.toString();
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : "%.4f".formatted(value);
    }
}
