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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * One learner on several threads beside the same learner on one: examples a second, and what averaging costs in log loss, for several sync
 * periods. Rows are there before, so that nothing but learning is timed.
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
     * @param way {@code one thread}, {@code independent}, or the sync period
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
            int periods = settings.syncPeriods().size();
            List<List<Double>> rates = new ArrayList<>();
            for (int way = 0; way < periods + 2; way++) {
                rates.add(new ArrayList<>());
            }
            // The first round warms up.
            for (int round = 0; round <= settings.rounds(); round++) {
                double[] ofRound = new double[periods + 2];
                ofRound[0] = alone();
                for (int i = 0; i < periods; i++) {
                    ofRound[i + 1] = together(settings.syncPeriods().get(i));
                }
                ofRound[periods + 1] = independent();
                for (int way = 0; way < ofRound.length && round > 0; way++) {
                    rates.get(way).add(ofRound[way]);
                }
            }
            double[] aloneLosses = losses(config.newLearner(rows.dimension()));
            List<Outcome> outcomes = new ArrayList<>();
            outcomes.add(outcome("one thread", rates.get(0), rates.get(0), aloneLosses, aloneLosses));
            for (int i = 0; i < periods; i++) {
                int period = settings.syncPeriods().get(i);
                try (ParallelLearner learner = parallel(period)) {
                    outcomes.add(outcome(
                            "%,d".formatted(period), rates.get(i + 1), rates.get(0), losses(learner), aloneLosses));
                }
            }
            double[] none = {Double.NaN, Double.NaN};
            outcomes.add(outcome("independent", rates.get(periods + 1), rates.get(0), none, aloneLosses));
            return outcomes;
        }

        private Outcome outcome(
                String way, List<Double> rates, List<Double> aloneRates, double[] losses, double[] aloneLosses) {
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < rates.size(); i++) {
                ratios.add(rates.get(i) / aloneRates.get(i));
            }
            return new Outcome(
                    name,
                    way,
                    Spread.of(rates),
                    Spread.of(ratios),
                    losses[0],
                    losses[0] / aloneLosses[0],
                    losses[1] / aloneLosses[1]);
        }

        private ParallelLearner parallel(int period) {
            return new ParallelConfig(config, settings.workers(), period).newLearner(rows.dimension());
        }

        private double alone() {
            return rate(config.newLearner(rows.dimension()));
        }

        private double together(int period) {
            try (ParallelLearner learner = parallel(period)) {
                return rate(learner);
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

        private double rate(Learner learner) {
            long begun = System.nanoTime();
            long until = begun + settings.millis() * 1_000_000L;
            long examples = 0;
            do {
                for (int i = 0; i < rows.learned; i++) {
                    learner.learn(rows.rows[i], rows.labels[i], 1);
                }
                examples += rows.learned;
            } while (System.nanoTime() < until);
            if (learner instanceof ParallelLearner parallel) {
                parallel.synchronise();
            }
            return examples / ((System.nanoTime() - begun) / 1e9);
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
