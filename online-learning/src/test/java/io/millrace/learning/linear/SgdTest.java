package io.millrace.learning.linear;

import static io.millrace.learning.linear.TwentyRows.assertWeights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.loss.EpsilonInsensitiveLoss;
import io.millrace.learning.loss.HingeLoss;
import io.millrace.learning.loss.HuberLoss;
import io.millrace.learning.loss.LogLoss;
import io.millrace.learning.loss.SquaredEpsilonInsensitiveLoss;
import io.millrace.learning.optimizer.ConstantRate;
import io.millrace.learning.optimizer.InverseScaling;
import io.millrace.learning.optimizer.OptimalRate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Classifier and regressor in scikit-learn's form. */
class SgdTest {
    private static final SgdClassifierConfig CLASSIFIER = SgdClassifierConfig.DEFAULTS;
    private static final SgdRegressorConfig REGRESSOR = SgdRegressorConfig.DEFAULTS;
    private static final SgdClassifierConfig CONSTANT =
            CLASSIFIER.withLoss(new LogLoss()).withSchedule(new ConstantRate(0.1));

    @Nested
    class ClassifierByDefault extends LinearContract {
        ClassifierByDefault() {
            super(SgdClassifierConfig::read, CLASSIFIER);
        }
    }

    @Nested
    class SparseElasticNetWithMean extends LinearContract {
        SparseElasticNetWithMean() {
            super(
                    SgdClassifierConfig::read,
                    CONSTANT.withPenalty(Penalty.elasticNet(0.01))
                            .withAverageFrom(30)
                            .withInterceptFactor(0.01));
        }

        @Override
        protected FeatureVector row(Random random) {
            return sparseRow(random, dimension());
        }
    }

    @Nested
    class RegressorByDefault extends LinearContract {
        RegressorByDefault() {
            super(SgdRegressorConfig::read, REGRESSOR);
        }
    }

    @Nested
    class LassoWithMean extends LinearContract {
        LassoWithMean() {
            super(
                    SgdRegressorConfig::read,
                    REGRESSOR
                            .withLoss(new SquaredEpsilonInsensitiveLoss(0.2))
                            .withPenalty(Penalty.l1(0.01))
                            .withAverageFrom(1)
                            .withInterceptFactor(0)
                            .withClipGradient(2));
        }
    }

    // known-answers.md §2.2 (computed with scikit-learn 1.2.1, two calls of partial_fit)

    private static SgdLearner learned(SgdLearner learner) {
        return TwentyRows.learn(learner, learner::forgetOwedPenalty);
    }

    @Test
    void logLossWithConstantRate() {
        assertWeights(
                learned(CONSTANT.withPenalty(Penalty.none()).newLearner(2)),
                0.524984708474639,
                0.391197465056472,
                -0.0911706558702934);
    }

    @Test
    void logLossWithOptimalRate() {
        assertWeights(
                learned(CLASSIFIER.withLoss(new LogLoss()).newLearner(2)),
                10.4698524229337,
                7.65727628270834,
                -6.09139299506407);
    }

    @Test
    void hingeLoss() {
        assertWeights(learned(CLASSIFIER.newLearner(2)), 10.5004906771344, 6.86947988223749, -9.950741342791);
    }

    @Test
    void lasso() {
        assertWeights(
                learned(CONSTANT.withPenalty(Penalty.l1(0.01)).newLearner(2)),
                0.512747545815048,
                0.377836083009838,
                -0.0860485739755127);
    }

    @Test
    void elasticNet() {
        assertWeights(
                learned(CONSTANT.withPenalty(Penalty.elasticNet(0.01)).newLearner(2)),
                0.520599991430586,
                0.387529709506796,
                -0.0899021670479678);
    }

    @Test
    void squaredLoss() {
        assertWeights(learned(REGRESSOR.newLearner(2)), 0.0685831417301968, 0.0599520887399346, 0.0475948478400421);
    }

