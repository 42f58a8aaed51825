package io.millrace.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Learner} keeps to. A learner's test extends this once per configuration worth it and says how to draw
 * an example.
 */
public abstract class LearnerContract {
    private static final int EXAMPLES = 200;

    /** The configuration to try. */
    protected abstract LearnerConfig config();

    /** Reads what {@link LearnerConfig#writeTo} of this algorithm wrote. */
    protected abstract LearnerConfig readConfig(SnapshotInput in);

    /** Features of a row. */
    protected int dimension() {
        return 5;
    }

    /** A row of {@link #dimension()} features that the learner must take; half of the learners' tests use sparse ones. */
    protected FeatureVector row(Random random) {
        FeatureVector row = FeatureVector.dense(dimension());
        for (int i = 0; i < dimension(); i++) {
            row.set(i, random.nextGaussian());
        }
        return row;
    }

    /** A label for {@code row} that the learner must take; 0 or 1, with noise, by default. */
    protected double label(Random random, FeatureVector row) {
        double sum = random.nextGaussian();
        for (int k = 0; k < row.size(); k++) {
            sum += row.value(k) * (row.index(k) % 2 == 0 ? 1 : -0.5);
        }
        return sum > 0 ? 1 : 0;
    }

    private record Example(FeatureVector row, double label, double weight) {}

