package io.millrace.learning.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.optimizer.FtrlProximal.Order;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FtrlLogisticRegressionTest {
    private static final FtrlLogisticRegressionConfig DEFAULTS = FtrlLogisticRegressionConfig.DEFAULTS;

    @Nested
    class ByDefault extends LinearContract {
        ByDefault() {
            super(FtrlLogisticRegressionConfig::read, DEFAULTS);
        }
    }

    @Nested
    class SparseInBatches extends LinearContract {
        SparseInBatches() {
            super(
                    FtrlLogisticRegressionConfig::read,
                    DEFAULTS.withBatchSize(7).withL1(0.01).withL2(0.1).withClassWeights(ClassWeights.of(1, 2)));
        }

        @Override
        protected FeatureVector row(Random random) {
            return sparseRow(random, dimension());
        }
    }

    @Nested
    class RiverOrderWithoutIntercept extends LinearContract {
        RiverOrderWithoutIntercept() {
            super(
                    FtrlLogisticRegressionConfig::read,
                    DEFAULTS.withOrder(Order.RIVER).withIntercept(false).withClipGradient(0.5));
        }
    }

    private static void learnBatch(GradientLearner learner, double[][] rows) {
        for (int i = 0; i < rows.length; i++) {
            learner.learn(FeatureVector.of(rows[i]), TwentyRows.label(i));
        }
    }

    /** known-answers.md §2.1 (Flink ML's test; published). */
    @Test
    void asFlinkMl() {
        GradientLearner learner = DEFAULTS.withL1(0.1)
                .withL2(0.1)
                .withIntercept(false)
                .withBatchSize(10)
                .newLearner(2);
        learner.startFrom(new double[] {0.41233679404769874, -0.18088118293232122}, 0);
        FeatureVector one = FeatureVector.of(15.5, 11.2);
        FeatureVector zero = FeatureVector.of(0.8, 2.7);

        learnBatch(learner, TwentyRows.R1);
        assertThat(learner.coefficients(0))
                .containsExactly(new double[] {0.2994527071464283, -0.1412541067743284}, within(1e-14));
        assertThat(1 - learner.score(one)).isCloseTo(0.04481034155642882, within(1e-14));
        assertThat(1 - learner.score(zero)).isCloseTo(0.5353966697318491, within(1e-14));

        learnBatch(learner, TwentyRows.R2);
        assertThat(learner.coefficients(0))
                .containsExactly(new double[] {0.3677311612499196, -0.12305454649841871}, within(1e-14));
        assertThat(1 - learner.score(one)).isCloseTo(0.013104324065967066, within(1e-14));
        assertThat(1 - learner.score(zero)).isCloseTo(0.5095144380001769, within(1e-14));
    }

    @Test
    void theInterceptIsLikeAFeatureThatIsAlwaysOne() {
        GradientLearner learner = DEFAULTS.newLearner(1);
        GradientLearner withFeature = DEFAULTS.withIntercept(false).newLearner(2);
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            double x = random.nextGaussian();
            double label = random.nextInt(4) == 0 ? 0 : 1;
            learner.learn(FeatureVector.of(x), label);
            withFeature.learn(FeatureVector.of(x, 1), label);
        }
        assertThat(learner.coefficients(0)[0]).isCloseTo(withFeature.coefficients(0)[0], within(1e-12));
        assertThat(learner.intercept(0)).isCloseTo(withFeature.coefficients(0)[1], within(1e-12));
    }

    @Test
    void l1MakesUselessWeightsExactlyZeroAlsoWhenCombined() {
        FtrlLogisticRegressionConfig config = DEFAULTS.withL1(30);
        GradientLearner base = config.newLearner(2);
        GradientLearner first = config.newLearner(2);
        GradientLearner second = config.newLearner(2);
        Random random = new Random(2);
        for (int i = 0; i < 2_000; i++) {
            FeatureVector x = FeatureVector.of(random.nextGaussian(), random.nextGaussian());
            (i % 2 == 0 ? first : second).learn(x, x.value(0) > 0 ? 1 : 0);
        }
        GradientLearner combined = config.newLearner(2);
        combined.combine(base, List.of(first, second));
        for (GradientLearner learner : List.of(first, second, combined)) {
            assertThat(learner.coefficients(0)[0]).isPositive();
            assertThat(learner.coefficients(0)[1]).isZero();
        }
    }

    /** Without an intercept words are learned independently, so that parts with different words together are one with all of them. */
    @ParameterizedTest
    @EnumSource
    void aWordThatOnlyOnePartHasMetCountsInFull(Order order) {
        FtrlLogisticRegressionConfig config =
                DEFAULTS.withIntercept(false).withL1(0.01).withL2(0.1).withOrder(order);
        GradientLearner base = config.newLearner(2);
        GradientLearner sequential = config.newLearner(2);
        FeatureVector[] words = {FeatureVector.sparse(2, 1), FeatureVector.sparse(2, 1)};
        words[0].add(0, 0.7);
        words[1].add(1, 1.3);
        Random random = new Random(5);
        for (int i = 0; i < 50; i++) {
            double label = random.nextInt(2);
            base.learn(words[i % 2], label);
            sequential.learn(words[i % 2], label);
        }
        List<GradientLearner> parts = List.of(config.newLearner(2), config.newLearner(2));
        parts.forEach(part -> part.combine(base, List.of(base)));
        for (int i = 0; i < 50; i++) {
            double label = random.nextInt(2);
            parts.get(i % 2).learn(words[i % 2], label);
            sequential.learn(words[i % 2], label);
        }
        GradientLearner combined = config.newLearner(2);
        combined.combine(base, parts);
        for (int i = 0; i < 2; i++) {
            combined.learn(words[i], 1);
            sequential.learn(words[i], 1);
        }
        assertThat(combined.coefficients(0)).containsExactly(sequential.coefficients(0), within(1e-12));
    }

    @Test
    void aBatchTakesTheMeanOverRowsThatHoldTheFeature() {
        // Two rows of two: feature 0 in both, feature 1 in the second. g = -1/2 each, so feature 0 has mean -1/2 * 2
        // and feature 1 -1/2 * 3.
        FtrlLogisticRegressionConfig config =
                DEFAULTS.withIntercept(false).withAlpha(1).withBeta(1);
        GradientLearner learner = config.withBatchSize(2).newLearner(2);
        FeatureVector first = FeatureVector.sparse(2, 2);
        first.add(0, 1);
        FeatureVector second = FeatureVector.sparse(2, 2);
        second.add(0, 3);
        second.add(1, 3);
        learner.learn(first, 1);
        assertThat(learner.coefficients(0)).containsOnly(0);
        learner.learn(second, 1, 0);
        assertThat(learner.coefficients(0))
                .as("a row of weight 0 fills no batch")
                .containsOnly(0);
        learner.learn(second, 1);
        assertThat(learner.coefficients(0)).containsExactly(new double[] {1 / 2.0, 1.5 / 2.5}, within(1e-15));
    }

    @Test
    void defaultsAreFlinkMlsButForInterceptAndBatch() {
        assertThat(DEFAULTS)
                .isEqualTo(new FtrlLogisticRegressionConfig(
                        0.1, 0.1, 0, 0, Order.GRADIENT_FIRST, true, 1, 1e12, ClassWeights.EQUAL));
    }

    @Test
    void allMistakesAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FtrlLogisticRegressionConfig(0, -1, -1, -1, null, true, 0, 0, null))
                .withMessage("alpha: must be > 0 and finite, found 0.0; beta: must be >= 0 and finite, found -1.0;"
                        + " l1: must be >= 0 and finite, found -1.0; l2: must be >= 0 and finite, found -1.0;"
                        + " order: must be there, found null; batchSize: must be >= 1, found 0;"
                        + " clipGradient: must be > 0 and finite, found 0.0;"
                        + " classWeights: must be empty or of 2 classes, found null");
    }
}
