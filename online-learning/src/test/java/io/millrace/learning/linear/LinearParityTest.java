package io.millrace.learning.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.loss.EpsilonInsensitiveLoss;
import io.millrace.learning.loss.HuberLoss;
import io.millrace.learning.loss.LogLoss;
import io.millrace.learning.loss.SquaredHingeLoss;
import io.millrace.learning.optimizer.AdaGrad;
import io.millrace.learning.optimizer.Adam;
import io.millrace.learning.optimizer.ConstantRate;
import io.millrace.learning.optimizer.FtrlProximal;
import io.millrace.learning.optimizer.FtrlProximal.Order;
import io.millrace.learning.optimizer.InverseScaling;
import io.millrace.learning.optimizer.OptimalRate;
import io.millrace.learning.optimizer.Optimizer;
import io.millrace.learning.optimizer.RmsProp;
import io.millrace.learning.optimizer.Sgd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * 2,000 rows of 8 features, each scored before it is learned, against what River and scikit-learn made of them:
 * {@code src/test/python/record_parity.py}.
 */
class LinearParityTest {
    private static final int FEATURES = 8;
    /**
     * Issue 5 asks for 1e-6. All but one are within 1e-9: under the optimal rate raw scores pass 18, where our log loss, as that of
     * scikit-learn 1.2, leaves out up to e^-18, and the one that was recorded does not.
     */
    private static final double WEIGHT_TOLERANCE = 1e-8;

    private static final double METRIC_TOLERANCE = 1e-9;

    private static final LogisticRegressionConfig RIVER =
            LogisticRegressionConfig.DEFAULTS.withInterceptRate(new ConstantRate(0.05));
    private static final SgdClassifierConfig SKLEARN = SgdClassifierConfig.DEFAULTS.withLoss(new LogLoss());
    private static final SgdRegressorConfig REGRESSOR = SgdRegressorConfig.DEFAULTS;
    private static final PassiveAggressiveClassifierConfig PA = PassiveAggressiveClassifierConfig.DEFAULTS.withC(0.01);
    private static final PassiveAggressiveRegressorConfig PA_REGRESSOR =
            PassiveAggressiveRegressorConfig.DEFAULTS.withC(0.01);

