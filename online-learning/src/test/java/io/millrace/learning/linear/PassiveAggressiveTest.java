package io.millrace.learning.linear;

import static io.millrace.learning.linear.TwentyRows.assertWeights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PassiveAggressiveTest {
    private static final PassiveAggressiveClassifierConfig CLASSIFIER = PassiveAggressiveClassifierConfig.DEFAULTS;
    private static final PassiveAggressiveRegressorConfig REGRESSOR = PassiveAggressiveRegressorConfig.DEFAULTS;

    @Nested
    class ClassifierByDefault extends LinearContract {
        ClassifierByDefault() {
            super(PassiveAggressiveClassifierConfig::read, CLASSIFIER);
        }
    }

    @Nested
    class SparseClassifierOfModeTwo extends LinearContract {
        SparseClassifierOfModeTwo() {
            super(
                    PassiveAggressiveClassifierConfig::read,
                    CLASSIFIER
                            .withMode(PassiveAggressiveMode.PA_II)
                            .withC(0.5)
                            .withIntercept(false)
                            .withClassWeights(ClassWeights.of(2, 1)));
        }

        @Override
        protected FeatureVector row(Random random) {
            return sparseRow(random, dimension());
        }
    }

    @Nested
    class RegressorOfModeZero extends LinearContract {
        RegressorOfModeZero() {
            super(
                    PassiveAggressiveRegressorConfig::read,
                    REGRESSOR.withMode(PassiveAggressiveMode.PA).withEpsilon(0.2));
        }
    }

    @Nested
    class RegressorWithoutIntercept extends LinearContract {
        RegressorWithoutIntercept() {
            super(
                    PassiveAggressiveRegressorConfig::read,
                    REGRESSOR.withIntercept(false).withC(0.3));
        }
    }

    // known-answers.md §2.2 (computed with scikit-learn 1.2.1)

    @Test
    void classifierOfModesOneAndTwo() {
        assertWeights(
                TwentyRows.learn(CLASSIFIER.newLearner(2)), 1.08221126469276, 0.649417469066056, -1.19506920168125);
        assertWeights(
                TwentyRows.learn(
                        CLASSIFIER.withMode(PassiveAggressiveMode.PA_II).newLearner(2)),
                1.24473294119445,
                0.724286779910224,
                -1.55076545988959);
    }

    @Test
    void regressorOfModesOneAndTwo() {
        assertWeights(
                TwentyRows.learn(REGRESSOR.newLearner(2)), 0.606925671844879, 0.390128219703532, -0.51901348164331);
        assertWeights(
                TwentyRows.learn(REGRESSOR.withMode(PassiveAggressiveMode.PA_II).newLearner(2)),
                0.397574581273162,
                0.298614494990574,
                -0.0179868359877099);
    }

    @Test
    void sparseRowsTeachAsDenseOnes() {
        assertThat(TwentyRows.learnSparse(CLASSIFIER.newLearner(2)).coefficients(0))
                .containsExactly(TwentyRows.learn(CLASSIFIER.newLearner(2)).coefficients(0), within(1e-12));
    }

    @Test
    void modeZeroAnswersAnExampleFully() {
        // Without intercept, tau = loss / |x|^2 makes the margin exactly 1, resp. the error exactly epsilon.
        FeatureVector x = FeatureVector.of(3, -4);
        PassiveAggressiveLearner classifier = CLASSIFIER
                .withMode(PassiveAggressiveMode.PA)
                .withIntercept(false)
                .newLearner(2);
        classifier.startFrom(new double[] {1, 1}, 0);
        classifier.learn(x, 1);
        assertThat(classifier.score(x)).isCloseTo(1, within(1e-15));
        PassiveAggressiveLearner regressor = REGRESSOR
                .withMode(PassiveAggressiveMode.PA)
                .withIntercept(false)
                .newLearner(2);
        regressor.learn(x, -30);
        assertThat(regressor.score(x)).isCloseTo(-29.9, within(1e-14));
    }

    @Test
    void passiveWhereTheAnswerIsGoodEnoughOrTheRowSaysNothing() {
        PassiveAggressiveLearner learner =
                CLASSIFIER.withMode(PassiveAggressiveMode.PA).newLearner(2);
        learner.startFrom(new double[] {1, 1}, 0);
        learner.learn(FeatureVector.of(1, 0.5), 1);
        learner.learn(FeatureVector.of(0, 0), 1);
        learner.learn(FeatureVector.of(1e-160, 0), 1);
        assertThat(learner.coefficients(0)).containsExactly(1, 1);
        assertThat(learner.intercept(0)).isZero();
        assertThat(learner.examples()).isEqualTo(3);
    }

    @Test
    void weightsScaleTheStep() {
        PassiveAggressiveLearner learner =
                CLASSIFIER.withClassWeights(ClassWeights.of(1, 0.5)).newLearner(1);
        learner.learn(FeatureVector.of(2), 1, 0.5);
        assertThat(learner.coefficients(0)).containsExactly(2 * 0.25 * 0.25);
        assertThat(learner.intercept(0)).isEqualTo(0.25 * 0.25);
    }

    @Test
    void defaultsAreScikitLearns() {
        assertThat(CLASSIFIER)
                .isEqualTo(
                        new PassiveAggressiveClassifierConfig(PassiveAggressiveMode.PA_I, 1, true, ClassWeights.EQUAL));
        assertThat(REGRESSOR).isEqualTo(new PassiveAggressiveRegressorConfig(PassiveAggressiveMode.PA_I, 1, 0.1, true));
    }

    @Test
    void allMistakesAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PassiveAggressiveRegressorConfig(PassiveAggressiveMode.PA, 0, -1, true))
                .withMessage("c: must be > 0 and finite, found 0.0; c: must be 1 in mode PA, which has none, found 0.0;"
                        + " epsilon: must be >= 0 and finite, found -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PassiveAggressiveClassifierConfig(null, 1, true, ClassWeights.of(1)))
                .withMessage(
                        "mode: must be there, found null; classWeights: must be empty or of 2 classes, found [1.0]");
    }
}
