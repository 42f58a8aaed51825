package io.millrace.learning.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.snapshot.SnapshotInput;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GaussianNaiveBayesTest {
    @Nested
    class TwoClasses extends NaiveBayesContract<GaussianNaiveBayes> {
        @Override
        protected LearnerConfig config() {
            return GaussianNaiveBayesConfig.DEFAULTS;
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return GaussianNaiveBayesConfig.read(in);
        }
    }

    @Nested
    class ThreeClassesOfSparseRows extends NaiveBayesContract<GaussianNaiveBayes> {
        @Override
        protected LearnerConfig config() {
            return new GaussianNaiveBayesConfig(3, 0.01);
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return GaussianNaiveBayesConfig.read(in);
        }

        @Override
        protected FeatureVector row(Random random) {
            FeatureVector row = FeatureVector.sparse(dimension(), 2);
            int first = random.nextInt(dimension());
            row.add(first, random.nextGaussian());
            row.add((first + 2) % dimension(), 1 + random.nextDouble());
            return row;
        }
    }

    /** By hand: class 0 has 1 and 3, class 1 has 4 twice and 7 once. */
    @Test
    void knowsMeansVariancesAndDensities() {
        GaussianNaiveBayes learner =
                GaussianNaiveBayesConfig.DEFAULTS.withVarianceSmoothing(0).newLearner(1);
        learner.learn(FeatureVector.of(1), 0);
        learner.learn(FeatureVector.of(4), 1, 2);
        learner.learn(FeatureVector.of(3), 0);
        learner.learn(FeatureVector.of(7), 1);
        assertThat(learner.mean(0, 0)).isEqualTo(2);
        assertThat(learner.variance(0, 0)).isEqualTo(1);
        assertThat(learner.mean(0, 1)).isCloseTo(5, within(1e-15));
        assertThat(learner.variance(0, 1)).isCloseTo(2, within(1e-15));
        double[] joint = new double[2];
        learner.logJoint(FeatureVector.of(3), joint);
        assertThat(Math.exp(joint[0])).isCloseTo(0.4 * Math.exp(-0.5) / Math.sqrt(2 * Math.PI), within(1e-15));
        assertThat(Math.exp(joint[1])).isCloseTo(0.6 * Math.exp(-1) / Math.sqrt(4 * Math.PI), within(1e-15));
    }

    /** All values: 1, 3, 4, 4, 7 with variance 3.76; the other feature varies less. */
    @Test
    void smoothsByTheGreatestVarianceOfAll() {
        GaussianNaiveBayes learner =
                GaussianNaiveBayesConfig.DEFAULTS.withVarianceSmoothing(0.5).newLearner(2);
        learner.learn(FeatureVector.of(1, 0), 0);
        learner.learn(FeatureVector.of(4, 0), 1, 2);
        learner.learn(FeatureVector.of(3, 0), 0);
        learner.learn(FeatureVector.of(7, 1), 1);
        assertThat(learner.variance(0, 0)).isCloseTo(1 + 1.88, within(1e-15));
        assertThat(learner.variance(1, 0)).isCloseTo(1.88, within(1e-15));
    }

    @Test
    void doesNotCancelAwayFromZero() {
        GaussianNaiveBayes learner =
                GaussianNaiveBayesConfig.DEFAULTS.withVarianceSmoothing(0).newLearner(1);
        for (double value : new double[] {4, 7, 13, 16}) {
            learner.learn(FeatureVector.of(1e9 + value), 0);
        }
        assertThat(learner.mean(0, 0)).isEqualTo(1e9 + 10);
        assertThat(learner.variance(0, 0)).isEqualTo(22.5);
    }

    @Test
    void whereNothingVariesOnlyWhatCameIsPossible() {
        GaussianNaiveBayes learner = GaussianNaiveBayesConfig.DEFAULTS.newLearner(1);
        learner.learn(FeatureVector.of(2), 0);
        learner.learn(FeatureVector.of(2), 0);
        learner.learn(FeatureVector.of(2), 1);
        assertThat(learner.score(FeatureVector.of(2))).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(learner.score(FeatureVector.of(3))).isBetween(0.0, 1.0);
        GaussianNaiveBayes apart =
                GaussianNaiveBayesConfig.DEFAULTS.withVarianceSmoothing(0).newLearner(1);
        apart.learn(FeatureVector.of(2), 0);
        apart.learn(FeatureVector.of(3), 1);
        assertThat(apart.score(FeatureVector.of(3))).isEqualTo(1);
    }

    @Test
    void refusesValuesWhoseSquaresOverflow() {
        GaussianNaiveBayes learner = GaussianNaiveBayesConfig.DEFAULTS.newLearner(1);
        assertThat(learner.learn(FeatureVector.of(1e151), 0)).isFalse();
        assertThat(learner.learn(FeatureVector.of(1e150), 0)).isTrue();
        assertThat(learner.learn(FeatureVector.of(-1e150), 0)).isTrue();
        assertThat(learner.magnitude()).isFinite();
        assertThat(learner.score(FeatureVector.of(1e151))).isNaN();
    }

    @Test
    void configurationHasItsDefaultsAndChecks() {
        GaussianNaiveBayesConfig config = GaussianNaiveBayesConfig.DEFAULTS;
        assertThat(config).isEqualTo(new GaussianNaiveBayesConfig(2, 1e-9));
        assertThat(config.algorithm()).isEqualTo("gaussian-naive-bayes");
        assertThat(config.withClasses(5).withVarianceSmoothing(1)).isEqualTo(new GaussianNaiveBayesConfig(5, 1));
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new GaussianNaiveBayesConfig(1, Double.NaN))
                .withMessage(
                        "classes: must be in [2, 10000], found 1; varianceSmoothing: must be >= 0 and finite, found NaN");
    }
}
