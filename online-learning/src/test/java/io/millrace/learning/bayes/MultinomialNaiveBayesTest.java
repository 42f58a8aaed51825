package io.millrace.learning.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Parameter;
import io.millrace.learning.Task;
import io.millrace.learning.bayes.MultinomialNaiveBayesConfig.Vocabulary;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.snapshot.SnapshotInput;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MultinomialNaiveBayesTest {
    private static final List<String> WORDS =
            List.of("Chinese", "Beijing", "Shanghai", "Macao", "Tokyo", "Japan", "Taiwanese", "Taipei");

    private static final int NO = 0;
    private static final int YES = 1;
    private static final Offset<Double> EXACT = within(1e-12);

    @Nested
    class TwoClasses extends NaiveBayesContract<MultinomialNaiveBayes> {
        @Override
        protected LearnerConfig config() {
            return MultinomialNaiveBayesConfig.DEFAULTS;
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return MultinomialNaiveBayesConfig.read(in);
        }

        @Override
        protected FeatureVector row(Random random) {
            FeatureVector row = FeatureVector.dense(dimension());
            for (int i = 0; i < dimension(); i++) {
                row.set(i, random.nextInt(4));
            }
            return row;
        }
    }

    @Nested
    class ThreeClassesOfSparseRows extends NaiveBayesContract<MultinomialNaiveBayes> {
        @Override
        protected LearnerConfig config() {
            return new MultinomialNaiveBayesConfig(3, 0.5, Vocabulary.SEEN_FEATURES);
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return MultinomialNaiveBayesConfig.read(in);
        }

        @Override
        protected int dimension() {
            return 40;
        }

        @Override
        protected FeatureVector row(Random random) {
            FeatureVector row = FeatureVector.sparse(dimension(), 3);
            int first = random.nextInt(20);
            for (int i = 0; i < 3; i++) {
                row.add(first + 5 * i, 0.25 + random.nextInt(3));
            }
            return row;
        }
    }

    private static FeatureVector text(String words) {
        FeatureVector row = FeatureVector.dense(WORDS.size());
        for (String word : words.split(" ", -1)) {
            int index = WORDS.indexOf(word);
            row.set(index, row.value(index) + 1);
        }
        return row;
    }

    private static MultinomialNaiveBayes taught(Vocabulary vocabulary) {
        MultinomialNaiveBayes learner =
                MultinomialNaiveBayesConfig.DEFAULTS.withVocabulary(vocabulary).newLearner(WORDS.size());
        learner.learn(text("Chinese Beijing Chinese"), YES);
        learner.learn(text("Chinese Chinese Shanghai"), YES);
        learner.learn(text("Chinese Macao"), YES);
        learner.learn(text("Tokyo Japan Chinese"), NO);
        return learner;
    }

    /** Manning et al., "Introduction to Information Retrieval", example 13.1; River's documentation has the same. */
    @Test
    void knowsWhatTheBookKnows() {
        MultinomialNaiveBayes learner = taught(Vocabulary.SEEN_FEATURES);
        assertThat(learner.vocabularySize()).isEqualTo(6);
        assertThat(learner.prior(YES)).isEqualTo(0.75);
        assertThat(learner.probability(WORDS.indexOf("Chinese"), YES)).isCloseTo(6.0 / 14, EXACT);
        assertThat(learner.probability(WORDS.indexOf("Tokyo"), YES)).isCloseTo(1.0 / 14, EXACT);
        assertThat(learner.probability(WORDS.indexOf("Chinese"), NO)).isCloseTo(2.0 / 9, EXACT);
        assertThat(learner.featureCount(WORDS.indexOf("Chinese"), YES)).isEqualTo(5);

        double[] joint = new double[2];
        FeatureVector asked = text("Chinese Chinese Chinese Tokyo Japan");
        learner.logJoint(asked, joint);
        assertThat(Math.exp(joint[YES])).isCloseTo(0.75 * Math.pow(3.0 / 7, 3) / 14 / 14, EXACT);
        assertThat(Math.exp(joint[NO])).isCloseTo(0.25 * Math.pow(2.0 / 9, 5), EXACT);
        assertThat(Math.exp(joint[YES])).isCloseTo(0.000301, within(5e-7));
        assertThat(Math.exp(joint[NO])).isCloseTo(0.000135, within(5e-7));
        assertThat(learner.score(asked)).isCloseTo(0.68975861, within(5e-9));
    }

    /** River's documentation: features that never came have α / (N_c + αV) with the V of those that did. */
    @Test
    void knowsWhatRiverMakesOfUnseenWords() {
        MultinomialNaiveBayes learner = taught(Vocabulary.SEEN_FEATURES);
        assertThat(learner.score(text("Taiwanese Taipei"))).isCloseTo(0.553531, within(5e-7));
        assertThat(learner.score(text("Chinese Shanghai"))).isCloseTo(0.881499, within(5e-7));
    }

    @Test
    void aFixedVocabularyCountsAllFeatures() {
        MultinomialNaiveBayes learner = taught(Vocabulary.ALL_FEATURES);
        assertThat(learner.vocabularySize()).isEqualTo(8);
        assertThat(learner.probability(WORDS.indexOf("Chinese"), YES)).isCloseTo(6.0 / 16, EXACT);
    }

    @Test
    void aWeightMultipliesCounts() {
        MultinomialNaiveBayes heavy = MultinomialNaiveBayesConfig.DEFAULTS.newLearner(2);
        MultinomialNaiveBayes often = MultinomialNaiveBayesConfig.DEFAULTS.newLearner(2);
        heavy.learn(FeatureVector.of(1, 0), 0, 1);
        heavy.learn(FeatureVector.of(2, 3), 1, 2);
        often.learn(FeatureVector.of(1, 0), 0);
        often.learn(FeatureVector.of(2, 3), 1);
        often.learn(FeatureVector.of(2, 3), 1);
        assertThat(heavy.parameters(FeatureNames.numbered())).isEqualTo(often.parameters(FeatureNames.numbered()));
    }

    @Test
    void refusesNegativeCounts() {
        MultinomialNaiveBayes learner = taught(Vocabulary.SEEN_FEATURES);
        FeatureVector row = text("Chinese");
        row.set(3, -1);
        List<Parameter> before = learner.parameters(FeatureNames.numbered());
        assertThat(learner.learn(row, YES)).isFalse();
        assertThat(learner.parameters(FeatureNames.numbered())).isEqualTo(before);
        assertThat(learner.score(row)).isNaN();
    }

    @Test
    void aRowTooLongForADoubleHasThePriors() {
        MultinomialNaiveBayes learner = taught(Vocabulary.ALL_FEATURES);
        FeatureVector row = text("Chinese");
        row.set(0, Double.MAX_VALUE);
        row.set(4, Double.MAX_VALUE);
        assertThat(learner.score(row)).isCloseTo(0.75, EXACT);
    }

    @Test
    void namesItsParameters() {
        MultinomialNaiveBayes learner = taught(Vocabulary.ALL_FEATURES);
        List<Parameter> parameters = learner.parameters(FeatureNames.of(WORDS));
        assertThat(parameters).hasSize(2 * 9);
        assertThat(parameters.get(9)).isEqualTo(new Parameter("P(1)", 0.75));
        assertThat(parameters.get(10)).isEqualTo(new Parameter("P(Chinese|1)", 6.0 / 16));
    }

    @Test
    void configurationHasItsDefaultsAndChecks() {
        MultinomialNaiveBayesConfig config = MultinomialNaiveBayesConfig.DEFAULTS;
        assertThat(config).isEqualTo(new MultinomialNaiveBayesConfig(2, 1, Vocabulary.ALL_FEATURES));
        assertThat(config.task()).isEqualTo(Task.BINARY_CLASSIFICATION);
        assertThat(config.algorithm()).isEqualTo("multinomial-naive-bayes");
        assertThat(config.withClasses(3).withAlpha(2).withVocabulary(Vocabulary.SEEN_FEATURES))
                .isEqualTo(new MultinomialNaiveBayesConfig(3, 2, Vocabulary.SEEN_FEATURES));
        assertThat(config.withClasses(3).task()).isEqualTo(Task.MULTICLASS_CLASSIFICATION);
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new MultinomialNaiveBayesConfig(1, 0, null))
                .withMessage("classes: must be in [2, 10000], found 1; alpha: must be > 0 and finite, found 0.0; "
                        + "vocabulary: must be set, found null");
    }
}
