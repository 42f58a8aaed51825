package io.millrace.benchmarks;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.linear.FtrlLogisticRegressionConfig;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.linear.SgdClassifierConfig;
import io.millrace.learning.loss.LogLoss;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Test, then train: scoring a row and learning from it. Dense rows have 30 features, an operation is a row; sparse ones have
 * {@value #ENTRIES} entries, drawn as words are (Zipf) and hashed into 2<sup>20</sup> places, an operation is an entry.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class LearnBenchmark {
    /** Few enough to stay in the second-level cache, as the one row that a job reuses does. */
    private static final int ROWS = 1_024;

    private static final int FEATURES = 30;
    /** About those of a news story in RCV1. */
    private static final int ENTRIES = 76;

    private static final int WORDS = 47_152;
    private static final int PLACES = 1 << 20;
    private static final double RATE = 0.01;

    private final FeatureVector[] dense = new FeatureVector[ROWS];
    private final FeatureVector[] sparse = new FeatureVector[ROWS];
    private final double[] denseLabels = new double[ROWS];
    private final double[] sparseLabels = new double[ROWS];
    private final double[] scores = new double[1];
    private int next;

    private final double[] denseWeights = new double[FEATURES];
    private final double[] sparseWeights = new double[PLACES];
    private double intercept;

    private Learner denseSgd;
    private Learner sparseSgd;
    private Learner sparseFtrl;
    private Learner sparseScaledSgd;

    /** Draws rows, half of them of class 1, and makes learners. */
    @Setup
    public void setUp() {
        Random random = new Random(5);
        for (int i = 0; i < ROWS; i++) {
            dense[i] = FeatureVector.dense(FEATURES);
            double sum = random.nextGaussian();
            for (int j = 0; j < FEATURES; j++) {
                dense[i].set(j, random.nextGaussian());
                sum += dense[i].value(j) * (j % 3 - 1);
            }
            denseLabels[i] = sum > 0 ? 1 : 0;
        }
        for (int i = 0; i < ROWS; i++) {
            sparse[i] = story(random);
            sparseLabels[i] = random.nextInt(2);
        }
        LogisticRegressionConfig sgd = LogisticRegressionConfig.DEFAULTS;
        LearnerConfig scaledSgd = SgdClassifierConfig.DEFAULTS.withLoss(new LogLoss());
        denseSgd = sgd.newLearner(FEATURES);
        sparseSgd = sgd.newLearner(PLACES);
        sparseFtrl = FtrlLogisticRegressionConfig.DEFAULTS.newLearner(PLACES);
        sparseScaledSgd = scaledSgd.newLearner(PLACES);
    }

    private static FeatureVector story(Random random) {
        FeatureVector row = FeatureVector.sparse(PLACES, ENTRIES);
        boolean[] taken = new boolean[WORDS];
        while (row.size() < ENTRIES) {
            // Zipf's law with exponent 1: the logarithm of the rank is uniform.
            int rank = (int) Math.exp(random.nextDouble() * Math.log(WORDS));
            int place = (rank * 0x9E3779B9) >>> 12;
            if (!taken[rank]) {
                taken[rank] = true;
                row.add(place, 1 / Math.sqrt(ENTRIES));
            }
        }
        return row;
    }

    /** What one would write without a library, dense. */
    @Benchmark
    public double handWrittenDense() {
        int i = next++ & (ROWS - 1);
        double[] x = dense[i].values();
        double[] w = denseWeights;
        double p = intercept;
        for (int j = 0; j < FEATURES; j++) {
            p += w[j] * x[j];
        }
        double probability = 1 / (1 + Math.exp(-p));
        double step = RATE * (probability - denseLabels[i]);
        for (int j = 0; j < FEATURES; j++) {
            w[j] -= step * x[j];
        }
        intercept -= step;
        return probability;
    }

    /** What one would write without a library, sparse. */
    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public double handWrittenSparse() {
        int i = next++ & (ROWS - 1);
        double[] x = sparse[i].values();
        int[] places = sparse[i].indices();
        double[] w = sparseWeights;
        double p = intercept;
        for (int k = 0; k < ENTRIES; k++) {
            p += w[places[k]] * x[k];
        }
        double probability = 1 / (1 + Math.exp(-p));
        double step = RATE * (probability - sparseLabels[i]);
        for (int k = 0; k < ENTRIES; k++) {
            w[places[k]] -= step * x[k];
        }
        intercept -= step;
        return probability;
    }

    /** Logistic regression by SGD, dense. */
    @Benchmark
    public double logisticSgdDense() {
        int i = next++ & (ROWS - 1);
        return scoreAndLearn(denseSgd, dense[i], denseLabels[i]);
    }

    /** The same by two calls, as where something is asked in between: score and margin are worked out twice. */
    @Benchmark
    public double logisticSgdDenseTwoCalls() {
        int i = next++ & (ROWS - 1);
        denseSgd.score(dense[i], scores);
        denseSgd.learn(dense[i], denseLabels[i], 1);
        return scores[0];
    }

    /** Logistic regression by SGD, sparse. */
    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public double logisticSgdSparse() {
        int i = next++ & (ROWS - 1);
        return scoreAndLearn(sparseSgd, sparse[i], sparseLabels[i]);
    }

    /** In scikit-learn's form: with an l2 penalty that all 2<sup>20</sup> weights feel. */
    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public double scaledSgdSparse() {
        int i = next++ & (ROWS - 1);
        return scoreAndLearn(sparseScaledSgd, sparse[i], sparseLabels[i]);
    }

    /** FTRL-Proximal, sparse. */
    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public double ftrlSparse() {
        int i = next++ & (ROWS - 1);
        return scoreAndLearn(sparseFtrl, sparse[i], sparseLabels[i]);
    }

    private double scoreAndLearn(Learner learner, FeatureVector row, double label) {
        learner.scoreAndLearn(row, label, 1, scores);
        return scores[0];
    }

    /** Runs it; takes JMH's options. */
    public static void main(String[] arguments) throws Exception {
        Jmh.run(LearnBenchmark.class, arguments);
    }
}