    @Test
    void huberLoss() {
        assertWeights(
                learned(REGRESSOR.withLoss(new HuberLoss(0.1)).newLearner(2)),
                0.00774137170961344,
                0.00671874180936121,
                0.00531823670186864);
    }

    @Test
    void epsilonInsensitiveLoss() {
        assertWeights(
                learned(REGRESSOR.withLoss(new EpsilonInsensitiveLoss(0.1)).newLearner(2)),
                0.0774627083197404,
                0.0673709909114225,
                0.0541784167123681);
    }

    @Test
    void aRareFeatureOwesThePenaltyOfAllStepsUnlessItIsForgotten() {
        for (boolean forgotten : new boolean[] {false, true}) {
            SgdLearner learner = CONSTANT.withPenalty(Penalty.l1(0.01)).newLearner(2);
            learner.startFrom(new double[] {0, 1}, 0);
            FeatureVector row = FeatureVector.sparse(2, 1);
            for (int i = 0; i < 10; i++) {
                learner.learn(row, 1);
            }
            if (forgotten) {
                learner.forgetOwedPenalty();
            }
            row.add(1, 0);
            learner.learn(row, 1);
            // Each step of rate 0.1 costs 0.001; the value 0 makes no other change.
            assertThat(learner.coefficients(0)[1]).isCloseTo(forgotten ? 0.999 : 0.989, within(1e-15));
        }
    }

    @Test
    void sparseRowsTeachAsDenseOnes() {
        for (SgdClassifierConfig config : List.of(
                CLASSIFIER,
                CONSTANT.withPenalty(Penalty.l1(0.01)),
                CONSTANT.withPenalty(Penalty.elasticNet(0.01)).withAverageFrom(3))) {
            SgdLearner dense = TwentyRows.learn(config.newLearner(2));
            SgdLearner sparse = TwentyRows.learnSparse(config.newLearner(2));
            assertThat(sparse.coefficients(0)).as("%s", config).containsExactly(dense.coefficients(0), within(1e-12));
            assertThat(sparse.intercept(0)).isCloseTo(dense.intercept(0), within(1e-12));
        }
    }

    @Test
    void theMeanIsThatOfTheWeightsAfterEachStepButBeforeL1() {
        // Without l1 the plain learner shows the weights that the mean must be of.
        SgdClassifierConfig config = CONSTANT.withPenalty(Penalty.l2(0.5));
        SgdLearner plain = config.newLearner(3);
        SgdLearner mean = config.withAverageFrom(11).newLearner(3);
        double[] sum = new double[4];
        Random random = new Random(1);
        for (int i = 1; i <= 200; i++) {
            FeatureVector row = LinearContract.sparseRow(random, 3);
            double label = random.nextInt(2);
            plain.learn(row, label);
            mean.learn(row, label);
            if (i < 11) {
                assertThat(mean.coefficients(0)).isEqualTo(plain.coefficients(0));
                assertThat(mean.score(row)).isEqualTo(plain.score(row));
                continue;
            }
            for (int j = 0; j < 3; j++) {
                sum[j] += plain.coefficients(0)[j];
                assertThat(mean.coefficients(0)[j]).isCloseTo(sum[j] / (i - 10), within(1e-12));
            }
            sum[3] += plain.intercept(0);
            assertThat(mean.intercept(0)).isCloseTo(sum[3] / (i - 10), within(1e-12));
        }
    }