    private static List<double[]> stream;
    private static final Map<String, Double> EXPECTED = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        stream = lines("stream.csv")
                .map(line -> Stream.of(line.split(",", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
        lines("expected.csv").map(line -> line.split(",", -1)).forEach(cells -> {
            if (!cells[0].equals("versions")) {
                EXPECTED.put(cells[0] + " " + cells[1], Double.valueOf(cells[2]));
            }
        });
    }

    private static Stream<String> lines(String file) throws IOException {
        try (InputStream in = LinearParityTest.class.getResourceAsStream("/parity/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1);
        }
    }

    static Stream<Arguments> binary() {
        return Stream.of(
                Arguments.of("river-logistic-sgd", river(Sgd.withRate(0.05)).newLearner(FEATURES)),
                Arguments.of(
                        "river-logistic-sgd-l2",
                        river(Sgd.withRate(0.05)).withL2(0.01).newLearner(FEATURES)),
                Arguments.of(
                        "river-logistic-sgd-l1",
                        river(Sgd.withRate(0.05)).withL1(0.01).newLearner(FEATURES)),
                Arguments.of(
                        "river-logistic-sgd-inverse-scaling",
                        river(new Sgd(new InverseScaling(0.5, 0.5), 0)).newLearner(FEATURES)),
                Arguments.of(
                        "river-logistic-adagrad", river(AdaGrad.withRate(0.1)).newLearner(FEATURES)),
                Arguments.of(
                        "river-logistic-rmsprop", river(RmsProp.withRate(0.01)).newLearner(FEATURES)),
                Arguments.of("river-logistic-adam", river(Adam.withRate(0.01)).newLearner(FEATURES)),
                Arguments.of(
                        "river-logistic-ftrl",
                        river(new FtrlProximal(0.05, 1, 0, 1, Order.RIVER)).newLearner(FEATURES)),
                Arguments.of(
                        "river-logistic-ftrl-l1",
                        river(new FtrlProximal(0.1, 1, 2, 0.5, Order.RIVER)).newLearner(FEATURES)),
                Arguments.of("river-pa-1", PA.newLearner(FEATURES)),
                Arguments.of(
                        "river-pa-2", PA.withMode(PassiveAggressiveMode.PA_II).newLearner(FEATURES)),
                Arguments.of(
                        "sklearn-log-optimal",
                        SKLEARN.withPenalty(Penalty.l2(0.01))
                                .withSchedule(new OptimalRate(0.01))
                                .newLearner(FEATURES)),
                Arguments.of(
                        "sklearn-log-constant",
                        constant(0.05, Penalty.l2(0.001)).newLearner(FEATURES)),
                Arguments.of(
                        "sklearn-hinge",
                        SgdClassifierConfig.DEFAULTS
                                .withPenalty(Penalty.l2(0.001))
                                .withSchedule(new OptimalRate(0.001))
                                .newLearner(FEATURES)),
                Arguments.of(
                        "sklearn-squared-hinge",
                        constant(0.005, Penalty.l2(0.01))
                                .withLoss(new SquaredHingeLoss())
                                .newLearner(FEATURES)),
                Arguments.of(
                        "sklearn-log-l1-one-call",
                        constant(0.05, Penalty.l1(0.003)).newLearner(FEATURES)),
                Arguments.of(
                        "sklearn-log-elasticnet-one-call",
                        constant(0.05, new Penalty(0.003, 0.4)).newLearner(FEATURES)),
                Arguments.of(
                        "sklearn-log-average-one-call",
                        constant(0.05, Penalty.l2(0.001)).withAverageFrom(1).newLearner(FEATURES)),
                Arguments.of("sklearn-pa-1", PA.newLearner(FEATURES)),
                Arguments.of(
                        "sklearn-pa-2", PA.withMode(PassiveAggressiveMode.PA_II).newLearner(FEATURES)));
    }

    private static LogisticRegressionConfig river(Optimizer optimizer) {
        return RIVER.withOptimizer(optimizer);
    }

    private static SgdClassifierConfig constant(double rate, Penalty penalty) {
        return SKLEARN.withSchedule(new ConstantRate(rate)).withPenalty(penalty);
    }

    static Stream<Arguments> regression() {
        return Stream.of(
                Arguments.of(
                        "river-linear-sgd",
                        LinearRegressionConfig.DEFAULTS
                                .withOptimizer(Sgd.withRate(0.005))
                                .withInterceptRate(new ConstantRate(0.005))
                                .newLearner(FEATURES)),
                Arguments.of("sklearn-squared", REGRESSOR.newLearner(FEATURES)),
                Arguments.of(
                        "sklearn-huber", REGRESSOR.withLoss(new HuberLoss(0.5)).newLearner(FEATURES)),
                Arguments.of(
                        "sklearn-epsilon-insensitive",
                        REGRESSOR.withLoss(new EpsilonInsensitiveLoss(0.2)).newLearner(FEATURES)),
                Arguments.of("sklearn-pa-regressor-1", PA_REGRESSOR.newLearner(FEATURES)),
                Arguments.of(
                        "sklearn-pa-regressor-2",
                        PA_REGRESSOR.withMode(PassiveAggressiveMode.PA_II).newLearner(FEATURES)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void binary(String run, LinearModel learner) {
        double tie = learner.link() == Link.LOGISTIC ? 0.5 : 0;
        double logLoss = 0;
        int right = 0;
        for (double[] cells : stream) {
            FeatureVector row = row(cells);
            double label = cells[FEATURES];
            double score = learner.score(row);
            logLoss -= Math.log(label == 1 ? score : 1 - score);
            right += (score > tie) == (label == 1) ? 1 : 0;
            learner.learn(row, label);
        }
        assertWeights(run, learner);
        assertMetric(run, "accuracy", right / (double) stream.size());
        if (learner.link() == Link.LOGISTIC) {
            assertMetric(run, "logLoss", logLoss / stream.size());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void regression(String run, LinearModel learner) {
        double error = 0;
        for (double[] cells : stream) {
            FeatureVector row = row(cells);
            double number = cells[FEATURES + 2];
            error += Math.abs(learner.score(row) - number);
            learner.learn(row, number);
        }
        assertWeights(run, learner);
        assertMetric(run, "mae", error / stream.size());
    }

    /** River's has no intercept, so it is given a ninth feature that is always 1; ours learns its intercept at the same rate. */
    @Test
    void softmax() {
        SoftmaxLearner learner = SoftmaxRegressionConfig.defaults(3)
                .withOptimizer(Sgd.withRate(0.05))
                .withInterceptRate(new ConstantRate(0.05))
                .newLearner(FEATURES);
        double logLoss = 0;
        double[] scores = new double[3];
        for (double[] cells : stream) {
            FeatureVector row = row(cells);
            int label = (int) cells[FEATURES + 1];
            learner.score(row, scores);
            logLoss -= Math.log(scores[label]);
            learner.learn(row, label);
        }
        String run = "river-softmax-sgd";
        for (int c = 0; c < 3; c++) {
            for (int j = 0; j < FEATURES; j++) {
                assertClose(run, "w" + c + "." + j, learner.coefficients(c)[j], WEIGHT_TOLERANCE);
            }
            assertClose(run, "w" + c + "." + FEATURES, learner.intercept(c), WEIGHT_TOLERANCE);
        }
        assertMetric(run, "logLoss", logLoss / stream.size());
    }

    private static FeatureVector row(double[] cells) {
        FeatureVector row = FeatureVector.dense(FEATURES);
        for (int j = 0; j < FEATURES; j++) {
            row.set(j, cells[j]);
        }
        return row;
    }

    private static void assertWeights(String run, LinearModel learner) {
        for (int j = 0; j < FEATURES; j++) {
            assertClose(run, "w" + j, learner.coefficients(0)[j], WEIGHT_TOLERANCE);
        }
        assertClose(run, "b", learner.intercept(0), WEIGHT_TOLERANCE);
    }

    /** Runs in one call have no prequential metrics. */
    private static void assertMetric(String run, String name, double found) {
        if (!run.endsWith("-one-call")) {
            assertClose(run, name, found, METRIC_TOLERANCE);
        }
    }

    private static void assertClose(String run, String name, double found, double tolerance) {
        assertThat(EXPECTED).containsKey(run + " " + name);
        assertThat(found).as("%s of %s", name, run).isCloseTo(EXPECTED.get(run + " " + name), within(tolerance));
    }
}
