package io.millrace.learning.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.Parameter;
import io.millrace.learning.optimizer.AdaGrad;
import io.millrace.learning.optimizer.ConstantRate;
import io.millrace.learning.optimizer.FtrlProximal;
import io.millrace.learning.optimizer.Sgd;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SoftmaxRegressionTest {
    private static final SoftmaxRegressionConfig THREE = SoftmaxRegressionConfig.defaults(3);

    abstract static class ThreeClasses extends LinearContract {
        ThreeClasses(SoftmaxRegressionConfig config) {
            super(SoftmaxRegressionConfig::read, config);
        }

        @Override
        protected double label(Random random, FeatureVector row) {
            return super.label(random, row) == 0 ? 2 : random.nextInt(2);
        }
    }

    @Nested
    class ByDefault extends ThreeClasses {
        ByDefault() {
            super(THREE);
        }
    }

    @Nested
    class SparseWithFtrl extends ThreeClasses {
        SparseWithFtrl() {
            super(THREE.withOptimizer(FtrlProximal.DEFAULTS).withInterceptRate(new ConstantRate(0)));
        }

        @Override
        protected FeatureVector row(Random random) {
            return sparseRow(random, dimension());
        }
    }

    @Nested
    class AdaGradWithL1 extends ThreeClasses {
        AdaGradWithL1() {
            super(THREE.withOptimizer(AdaGrad.DEFAULTS)
                    .withL1(0.001)
                    .withClassWeights(ClassWeights.of(1, 2, 0))
                    .withClipGradient(0.5));
        }
    }

    @Test
    void twoClassesAreLogisticRegressionOfTwiceTheRate() {
        // Both equations move by the same in opposite directions, so their difference moves twice.
        SoftmaxLearner softmax = SoftmaxRegressionConfig.defaults(2).newLearner(2);
        GradientLearner logistic = LogisticRegressionConfig.DEFAULTS
                .withOptimizer(Sgd.withRate(0.02))
                .withInterceptRate(new ConstantRate(0.02))
                .newLearner(2);
        TwentyRows.learn(softmax);
        TwentyRows.learn(logistic);
        for (int j = 0; j < 2; j++) {
            assertThat(softmax.coefficients(1)[j] - softmax.coefficients(0)[j])
                    .isCloseTo(logistic.coefficients(0)[j], within(1e-14));
        }
        assertThat(softmax.intercept(1) - softmax.intercept(0)).isCloseTo(logistic.intercept(0), within(1e-14));
    }

    @Test
    void oneStepByHand() {
        SoftmaxLearner learner = THREE.withOptimizer(Sgd.withRate(1)).newLearner(1);
        learner.learn(FeatureVector.of(3), 1, 0.5);
        double third = 1 / 3.0;
        assertThat(learner.coefficients(0)[0]).isCloseTo(-3 * third * 0.5, within(1e-15));
        assertThat(learner.coefficients(1)[0]).isCloseTo(3 * 2 * third * 0.5, within(1e-15));
        assertThat(learner.coefficients(2)[0]).isCloseTo(-3 * third * 0.5, within(1e-15));
        assertThat(learner.intercept(1)).isCloseTo(0.01 * 2 * third * 0.5, within(1e-15));
    }

    @Test
    void hugeRawScoresDoNotOverflow() {
        SoftmaxLearner learner = THREE.withOptimizer(Sgd.withRate(1)).newLearner(1);
        learner.learn(FeatureVector.of(1000), 2);
        double[] scores = new double[3];
        learner.score(FeatureVector.of(1000), scores);
        assertThat(scores).containsExactly(0, 0, 1);
        learner.score(FeatureVector.of(-1000), scores);
        assertThat(scores).containsExactly(0.5, 0.5, 0);
    }

    @Test
    void learnsThreeClasses() {
        SoftmaxLearner learner = THREE.withOptimizer(AdaGrad.DEFAULTS).newLearner(2);
        Random random = new Random(1);
        double[] scores = new double[3];
        int right = 0;
        for (int i = 0; i < 3_000; i++) {
            FeatureVector x = FeatureVector.of(random.nextGaussian(), random.nextGaussian());
            int label = x.value(0) > 0.5 ? 0 : x.value(1) > 0 ? 1 : 2;
            learner.score(x, scores);
            if (i >= 2_000 && scores[label] >= Math.max(scores[0], Math.max(scores[1], scores[2]))) {
                right++;
            }
            learner.learn(x, label);
        }
        assertThat(right)
                .as("of 1,000; the corner of class 0 is not quite linear")
                .isGreaterThan(900);
    }

    @Test
    void parametersAreNamedByClass() {
        assertThat(THREE.newLearner(1).parameters(FeatureNames.numbered()))
                .extracting(Parameter::name)
                .containsExactly(
                        "class 0: intercept",
                        "class 0: x0",
                        "class 1: intercept",
                        "class 1: x0",
                        "class 2: intercept",
                        "class 2: x0");
    }

    @Test
    void refusesClassesBeyondTheLast() {
        SoftmaxLearner learner = THREE.newLearner(1);
        assertThat(learner.learn(FeatureVector.of(1), 3)).isFalse();
        assertThat(learner.learn(FeatureVector.of(1), 2)).isTrue();
    }

    @Test
    void allMistakesAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new SoftmaxRegressionConfig(1, null, 0, 0, new ConstantRate(1), 1, ClassWeights.of(1, 1)))
                .withMessage("optimizer: must be there, found null; classes: must be in [2, 10000], found 1;"
                        + " classWeights: must be empty or of 1 classes, found [1.0, 1.0]");
    }
}
