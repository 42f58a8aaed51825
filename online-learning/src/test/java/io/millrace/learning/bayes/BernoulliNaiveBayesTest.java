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

class BernoulliNaiveBayesTest {
    @Nested
    class TwoClasses extends NaiveBayesContract<BernoulliNaiveBayes> {
        @Override
        protected LearnerConfig config() {
            return BernoulliNaiveBayesConfig.DEFAULTS;
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return BernoulliNaiveBayesConfig.read(in);
        }
    }

    @Nested
    class ThreeClassesOfSparseRows extends NaiveBayesContract<BernoulliNaiveBayes> {
        @Override
        protected LearnerConfig config() {
            return new BernoulliNaiveBayesConfig(3, 0.5, 0.25);
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return BernoulliNaiveBayesConfig.read(in);
        }

        @Override
        protected FeatureVector row(Random random) {
            FeatureVector row = FeatureVector.sparse(dimension(), 2);
            int first = random.nextInt(dimension());
            row.add(first, random.nextDouble());
            row.add((first + 2) % dimension(), 1);
            return row;
        }
    }

    /** The same book's example 13.2: with words that are there or not, absent ones count. */
    @Test
    void knowsWhatTheBookKnows() {
        // Chinese, Beijing, Shanghai, Macao, Tokyo, Japan
        BernoulliNaiveBayes learner = BernoulliNaiveBayesConfig.DEFAULTS.newLearner(6);
        learner.learn(FeatureVector.of(2, 1, 0, 0, 0, 0), 1);
        learner.learn(FeatureVector.of(2, 0, 1, 0, 0, 0), 1);
        learner.learn(FeatureVector.of(1, 0, 0, 1, 0, 0), 1);
        learner.learn(FeatureVector.of(1, 0, 0, 0, 1, 1), 0);
        assertThat(learner.probability(0, 1)).isCloseTo(4.0 / 5, within(1e-12));
        assertThat(learner.probability(4, 1)).isCloseTo(1.0 / 5, within(1e-12));
        assertThat(learner.probability(1, 1)).isCloseTo(2.0 / 5, within(1e-12));
        assertThat(learner.probability(0, 0)).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(learner.probability(1, 0)).isCloseTo(1.0 / 3, within(1e-12));
        double[] joint = new double[2];
        learner.logJoint(FeatureVector.of(3, 0, 0, 0, 1, 1), joint);
        assertThat(Math.exp(joint[1])).isCloseTo(0.005, within(5e-4));
        assertThat(Math.exp(joint[0])).isCloseTo(0.022, within(5e-4));
        assertThat(Math.exp(joint[1])).isCloseTo(0.75 * 0.8 * 0.2 * 0.2 * 0.6 * 0.6 * 0.6, within(1e-15));
    }

    @Test
    void presenceIsAValueAboveTheThreshold() {
        BernoulliNaiveBayes learner =
                BernoulliNaiveBayesConfig.DEFAULTS.withThreshold(0.5).newLearner(3);
        learner.learn(FeatureVector.of(0.5, 0.6, -7), 0, 2);
        assertThat(learner.featureCount(0, 0)).isZero();
        assertThat(learner.featureCount(1, 0)).isEqualTo(2);
        assertThat(learner.featureCount(2, 0)).isZero();
        assertThat(learner.classWeight(0)).isEqualTo(2);
    }

    @Test
    void configurationHasItsDefaultsAndChecks() {
        BernoulliNaiveBayesConfig config = BernoulliNaiveBayesConfig.DEFAULTS;
        assertThat(config).isEqualTo(new BernoulliNaiveBayesConfig(2, 1, 0));
        assertThat(config.algorithm()).isEqualTo("bernoulli-naive-bayes");
        assertThat(config.withClasses(4).withAlpha(3).withThreshold(2))
                .isEqualTo(new BernoulliNaiveBayesConfig(4, 3, 2));
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new BernoulliNaiveBayesConfig(0, -1, -2))
                .withMessage("classes: must be in [2, 10000], found 0; alpha: must be > 0 and finite, found -1.0; "
                        + "threshold: must be >= 0 and finite, found -2.0");
    }
}
