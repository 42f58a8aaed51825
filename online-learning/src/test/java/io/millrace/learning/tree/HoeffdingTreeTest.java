package io.millrace.learning.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.LearnerContract;
import io.millrace.learning.Parameter;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.tree.TreeStreams.Example;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoeffdingTreeTest {
    /** Splits within the few examples of the contract. */
    private static final HoeffdingTreeConfig EAGER =
            HoeffdingTreeConfig.DEFAULTS.withGracePeriod(10).withDelta(0.2).withTau(0.5);

    abstract static class Contract extends LearnerContract {
        private final HoeffdingTreeConfig config;

        Contract(HoeffdingTreeConfig config) {
            this.config = config;
        }

        @Override
        protected LearnerConfig config() {
            return config;
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return HoeffdingTreeConfig.read(in);
        }
    }

    @Nested
    class Defaults extends Contract {
        Defaults() {
            super(HoeffdingTreeConfig.DEFAULTS);
        }
    }

    @Nested
    class Eager extends Contract {
        Eager() {
            super(EAGER);
        }
    }

    @Nested
    class Sparse extends Contract {
        Sparse() {
            super(EAGER.withPrediction(LeafPrediction.NAIVE_BAYES));
        }

        @Override
        protected FeatureVector row(Random random) {
            FeatureVector row = FeatureVector.sparse(dimension(), 2);
            for (int i = dimension() - 1; i >= 0; i--) {
                if (random.nextInt(3) > 0) {
                    row.add(i, i == 1 ? random.nextGaussian() : 1);
                }
            }
            return row;
        }
    }

    @Nested
    class ManyClasses extends Contract {
        ManyClasses() {
            super(EAGER.withClasses(4).withPrediction(LeafPrediction.MAJORITY).withBounds(3, 5));
        }

        @Override
        protected double label(Random random, FeatureVector row) {
            return random.nextInt(10) == 0 ? random.nextInt(4) : row.value(0) > 0 ? 2 : row.value(3) > 0 ? 1 : 3;
        }
    }

    private static HoeffdingTree taught(HoeffdingTreeConfig config, Iterable<Example> examples, int dimension) {
        HoeffdingTree tree = config.newLearner(dimension);
        examples.forEach(example -> tree.learn(example.row(), example.label()));
        return tree;
    }

    /** Everything below 0 in column 1 is class 0, everything else class 1. */
    @Test
    void findsTheColumnThatTells() {
        HoeffdingTree tree = HoeffdingTreeConfig.DEFAULTS.newLearner(3);
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            FeatureVector row = FeatureVector.of(random.nextGaussian(), random.nextGaussian(), 7);
            assertThat(tree.learn(row, row.value(1) < 0 ? 0 : 1)).isTrue();
        }
        TreeNode.Split split = (TreeNode.Split) tree.root();
        assertThat(split.feature()).isEqualTo(1);
        assertThat(split.threshold()).isCloseTo(0, within(0.5));
        assertThat(tree.score(FeatureVector.of(0, -1, 7))).isLessThan(0.2);
        assertThat(tree.score(FeatureVector.of(0, 1, 7))).isGreaterThan(0.8);
        assertThat(tree.parameters(FeatureNames.numbered()).stream().map(Parameter::name))
                .containsExactly(
                        "split 0: x1 <=",
                        "leaf 1: weight",
                        "leaf 1: class 0",
                        "leaf 1: class 1",
                        "leaf 2: weight",
                        "leaf 2: class 0",
                        "leaf 2: class 1");
        assertThat(tree.magnitude()).isEqualTo(Math.abs(split.threshold()));
    }

    /** Columns of zeros and ones are counted, so what a side inherits is exact. */
    @Test
    void countsIndicatorsExactly() {
        HoeffdingTree tree = HoeffdingTreeConfig.DEFAULTS
                .withPrediction(LeafPrediction.MAJORITY)
                .newLearner(2);
        for (int i = 0; i < 200; i++) {
            FeatureVector row = FeatureVector.sparse(2, 2);
            row.add(0, i % 2);
            if (i % 4 == 3) {
                row.add(1, 1);
            }
            tree.learn(row, i % 4 == 3 || i % 10 == 0 ? 1 : 0);
        }
        TreeNode.Split split = (TreeNode.Split) tree.root();
        assertThat(split.feature()).isEqualTo(1);
        assertThat(split.threshold()).isEqualTo(0.5);
        assertLeaf(split.low(), 150, 21 / 152.0);
        assertLeaf(split.high(), 50, 51 / 52.0);
        assertThat(tree.score(FeatureVector.of(1, 1))).isCloseTo(51 / 52.0, within(1e-12));
    }

    private static void assertLeaf(TreeNode node, double weight, double probability) {
        assertThat(node.weight()).isCloseTo(weight, within(1e-9));
        assertThat(((TreeNode.Leaf) node).probabilities().get(1)).isCloseTo(probability, within(1e-12));
    }

    /** ε = √(ln(1/δ) / 2n) for two classes: with δ 1e-7 it falls below τ 0.05 at n = 3,224, and not before. */
    @Test
    void aTieIsBrokenByTau() {
        HoeffdingTree tree = HoeffdingTreeConfig.DEFAULTS.withGracePeriod(1).newLearner(2);
        Random random = new Random(2);
        int examples = 0;
        while (tree.root() instanceof TreeNode.Leaf) {
            double value = random.nextInt(2);
            tree.learn(FeatureVector.of(value, value), value);
            examples++;
        }
        assertThat(examples).isEqualTo(3_224);
    }

    @Test
    void neverGrowsBeyondItsBounds() {
        HoeffdingTreeConfig small = EAGER.withBounds(3, 5);
        HoeffdingTree tree = taught(small, TreeStreams.named("agrawal").subList(0, 5_000), 9);
        assertThat(leaves(tree.root())).isEqualTo(5);
        assertThat(depth(tree.root())).isLessThanOrEqualTo(3);
        HoeffdingTree shallow =
                taught(EAGER.withBounds(2, 100), TreeStreams.named("agrawal").subList(0, 5_000), 9);
        assertThat(depth(shallow.root())).isEqualTo(2);
        HoeffdingTree stump =
                taught(EAGER.withBounds(0, 100), TreeStreams.named("sea").subList(0, 1_000), 3);
        assertThat(stump.root()).isInstanceOf(TreeNode.Leaf.class);
    }

    static int leaves(TreeNode node) {
        return node instanceof TreeNode.Split split ? leaves(split.low()) + leaves(split.high()) : 1;
    }

    static int depth(TreeNode node) {
        return node instanceof TreeNode.Split split ? 1 + Math.max(depth(split.low()), depth(split.high())) : 0;
    }

    @Test
    void hugeNumbersDoNoHarm() {
        HoeffdingTree tree = EAGER.newLearner(1);
        assertThat(tree.learn(FeatureVector.of(1e151), 0)).isFalse();
        assertThat(tree.score(FeatureVector.of(1e151))).isNaN();
        for (int i = 0; i < 500; i++) {
            double value = i % 2 == 0 ? -1e150 : 1e150;
            assertThat(tree.learn(FeatureVector.of(value / (1 + i % 5)), i % 2)).isTrue();
        }
        assertThat(tree.score(FeatureVector.of(1e150))).isBetween(0.9, 1.0);
        assertThat(tree.score(FeatureVector.of(0))).isBetween(0.0, 1.0);
    }

    @Test
    void probabilitiesAddUpToOne() {
        HoeffdingTree tree = EAGER.withClasses(3).newLearner(2);
        Random random = new Random(3);
        double[] scores = new double[3];
        for (int i = 0; i < 2_000; i++) {
            FeatureVector row = FeatureVector.of(random.nextGaussian(), random.nextGaussian());
            tree.score(row, scores);
            assertThat(scores[0] + scores[1] + scores[2]).isCloseTo(1, within(1e-12));
            tree.learn(row, row.value(0) > 0 ? 0 : row.value(1) > 0 ? 1 : 2);
        }
    }

    /** Φ of z = 0, 1, 1.96 and −3, from tables. */
    @ParameterizedTest
    @CsvSource({"0, 0.5", "1, 0.8413447461", "1.96, 0.9750021049", "-3, 0.0013498980", "40, 1", "-40, 0"})
    void knowsTheNormalDistribution(double z, double expected) {
        assertThat(SplitFinder.normalBelow(z)).isCloseTo(expected, within(1e-7));
    }

    @Test
    void allMistakesAtOnce() {
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new HoeffdingTreeConfig(1, 0, 1, 2, 0, LeafPrediction.MAJORITY, -1, 0))
                .satisfies(e -> assertThat(e.problems())
                        .extracting("name")
                        .containsExactly(
                                "classes", "gracePeriod", "delta", "tau", "splitPoints", "maxDepth", "maxLeaves"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HoeffdingTreeConfig.DEFAULTS.newLearner(32_769))
                .withMessage("must be in [1, 32768] for a tree of 2 classes and 256 leaves: dimension=32769");
    }
}