    private List<Example> examples(long seed, int count) {
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            FeatureVector row = row(random);
            examples.add(new Example(row, label(random, row), i % 7 == 0 ? 0.5 : 1));
        }
        return examples;
    }

    private Learner untaught() {
        return config().newLearner(dimension());
    }

    private static void learn(Learner learner, Example example) {
        assertThat(learner.learn(example.row(), example.label(), example.weight()))
                .as("a valid example is learned: %s", example)
                .isTrue();
    }

    private Learner taught(List<Example> examples) {
        Learner learner = untaught();
        examples.forEach(example -> learn(learner, example));
        return learner;
    }

    private static byte[] state(Learner learner) {
        SnapshotOutput out = new SnapshotOutput();
        learner.writeTo(out);
        return out.toByteArray();
    }

    private Learner restored(byte[] state) {
        SnapshotInput in = new SnapshotInput(state);
        Learner learner = config().readLearner(in);
        in.end();
        return learner;
    }

    private static double[] scores(Learner learner, FeatureVector row) {
        double[] scores = new double[learner.outputs()];
        learner.score(row, scores);
        return scores;
    }

    @Test
    void theSameExamplesGiveTheSameBits() {
        List<Example> examples = examples(1, EXAMPLES);
        assertThat(state(taught(examples))).isEqualTo(state(taught(examples)));
    }

    @Test
    void aRestoredTwinGoesOnBitByBit() {
        Learner learner = untaught();
        Learner twin = restored(state(untaught()));
        for (Example example : examples(2, EXAMPLES)) {
            assertThat(scores(twin, example.row())).isEqualTo(scores(learner, example.row()));
            learn(learner, example);
            learn(twin, example);
            byte[] state = state(learner);
            assertThat(state(twin)).isEqualTo(state);
            twin = restored(state);
            assertThat(twin.examples()).isEqualTo(learner.examples());
            assertThat(state(twin)).isEqualTo(state);
        }
    }

    @Test
    void testThenTrainIsOneAfterTheOther() {
        Learner learner = untaught();
        Learner twin = untaught();
        double[] found = new double[learner.outputs()];
        for (Example example : examples(15, EXAMPLES)) {
            double[] expected = scores(twin, example.row());
            learn(twin, example);
            assertThat(learner.scoreAndLearn(example.row(), example.label(), example.weight(), found))
                    .isTrue();
            assertThat(found).isEqualTo(expected);
        }
        byte[] state = state(twin);
        assertThat(state(learner)).isEqualTo(state);

        Example example = examples(16, 1).get(0);
        double[] expected = scores(twin, example.row());
        assertThat(learner.scoreAndLearn(example.row(), example.label(), -1, found))
                .isFalse();
        assertThat(found).as("scored, though not learned").isEqualTo(expected);
        FeatureVector bad = example.row().copy();
        bad.setValue(0, Double.NaN);
        assertThat(learner.scoreAndLearn(bad, example.label(), 1, found)).isFalse();
        assertThat(found).isEqualTo(scores(twin, bad));
        FeatureVector longer = FeatureVector.dense(dimension() + 1);
        assertThatIllegalArgumentException().isThrownBy(() -> learner.scoreAndLearn(longer, 0, 1, found));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.scoreAndLearn(example.row(), example.label(), 1, new double[0]));
        assertThat(state(learner)).isEqualTo(state);
    }

    @Test
    void theConfigurationIsReadBackEqual() {
        SnapshotOutput out = new SnapshotOutput();
        config().writeTo(out);
        SnapshotInput in = new SnapshotInput(out.toByteArray());
        assertThat(readConfig(in)).isEqualTo(config());
        in.end();
    }

    @Test
    void itKnowsWhatItIs() {
        Learner learner = untaught();
        assertThat(learner.config()).isEqualTo(config());
        assertThat(learner.dimension()).isEqualTo(dimension());
        assertThat(learner.examples()).isZero();
        assertThat(learner.outputs()).isPositive();
        assertThat(config().algorithm()).matches("[a-z][a-z0-9-]*");
    }

    @Test
    void countsExamples() {
        assertThat(taught(examples(3, 17)).examples()).isEqualTo(17);
    }

    @Test
    void askingChangesNothing() {
        Learner learner = taught(examples(4, EXAMPLES));
        byte[] state = state(learner);
        for (Example example : examples(5, 20)) {
            FeatureVector before = example.row().copy();
            double[] scores = scores(learner, example.row());
            assertThat(scores(learner, example.row())).isEqualTo(scores);
            assertThat(example.row()).hasToString(before.toString());
        }
        learner.parameters(FeatureNames.numbered());
        learner.magnitude();
        assertThat(state(learner)).isEqualTo(state);
    }

    @Test
    void leavesRowsAsTheyAre() {
        Learner learner = untaught();
        for (Example example : examples(6, 50)) {
            String before = example.row().toString();
            learn(learner, example);
            assertThat(example.row()).hasToString(before);
        }
    }

    @Test
    void whatIsNotFiniteNeverReachesAWeight() {
        Learner learner = untaught();
        for (int round = 0; round < 2; round++) {
            byte[] state = state(learner);
            Example example = examples(7, 1).get(0);
            for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                for (int k = 0; k < example.row().size(); k++) {
                    FeatureVector row = example.row().copy();
                    row.setValue(k, bad);
                    assertThat(learner.learn(row, example.label(), 1))
                            .as("entry %d is %s", k, bad)
                            .isFalse();
                    assertThat(scores(learner, row)[0])
                            .as("score where entry %d is %s", k, bad)
                            .isNaN();
                }
                assertThat(learner.learn(example.row(), example.label(), bad)).isFalse();
                if (config().task().isSupervised()) {
                    assertThat(learner.learn(example.row(), bad, 1)).isFalse();
                }
            }
            assertThat(learner.learn(example.row(), example.label(), -1)).isFalse();
            assertThat(state(learner)).isEqualTo(state);
            examples(8, EXAMPLES).forEach(next -> learn(learner, next));
        }
        assertThat(learner.magnitude()).isFinite();
    }

    @Test
    void refusesLabelsOutsideTheTask() {
        Learner learner = untaught();
        FeatureVector row = row(new Random(9));
        if (config().task() == Task.BINARY_CLASSIFICATION || config().task() == Task.MULTICLASS_CLASSIFICATION) {
            byte[] state = state(learner);
            for (double bad : new double[] {-1, 0.5, 1_000_000}) {
                assertThat(learner.learn(row, bad, 1)).isFalse();
            }
            assertThat(state(learner)).isEqualTo(state);
        }
    }

    @Test
    void weightZeroOnlyCounts() {
        Learner learner = taught(examples(10, EXAMPLES));
        List<Parameter> before = learner.parameters(FeatureNames.numbered());
        Example example = examples(11, 1).get(0);
        assertThat(learner.learn(example.row(), example.label(), 0)).isTrue();
        assertThat(learner.examples()).isEqualTo(EXAMPLES + 1L);
        assertThat(learner.parameters(FeatureNames.numbered())).isEqualTo(before);
    }

    @Test
    void refusesRowsOfAnotherDimension() {
        Learner learner = untaught();
        FeatureVector row = FeatureVector.dense(dimension() + 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.learn(row, 0, 1))
                .withMessageContaining(Integer.toString(dimension() + 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.score(row, new double[learner.outputs()]))
                .withMessageContaining(Integer.toString(dimension() + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> learner.score(row(new Random(1)), new double[0]));
    }

    @Test
    void parametersHaveDifferentNames() {
        List<Parameter> parameters = taught(examples(12, EXAMPLES)).parameters(FeatureNames.numbered());
        assertThat(parameters).isNotEmpty();
        assertThat(parameters.stream().map(Parameter::name)).doesNotHaveDuplicates();
        assertThat(parameters)
                .allSatisfy(parameter -> assertThat(parameter.value()).isFinite());
    }

    @Test
    void aCutSnapshotIsRefused() {
        byte[] state = state(taught(examples(13, 20)));
        for (int length = 0; length < state.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(state, length);
            assertThatExceptionOfType(SnapshotException.class).isThrownBy(() -> restored(cut));
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void partsBecomeOne() {
        if (!(untaught() instanceof Combinable)) {
            return;
        }
        List<Example> examples = examples(14, EXAMPLES);
        byte[] base = state(taught(examples.subList(0, EXAMPLES / 2)));
        Combinable<Learner> target = (Combinable<Learner>) untaught();
        Learner same = restored(base);
        target.combine(restored(base), List.of(restored(base), restored(base)));
        assertThat(scores(target, examples.get(0).row()))
                .isEqualTo(scores(same, examples.get(0).row()));
        assertThat(target.examples()).isEqualTo(same.examples());

        Learner first = restored(base);
        Learner second = restored(base);
        for (int i = EXAMPLES / 2; i < EXAMPLES; i++) {
            learn(i % 2 == 0 ? first : second, examples.get(i));
        }
        byte[] beforeFirst = state(first);
        target.combine(restored(base), List.of(first, second));
        assertThat(target.examples()).isEqualTo(EXAMPLES);
        assertThat(state(first)).as("parts are left as they are").isEqualTo(beforeFirst);
        Learner twin = restored(state(target));
        assertThat(state(twin)).isEqualTo(state(target));
        learn(target, examples.get(0));
        learn(twin, examples.get(0));
        assertThat(state(twin)).isEqualTo(state(target));

        Combinable<Learner> alone = (Combinable<Learner>) untaught();
        alone.combine(restored(base), List.of(first, restored(base)));
        double[] expected = scores(first, examples.get(1).row());
        double[] found = scores(alone, examples.get(1).row());
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], org.assertj.core.api.Assertions.within(1e-9));
        }
    }
}
