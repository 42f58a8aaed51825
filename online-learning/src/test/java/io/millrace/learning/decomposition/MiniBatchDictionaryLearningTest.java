package io.millrace.learning.decomposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.LearnerContract;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MiniBatchDictionaryLearningTest {
    private static final Offset<Double> EXACT = within(1e-9);
    private static final MiniBatchDictionaryLearningConfig DEFAULTS = MiniBatchDictionaryLearningConfig.DEFAULTS;

    @Nested
    class BeginsAtRows extends LearnerContract {
        @Override
        protected LearnerConfig config() {
            return DEFAULTS.withAtoms(3).withAlpha(0.5).withBatchSize(6).withSeed(3);
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return MiniBatchDictionaryLearningConfig.read(in);
        }
    }

    @Nested
    class BeginsAtGivenAtomsWithSparseRows extends LearnerContract {
        @Override
        protected LearnerConfig config() {
            return DEFAULTS.withAlpha(0.1)
                    .withBatchSize(4)
                    .withStart(List.of(List.of(1.0, 0.0, 0.0, 0.0, 0.0), List.of(0.0, 0.6, 0.0, 0.0, 0.8)));
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return MiniBatchDictionaryLearningConfig.read(in);
        }

        @Override
        protected FeatureVector row(Random random) {
            FeatureVector row = FeatureVector.sparse(dimension(), 2);
            int first = random.nextInt(dimension());
            row.add(first, random.nextGaussian());
            row.add((first + 1) % dimension(), 2);
            return row;
        }
    }

    /** Computed for known-answers.md §2.5 with scikit-learn 1.2.1, fit_algorithm lars, alpha 0.1. */
    @Test
    void learnsAsScikitLearn() {
        MiniBatchDictionaryLearning learner = DEFAULTS.withAlpha(0.1)
                .withBatchSize(3)
                .withStart(List.of(List.of(1.0, 0.0, 0.0), List.of(0.0, 0.6, 0.8)))
                .newLearner(3);
        double[][] rows = {{1, .2, .1}, {.1, .9, 1.1}, {.8, .1, 0}, {0, 1.2, 1.5}, {.5, .5, .5}, {1.1, 0, .2}};
        double[][] firstCodes = {{.9, .1}, {0, 1.32}, {.7, 0}};
        double[] code = new double[2];
        for (int i = 0; i < 3; i++) {
            learner.score(FeatureVector.of(rows[i]), code);
            assertThat(code).containsExactly(firstCodes[i], EXACT);
        }
        for (int i = 0; i < 3; i++) {
            learner.learn(FeatureVector.of(rows[i]), 0);
        }
        assertThat(learner.atom(0))
                .containsExactly(new double[] {.9910349449796934, .13304304740823278, .012218239047694845}, EXACT);
        assertThat(learner.atom(1))
                .containsExactly(new double[] {.07542204219660491, .6316694878108253, .771560220410373}, EXACT);
        for (int i = 3; i < 6; i++) {
            learner.learn(FeatureVector.of(rows[i]), 0);
        }
        assertThat(learner.atom(0))
                .containsExactly(new double[] {.9913103660473649, .07534518617044353, .10782792350769269}, EXACT);
        assertThat(learner.atom(1))
                .containsExactly(new double[] {.042051074504137975, .6341636407147627, .7720545213444738}, EXACT);
        assertThat(learner.codeProduct(0, 0)).isCloseTo(.6221967997142757, EXACT);
        assertThat(learner.codeProduct(0, 1)).isCloseTo(.07140925316705346, EXACT);
        assertThat(learner.codeProduct(1, 0)).isCloseTo(.07140925316705346, EXACT);
        assertThat(learner.codeProduct(1, 1)).isCloseTo(1.5489642936163213, EXACT);
        double objective = 0;
        for (double[] row : rows) {
            objective += learner.objective(FeatureVector.of(row)) / rows.length;
        }
        assertThat(objective).isCloseTo(0.12194223122963617, EXACT);
    }

    /** Rows that are sparse sums of these, with little noise. */
    private static FeatureVector mixture(Random random, double[][] truth) {
        double[] row = new double[truth[0].length];
        for (int picks = 0; picks < 2; picks++) {
            double[] atom = truth[random.nextInt(truth.length)];
            double weight = (1 + random.nextDouble()) * (random.nextBoolean() ? 1 : -1);
            for (int j = 0; j < row.length; j++) {
                row[j] += weight * atom[j];
            }
        }
        for (int j = 0; j < row.length; j++) {
            row[j] += 0.01 * random.nextGaussian();
        }
        return FeatureVector.of(row);
    }

    @Test
    void findsTheAtomsThatRowsAreMadeOf() {
        Random random = new Random(4);
        double[][] truth = new double[6][12];
        for (double[] atom : truth) {
            double norm = 0;
            for (int j = 0; j < atom.length; j++) {
                atom[j] = random.nextGaussian();
                norm += atom[j] * atom[j];
            }
            for (int j = 0; j < atom.length; j++) {
                atom[j] /= Math.sqrt(norm);
            }
        }
        MiniBatchDictionaryLearning learner = DEFAULTS.withAtoms(10)
                .withAlpha(0.1)
                .withBatchSize(32)
                .withSeed(5)
                .newLearner(12);
        assertThat(learner.isStarted()).isFalse();
        assertThat(learner.score(mixture(random, truth)))
                .as("no atom is used yet")
                .isZero();
        assertThat(learner.parameters(FeatureNames.numbered())).isEmpty();
        double early = Double.NaN;
        for (int i = 0; i < 4000; i++) {
            learner.learn(mixture(random, truth), 0);
            if (i == 63) {
                early = meanObjective(learner, truth);
            }
        }
        assertThat(meanObjective(learner, truth)).isLessThan(0.9 * early);
        for (double[] atom : truth) {
            double best = 0;
            for (int k = 0; k < 10; k++) {
                double product = 0;
                for (int j = 0; j < atom.length; j++) {
                    product += learner.atom(k)[j] * atom[j];
                }
                best = Math.max(best, Math.abs(product));
            }
            assertThat(best).isGreaterThan(0.85);
        }
    }

    private static double meanObjective(MiniBatchDictionaryLearning learner, double[][] truth) {
        Random random = new Random(6);
        double sum = 0;
        for (int i = 0; i < 200; i++) {
            sum += learner.objective(mixture(random, truth)) / 200;
        }
        return sum;
    }

    @Test
    void anUnusedAtomBecomesARow() {
        MiniBatchDictionaryLearning learner = DEFAULTS.withAlpha(0.1)
                .withBatchSize(2)
                .withStart(List.of(List.of(1.0, 0.0, 0.0), List.of(0.0, 0.0, 1.0)))
                .newLearner(3);
        learner.learn(FeatureVector.of(3, 0.05, 0), 0);
        learner.learn(FeatureVector.of(3, 0.05, 0), 0);
        assertThat(learner.atom(1)[0]).isCloseTo(1, within(0.01));
        assertThat(learner.atom(1)[2]).isNotZero().isCloseTo(0, within(0.05));
    }

    @Test
    void aRowOfWeightTwoEntersTwice() {
        MiniBatchDictionaryLearningConfig config =
                DEFAULTS.withAlpha(0.1).withBatchSize(2).withStart(List.of(List.of(1.0, 0.0), List.of(0.0, 1.0)));
        MiniBatchDictionaryLearning learner = config.newLearner(2);
        learner.learn(FeatureVector.of(1.1, 0), 0, 2);
        learner.learn(FeatureVector.of(0, 1.1), 0, 1);
        assertThat(learner.codeProduct(0, 0)).isCloseTo(1, EXACT);
        assertThat(learner.codeProduct(1, 1)).isCloseTo(0.5, EXACT);
    }

    @Test
    void combinedIsTheMeanAndLearnsWhatWaited() {
        MiniBatchDictionaryLearningConfig config = DEFAULTS.withAlpha(0.1)
                .withBatchSize(3)
                .withStart(List.of(List.of(1.0, 0.0, 0.0), List.of(0.0, 0.6, 0.8)));
        Random random = new Random(7);
        MiniBatchDictionaryLearning base = config.newLearner(3);
        base.learn(row(random), 0);
        MiniBatchDictionaryLearning one = copy(base);
        MiniBatchDictionaryLearning other = copy(base);
        MiniBatchDictionaryLearning idle = copy(base);
        for (int i = 0; i < 2; i++) {
            one.learn(row(random), 0);
        }
        for (int i = 0; i < 5; i++) {
            other.learn(row(random), 0);
        }
        idle.learn(row(random), 0);
        assertThat(one.pending() + other.pending()).isZero();
        MiniBatchDictionaryLearning combined = copy(base);
        combined.combine(base, List.of(one, other, idle));
        assertThat(combined.examples()).isEqualTo(1 + 2 + 5 + 1);
        assertThat(combined.pending()).as("what only the idle part has").isEqualTo(1);
        assertThat(combined.codeProduct(0, 0))
                .isCloseTo((3 * one.codeProduct(0, 0) + 6 * other.codeProduct(0, 0)) / 9, EXACT);
        double[] mean = new double[3];
        double norm = 0;
        for (int j = 0; j < 3; j++) {
            mean[j] = (3 * one.atom(1)[j] + 6 * other.atom(1)[j]) / 9;
            norm += mean[j] * mean[j];
        }
        assertThat(norm).isLessThanOrEqualTo(1);
        assertThat(combined.atom(1)).containsExactly(mean, EXACT);
    }

    private static FeatureVector row(Random random) {
        return FeatureVector.of(
                random.nextGaussian() + 1, 0.6 + 0.2 * random.nextGaussian(), 0.8 + 0.2 * random.nextGaussian());
    }

    private static MiniBatchDictionaryLearning copy(MiniBatchDictionaryLearning of) {
        SnapshotOutput out = new SnapshotOutput();
        of.writeTo(out);
        return of.config().readLearner(new SnapshotInput(out.toByteArray()));
    }

    @Test
    void flushLearnsWhatWaits() {
        MiniBatchDictionaryLearning learner = DEFAULTS.withAtoms(3).newLearner(3);
        Random random = new Random(8);
        learner.flush();
        learner.learn(row(random), 0);
        learner.learn(row(random), 0);
        learner.flush();
        assertThat(learner.isStarted()).as("three atoms want three rows").isFalse();
        assertThat(learner.pending()).isEqualTo(2);
        learner.learn(FeatureVector.of(0, 0, 0), 0);
        learner.flush();
        assertThat(learner.isStarted()).isTrue();
        assertThat(learner.pending()).isZero();
        assertThat(learner.magnitude()).isFinite().isPositive();
    }

    @Test
    void configurationHasItsDefaultsAndChecks() {
        assertThat(DEFAULTS).isEqualTo(new MiniBatchDictionaryLearningConfig(8, 1, 256, 0, List.of()));
        assertThat(DEFAULTS.algorithm()).isEqualTo("mini-batch-dictionary-learning");
        List<List<Double>> start = List.of(List.of(1.0, 0.0));
        assertThat(DEFAULTS.withAtoms(5)
                        .withAlpha(2)
                        .withBatchSize(6)
                        .withSeed(8)
                        .withStart(start))
                .isEqualTo(new MiniBatchDictionaryLearningConfig(1, 2, 6, 8, start));
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() ->
                        new MiniBatchDictionaryLearningConfig(0, 0, 0, 0, List.of(List.of(1.0), List.of(1.0, 2.0))))
                .withMessage("atoms: must be in [1, 4096], found 0; alpha: must be > 0 and finite, found 0.0; "
                        + "batchSize: must be >= 1, found 0; start: must be empty or have 0 atoms, found 2; "
                        + "start: must be atoms of one dimension, found [1, 2]; "
                        + "start: must be atoms of a norm <= 1, found 2.23606797749979");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withStart(start).newLearner(3))
                .withMessageContaining("start has 2");
    }
}
