package io.millrace.learning.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.Combinable;
import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerContract;
import io.millrace.learning.Parameter;
import io.millrace.learning.Task;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all naive Bayes learners keep to beyond being learners: their copies add up exactly. */
abstract class NaiveBayesContract<L extends NaiveBayes & Combinable<L>> extends LearnerContract {
    @SuppressWarnings("unchecked")
    private L untaught() {
        return (L) config().newLearner(dimension());
    }

    @SuppressWarnings("unchecked")
    private L copy(L of) {
        SnapshotOutput out = new SnapshotOutput();
        of.writeTo(out);
        return (L) config().readLearner(new SnapshotInput(out.toByteArray()));
    }

    /** A class that says something about the row. */
    @Override
    protected double label(Random random, FeatureVector row) {
        int classes = untaught().classes();
        double sum = random.nextGaussian();
        for (int k = 0; k < row.size(); k++) {
            sum += row.value(k) * (row.index(k) % 2 == 0 ? 1 : -0.5);
        }
        return Math.floorMod((int) Math.round(sum), classes);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theSumOfPartsIsOneLearnerWithAllExamples(long seed) {
        Random random = new Random(seed);
        L whole = untaught();
        L combined = untaught();
        int parts = 2 + random.nextInt(3);
        for (int round = 0; round < 4; round++) {
            L base = copy(combined);
            List<L> copies = new ArrayList<>();
            for (int p = 0; p < parts; p++) {
                copies.add(copy(base));
            }
            for (int i = 0; i < 60; i++) {
                FeatureVector row = row(random);
                double label = label(random, row);
                double weight = random.nextInt(4) / 2.0;
                assertThat(whole.learn(row, label, weight)).isTrue();
                assertThat(copies.get(random.nextInt(parts)).learn(row, label, weight))
                        .isTrue();
            }
            combined.combine(base, copies);
            assertAlike(combined, whole, seed, random);
            // in place, too: the target is the base or one of the parts
            L target = copies.get(1);
            target.combine(base, copies);
            assertAlike(target, whole, seed, random);
        }
    }

    private void assertAlike(L found, L expected, long seed, Random random) {
        assertThat(found.examples()).isEqualTo(expected.examples());
        List<Parameter> parameters = found.parameters(FeatureNames.numbered());
        List<Parameter> wanted = expected.parameters(FeatureNames.numbered());
        assertThat(parameters).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(parameters.get(i).name()).isEqualTo(wanted.get(i).name());
            assertThat(parameters.get(i).value())
                    .as("%s, seed %d", wanted.get(i).name(), seed)
                    .isCloseTo(wanted.get(i).value(), within(1e-11));
        }
        FeatureVector row = row(random);
        double[] scores = new double[found.outputs()];
        double[] wantedScores = new double[found.outputs()];
        found.score(row, scores);
        expected.score(row, wantedScores);
        assertThat(scores).containsExactly(wantedScores, within(1e-9));
    }

    @Test
    void scoresAreProbabilities() {
        L learner = untaught();
        Random random = new Random(3);
        double[] scores = new double[learner.outputs()];
        double[] joint = new double[learner.classes()];
        for (int i = 0; i < 50; i++) {
            FeatureVector row = row(random);
            learner.score(row, scores);
            learner.logJoint(row, joint);
            double total = 0;
            for (double each : joint) {
                total += Math.exp(each - joint[1]);
            }
            if (learner.outputs() == 1) {
                assertThat(config().task()).isEqualTo(Task.BINARY_CLASSIFICATION);
                if (joint[1] > Double.NEGATIVE_INFINITY) {
                    assertThat(scores[0]).isCloseTo(1 / total, within(1e-12));
                } else {
                    assertThat(scores[0]).isZero();
                }
            } else {
                double sum = 0;
                for (double score : scores) {
                    assertThat(score).isBetween(0.0, 1.0);
                    sum += score;
                }
                assertThat(sum).isCloseTo(1, within(1e-12));
            }
            learner.learn(row, label(random, row));
        }
    }

    @Test
    void beforeTheFirstExampleAllClassesAreEquallyProbable() {
        L learner = untaught();
        double[] scores = new double[learner.outputs()];
        learner.score(row(new Random(4)), scores);
        for (double score : scores) {
            assertThat(score).isCloseTo(1.0 / learner.classes(), within(1e-15));
        }
        assertThat(learner.magnitude()).isFinite();
    }

    @Test
    void aClassWithoutAnExampleIsImpossibleOnceAnotherHasOne() {
        L learner = untaught();
        FeatureVector row = row(new Random(5));
        learner.learn(row, 0);
        double[] scores = new double[learner.outputs()];
        learner.score(row, scores);
        assertThat(scores[0]).isEqualTo(learner.outputs() == 1 ? 0 : 1);
    }
}