    @Test
    void aPenaltyThatTakesEverythingAndOneThatTakesLongAreExact() {
        SgdLearner all = CONSTANT.withPenalty(Penalty.l2(10)).withAverageFrom(1).newLearner(1);
        all.startFrom(new double[] {5}, 0);
        all.learn(FeatureVector.of(1), 1);
        double step = 0.1 / (Math.exp(5) + 1);
        assertThat(all.coefficients(0)[0]).as("5 was shrunk to 0").isCloseTo(step, within(1e-15));

        // 0.9^500 = 1.3e-23 is beyond what one scale holds.
        SgdLearner slow = CONSTANT.withPenalty(Penalty.l2(1)).withAverageFrom(1).newLearner(2);
        slow.startFrom(new double[] {0, 1}, 0);
        FeatureVector row = FeatureVector.sparse(2, 1);
        row.add(0, 1);
        double power = 1;
        double sum = 0;
        for (int i = 0; i < 500; i++) {
            slow.learn(row, i % 2);
            power *= 0.9;
            sum += power;
        }
        assertThat(slow.coefficients(0)[1]).isCloseTo(sum / 500, within(1e-15));
    }

    @Test
    void weightsAreAppliedAfterTheClip() {
        FeatureVector x = FeatureVector.of(1);
        SgdClassifierConfig config = CONSTANT.withSchedule(new ConstantRate(1))
                .withPenalty(Penalty.none())
                .withClassWeights(ClassWeights.of(1, 4))
                .withClipGradient(0.25);
        SgdLearner learner = config.newLearner(1);
        learner.learn(x, 1, 3);
        assertThat(learner.coefficients(0)[0]).isEqualTo(0.25 * 3 * 4);
        assertThat(learner.intercept(0)).isEqualTo(0.25 * 3 * 4);
        learner = config.withInterceptFactor(0).newLearner(1);
        learner.learn(x, 1);
        assertThat(learner.intercept(0)).isZero();
    }

    @Test
    void meansOfPartsAreMeansOfTheirMeans() {
        SgdClassifierConfig config = CONSTANT.withPenalty(Penalty.l2(0.1)).withAverageFrom(1);
        SgdLearner first = config.newLearner(2);
        SgdLearner second = config.newLearner(2);
        Random random = new Random(3);
        for (int i = 0; i < 90; i++) {
            FeatureVector row = FeatureVector.of(random.nextGaussian(), random.nextGaussian());
            (i % 3 == 0 ? first : second).learn(row, i % 2);
        }
        SgdLearner combined = config.newLearner(2);
        combined.combine(config.newLearner(2), List.of(first, second));
        // Shares 1/3 and 2/3 of means over 30 and 60 weights: totals are averaged, so the longer mean counts for more.
        double expected = (first.coefficients(0)[0] * 30 / 3 + second.coefficients(0)[0] * 60 * 2 / 3) / 50;
        assertThat(combined.coefficients(0)[0]).isCloseTo(expected, within(1e-14));
        assertThat(combined.examples()).isEqualTo(90);
    }

    @Test
    void defaultsAreScikitLearns() {
        assertThat(CLASSIFIER)
                .isEqualTo(new SgdClassifierConfig(
                        new HingeLoss(), new Penalty(1e-4, 0), new OptimalRate(1e-4), 1, 0, 1e12, ClassWeights.EQUAL));
        assertThat(REGRESSOR.schedule()).isEqualTo(new InverseScaling(0.01, 0.25));
        assertThat(REGRESSOR.penalty()).isEqualTo(Penalty.l2(1e-4));
        assertThat(Penalty.elasticNet(1)).isEqualTo(new Penalty(1, 0.15));
    }

    @Test
    void allMistakesAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new SgdClassifierConfig(null, null, new ConstantRate(0), -1, -1, 0, ClassWeights.of(1, 2, 3)))
                .withMessage("loss: must be there, found null; penalty: must be there, found null;"
                        + " learningRate: must be > 0, found ConstantRate[value=0.0];"
                        + " interceptFactor: must be >= 0 and finite, found -1.0; averageFrom: must be >= 0, found -1;"
                        + " clipGradient: must be > 0 and finite, found 0.0;"
                        + " classWeights: must be empty or of 2 classes, found [1.0, 2.0, 3.0]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Penalty(-1, 2))
                .withMessage("alpha: must be >= 0 and finite, found -1.0; l1Ratio: must be in [0.0, 1.0], found 2.0");
    }
}
