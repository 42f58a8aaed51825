package io.millrace.learning.linear;

import static io.millrace.learning.linear.TwentyRows.assertWeights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.loss.HingeLoss;
import io.millrace.learning.loss.SquaredHingeLoss;
import io.millrace.learning.optimizer.AdaGrad;
import io.millrace.learning.optimizer.Adam;
import io.millrace.learning.optimizer.ConstantRate;
import io.millrace.learning.optimizer.FtrlProximal;
import io.millrace.learning.optimizer.FtrlProximal.Order;
import io.millrace.learning.optimizer.InverseScaling;
import io.millrace.learning.optimizer.OptimalRate;
import io.millrace.learning.optimizer.RmsProp;
import io.millrace.learning.optimizer.Sgd;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {
    private static final LogisticRegressionConfig DEFAULTS = LogisticRegressionConfig.DEFAULTS;

    @Nested
    class ByDefault extends LinearContract {
        ByDefault() {
            super(LogisticRegressionConfig::read, DEFAULTS);
        }
    }

    @Nested
    class SparseWithL1 extends LinearContract {
        SparseWithL1() {
            super(
                    LogisticRegressionConfig::read,
                    DEFAULTS.withL1(0.001)
                            .withOptimizer(new Sgd(new InverseScaling(0.1, 0.5), 0))
                            .withInterceptRate(new OptimalRate(0.01)));
        }

        @Override
        protected FeatureVector row(Random random) {
            return LinearContract.sparseRow(random, dimension());
        }
    }

    @Nested
    class MomentumWithL2 extends LinearContract {
        MomentumWithL2() {
            super(
                    LogisticRegressionConfig::read,
                    DEFAULTS.withL2(0.01)
                            .withOptimizer(new Sgd(new ConstantRate(0.01), 0.9))
                            .withClassWeights(ClassWeights.of(1, 3))
                            .withClipGradient(0.8));
        }
    }

    @Nested
    class SquaredHingeWithAdaGrad extends LinearContract {
        SquaredHingeWithAdaGrad() {
            super(
                    LogisticRegressionConfig::read,
                    DEFAULTS.withLoss(new SquaredHingeLoss())
                            .withOptimizer(AdaGrad.DEFAULTS)
                            .withInterceptInit(0.5)
                            .withInterceptRate(new ConstantRate(0)));
        }
    }

    @Nested
    class HingeWithRmsProp extends LinearContract {
        HingeWithRmsProp() {
            super(
                    LogisticRegressionConfig::read,
                    DEFAULTS.withLoss(new HingeLoss()).withOptimizer(RmsProp.DEFAULTS));
        }
    }

    @Nested
    class SparseWithAdam extends LinearContract {
        SparseWithAdam() {
            super(LogisticRegressionConfig::read, DEFAULTS.withOptimizer(Adam.DEFAULTS));
        }

        @Override
        protected FeatureVector row(Random random) {
            return LinearContract.sparseRow(random, dimension());
        }
    }

    @Nested
    class FtrlInRiverOrder extends LinearContract {
        FtrlInRiverOrder() {
            super(
                    LogisticRegressionConfig::read,
                    DEFAULTS.withOptimizer(new FtrlProximal(0.05, 1, 0.1, 1, Order.RIVER)));
        }
    }

    // known-answers.md §2.2, rows by River's rules (computed)

    @Test
    void sgdAsRiver() {
        assertWeights(
                TwentyRows.learn(DEFAULTS.newLearner(2)), 0.0682254324493562, 0.0512617144232528, -0.0011880292489579);
    }

    @Test
    void adaGradAsRiver() {
        assertWeights(
                TwentyRows.learn(DEFAULTS.withOptimizer(AdaGrad.DEFAULTS).newLearner(2)),
                0.0901985000698918,
                0.114279584794853,
                0.00695738010739122);
    }

    @Test
    void adamAsRiver() {
        assertWeights(
                TwentyRows.learn(DEFAULTS.withOptimizer(Adam.DEFAULTS).newLearner(2)),
                0.520247608288376,
                0.361514679564505,
                0.00288068590262909);
    }

    @Test
    void ftrlInOurOrder() {
        assertWeights(
                TwentyRows.learn(DEFAULTS.withOptimizer(FtrlProximal.DEFAULTS).newLearner(2)),
                0.132663012316119,
                0.0946257175243592,
                -0.00315479987189317);
    }

    @Test
    void ftrlInRiverOrder() {
        FtrlProximal river = new FtrlProximal(0.05, 1, 0, 1, Order.RIVER);
        assertWeights(
                TwentyRows.learn(DEFAULTS.withOptimizer(river).newLearner(2)),
                0.121691668865454,
                0.0862833579967075,
                -0.00251136060525783);
    }

    @Test
    void sparseRowsTeachAsDenseOnes() {
        for (LogisticRegressionConfig config : new LogisticRegressionConfig[] {
            DEFAULTS,
            DEFAULTS.withL1(0.01),
            DEFAULTS.withL2(0.01),
            DEFAULTS.withOptimizer(new Sgd(new ConstantRate(0.01), 0.9)),
            DEFAULTS.withOptimizer(AdaGrad.DEFAULTS),
            DEFAULTS.withOptimizer(RmsProp.DEFAULTS),
            DEFAULTS.withOptimizer(Adam.DEFAULTS),
            DEFAULTS.withOptimizer(FtrlProximal.DEFAULTS),
        }) {
            GradientLearner dense = TwentyRows.learn(config.newLearner(2));
            assertThat(TwentyRows.learnSparse(config.newLearner(2)).coefficients(0))
                    .as("%s", config)
                    .containsExactly(dense.coefficients(0), within(1e-12));
        }
    }

    @Test
    void momentumAndRmsPropByHand() {
        // One feature that is 1, label 1, from 0: g = -1/2, then -1/(e^w + 1) with the intercept kept at 0.
        LogisticRegressionConfig config = DEFAULTS.withInterceptRate(new ConstantRate(0));
        GradientLearner momentum =
                config.withOptimizer(new Sgd(new ConstantRate(0.1), 0.9)).newLearner(1);
        GradientLearner rmsProp = config.withOptimizer(RmsProp.DEFAULTS).newLearner(1);
        for (int i = 0; i < 2; i++) {
            momentum.learn(FeatureVector.of(1), 1);
            rmsProp.learn(FeatureVector.of(1), 1);
        }
        double second = 1 / (Math.exp(0.05) + 1);
        assertThat(momentum.coefficients(0)[0]).isCloseTo(0.05 + 0.9 * 0.05 + 0.1 * second, within(1e-15));
        double first = 0.1 * 0.5 / Math.sqrt(0.1 * 0.25 + 1e-8);
        second = 1 / (Math.exp(first) + 1);
        double mean = 0.9 * 0.025 + 0.1 * second * second;
        assertThat(rmsProp.coefficients(0)[0]).isCloseTo(first + 0.1 * second / Math.sqrt(mean + 1e-8), within(1e-15));
    }

    @Test
    void l1LetsUselessWeightsBeZero() {
        GradientLearner learner =
                DEFAULTS.withL1(0.05).withOptimizer(Sgd.withRate(0.1)).newLearner(3);
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            FeatureVector x = FeatureVector.of(random.nextGaussian(), random.nextGaussian(), random.nextGaussian());
            learner.learn(x, x.value(0) > 0 ? 1 : 0);
        }
        assertThat(learner.coefficients(0)[0]).isGreaterThan(1);
        assertThat(learner.coefficients(0)[1]).isZero();
        assertThat(learner.coefficients(0)[2]).isZero();
    }

    @Test
    void l2ShrinksTheFeaturesOfTheRowOnly() {
        GradientLearner learner =
                DEFAULTS.withL2(0.5).withOptimizer(Sgd.withRate(0.1)).newLearner(2);
        learner.startFrom(new double[] {1, 1}, 1000);
        FeatureVector row = FeatureVector.sparse(2, 1);
        row.add(0, 0);
        learner.learn(row, 1);
        assertThat(learner.coefficients(0)).containsExactly(1 - 0.1 * 0.5, 1);
    }

    @Test
    void weightsClassWeightsAndTheClipScaleTheGradient() {
        FeatureVector x = FeatureVector.of(1);
        LogisticRegressionConfig config = DEFAULTS.withOptimizer(Sgd.withRate(1));
        GradientLearner learner = config.newLearner(1);
        learner.learn(x, 1, 3);
        assertThat(learner.coefficients(0)[0]).isEqualTo(0.5 * 3);
        learner = config.withClassWeights(ClassWeights.of(0, 4)).newLearner(1);
        learner.learn(x, 0, 3);
        assertThat(learner.coefficients(0)[0]).isZero();
        assertThat(learner.examples()).isOne();
        learner.learn(x, 1, 3);
        assertThat(learner.coefficients(0)[0]).isEqualTo(0.5 * 3 * 4);
        learner = config.withClipGradient(0.25).newLearner(1);
        learner.learn(x, 1, 3);
        assertThat(learner.coefficients(0)[0]).isEqualTo(0.25);
    }

    @Test
    void scoresAreProbabilitiesUnderLogLossOnly() {
        FeatureVector x = FeatureVector.of(2);
        GradientLearner logistic = DEFAULTS.newLearner(1);
        logistic.startFrom(new double[] {1.5}, -1);
        assertThat(logistic.score(x)).isEqualTo(1 / (1 + Math.exp(-2)));
        assertThat(logistic.link()).isEqualTo(Link.LOGISTIC);
        GradientLearner hinge = DEFAULTS.withLoss(new HingeLoss()).newLearner(1);
        hinge.startFrom(new double[] {1.5}, -1);
        assertThat(hinge.score(x)).isEqualTo(2);
        assertThat(hinge.link()).isEqualTo(Link.IDENTITY);
    }

    @Test
    void startsFromGivenWeightsBeforeAnythingWasLearned() {
        GradientLearner learner = DEFAULTS.newLearner(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.startFrom(new double[] {1}, 0))
                .withMessage("must have 2 coefficients, found 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.startFrom(new double[] {1, Double.NaN}, 0))
                .withMessage("must be finite, found NaN");
        learner.learn(FeatureVector.of(1, 1), 1);
        assertThatIllegalStateException()
                .isThrownBy(() -> learner.startFrom(new double[] {1, 1}, 0))
                .withMessage("must come before learning, found 1 examples learned");
    }

    @Test
    void aDivergedLearnerShowsIt() {
        GradientLearner learner = DEFAULTS.withLoss(new SquaredHingeLoss())
                .withOptimizer(Sgd.withRate(1e6))
                .newLearner(1);
        for (int i = 0; i < 100; i++) {
            assertThat(learner.learn(FeatureVector.of(10), i % 2)).isTrue();
        }
        assertThat(learner.magnitude()).isGreaterThan(1e7);
        learner = DEFAULTS.newLearner(1);
        learner.learn(FeatureVector.of(Double.MAX_VALUE), 1, Double.MAX_VALUE);
        learner.learn(FeatureVector.of(Double.MAX_VALUE), 0, 1);
        assertThat(learner.magnitude()).isInfinite();
        assertThat(learner.score(FeatureVector.of(1))).isEqualTo(1);
    }

    @Test
    void allMistakesAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogisticRegressionConfig(
                        null, FtrlProximal.DEFAULTS, 1, 1, Double.NaN, new ConstantRate(1), 0, ClassWeights.of(1)))
                .withMessage(
                        "l1: must be 0 together with l2=1.0, found 1.0; l1: must be 0 with ftrl-proximal, which has an l1 of its"
                                + " own, found 1.0; clipGradient: must be > 0 and finite, found 0.0; loss: must be there, found null;"
                                + " interceptInit: must be a finite number, found NaN; classWeights: must be empty or of 2 classes, found"
                                + " [1.0]");
    }

    @Test
    void defaultsAreRivers() {
        assertThat(DEFAULTS.optimizer()).isEqualTo(new Sgd(new ConstantRate(0.01), 0));
        assertThat(DEFAULTS.interceptRate()).isEqualTo(new ConstantRate(0.01));
        assertThat(DEFAULTS.clipGradient()).isEqualTo(1e12);
        assertThat(DEFAULTS.l1() + DEFAULTS.l2() + DEFAULTS.interceptInit()).isZero();
    }
}
