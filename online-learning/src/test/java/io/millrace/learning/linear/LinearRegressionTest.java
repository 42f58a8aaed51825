package io.millrace.learning.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.loss.EpsilonInsensitiveLoss;
import io.millrace.learning.loss.HalfSquaredLoss;
import io.millrace.learning.loss.HuberLoss;
import io.millrace.learning.optimizer.AdaGrad;
import io.millrace.learning.optimizer.ConstantRate;
import io.millrace.learning.optimizer.FtrlProximal;
import io.millrace.learning.optimizer.Sgd;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LinearRegressionTest {
    private static final LinearRegressionConfig DEFAULTS = LinearRegressionConfig.DEFAULTS;

    @Nested
    class ByDefault extends LinearContract {
        ByDefault() {
            super(LinearRegressionConfig::read, DEFAULTS);
        }
    }

    @Nested
    class SparseHuberWithAdaGrad extends LinearContract {
        SparseHuberWithAdaGrad() {
            super(
                    LinearRegressionConfig::read,
                    DEFAULTS.withLoss(new HuberLoss(0.5))
                            .withOptimizer(AdaGrad.DEFAULTS)
                            .withL2(0.01)
                            .withInterceptInit(-1));
        }

        @Override
        protected FeatureVector row(Random random) {
            return sparseRow(random, dimension());
        }
    }

    @Nested
    class EpsilonInsensitiveWithFtrl extends LinearContract {
        EpsilonInsensitiveWithFtrl() {
            super(
                    LinearRegressionConfig::read,
                    DEFAULTS.withLoss(new EpsilonInsensitiveLoss(0.1))
                            .withOptimizer(FtrlProximal.DEFAULTS)
                            .withClipGradient(0.5));
        }
    }

    @Test
    void oneStepByHand() {
        // p = 0.5, y = 2: g = 2(p - y) = -3; b first, then w += 0.01 * 3 * x, with l2 * w.
        GradientLearner learner = DEFAULTS.withL2(0.1).newLearner(2);
        learner.startFrom(new double[] {1, -1}, 0.5);
        learner.learn(FeatureVector.of(2, 2), 2);
        assertThat(learner.intercept(0)).isCloseTo(0.53, within(1e-15));
        assertThat(learner.coefficients(0))
                .containsExactly(new double[] {1 + 0.06 - 0.001, -1 + 0.06 + 0.001}, within(1e-15));
    }

    @Test
    void riversSquareIsTwiceScikitLearns() {
        GradientLearner river = TwentyRows.learn(DEFAULTS.newLearner(2));
        GradientLearner half = TwentyRows.learn(DEFAULTS.withLoss(new HalfSquaredLoss())
                .withOptimizer(Sgd.withRate(0.02))
                .withInterceptRate(new ConstantRate(0.02))
                .newLearner(2));
        assertThat(river.coefficients(0)).containsExactly(half.coefficients(0), within(1e-14));
        assertThat(river.intercept(0)).isCloseTo(half.intercept(0), within(1e-14));
    }

    @Test
    void findsALine() {
        GradientLearner learner = DEFAULTS.newLearner(2);
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            FeatureVector x = FeatureVector.of(random.nextGaussian(), random.nextGaussian());
            learner.learn(x, 3 * x.value(0) - x.value(1) + 7);
        }
        assertThat(learner.coefficients(0)).containsExactly(new double[] {3, -1}, within(1e-9));
        assertThat(learner.intercept(0)).isCloseTo(7, within(1e-9));
    }

    @Test
    void anAbsurdRateDivergesAndShows() {
        GradientLearner learner = DEFAULTS.withOptimizer(Sgd.withRate(1e6)).newLearner(1);
        for (int i = 0; i < 100; i++) {
            assertThat(learner.learn(FeatureVector.of(1 + i % 3), i)).isTrue();
        }
        assertThat(learner.magnitude()).isGreaterThan(1e15);
    }

    @Test
    void allMistakesAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinearRegressionConfig(null, null, -1, -1, 0, null, Double.NaN))
                .withMessage("optimizer: must be there, found null; l1: must be >= 0 and finite, found -1.0;"
                        + " l2: must be >= 0 and finite, found -1.0; l1: must be 0 together with l2=-1.0, found -1.0;"
                        + " interceptRate: must be there, found null; clipGradient: must be > 0 and finite, found NaN;"
                        + " loss: must be there, found null");
    }
}
