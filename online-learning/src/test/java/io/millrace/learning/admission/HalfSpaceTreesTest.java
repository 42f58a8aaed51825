package io.millrace.learning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.batch.DenseRow;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfSpaceTreesTest {
    /** Python 3: {@code random.Random(42).random()}, three times. */
    @Test
    void theGeneratorOfTheKnownAnswerIsCpythons() {
        CpythonRandom random = new CpythonRandom(42);
        assertThat(random.next()).isEqualTo(0.6394267984578837);
        assertThat(random.next()).isEqualTo(0.025010755222666936);
        assertThat(random.next()).isEqualTo(0.27502931836911926);
    }

    /** Known-answers §2.10: River's documentation to three decimals, worked out to six. */
    @Test
    void theKnownAnswer() {
        HalfSpaceTreesConfig config = new HalfSpaceTreesConfig(5, 3, 3, 0, 1, 0);
        HalfSpaceTrees trees = new HalfSpaceTrees(config, 1, new CpythonRandom(42)::next);
        for (double x : new double[] {0.5, 0.45, 0.43}) {
            assertThat(trees.score(FeatureVector.of(x))).isZero();
            trees.learn(FeatureVector.of(x));
        }
        double[] xs = {0.5, 0.45, 0.43, 0.44, 0.445, 0.45, 0};
        double[] expected = {0.106667, 0.071111, 0.106667, 0.106667, 0.106667, 0.071111, 0.853333};
        for (int i = 0; i < xs.length; i++) {
            FeatureVector x = FeatureVector.of(xs[i]);
            trees.learn(x);
            assertThat(trees.score(x)).as("x = %s", xs[i]).isCloseTo(expected[i], within(5e-7));
        }
    }

    /** As the paper draws it: nodes that know their halves, and a mass each. */
    private static final class Node {
        private final int depth;
        private int feature;
        private double threshold;
        private Node left;
        private Node right;
        private int fresh;
        private int old;

        Node(int depth, int height, double[] lows, double[] highs, Random random) {
            this.depth = depth;
            if (depth == height) {
                return;
            }
            double wanted = random.nextDouble()
                    * IntStream.range(0, lows.length)
                            .mapToDouble(j -> highs[j] - lows[j])
                            .sum();
            double sum = highs[0] - lows[0];
            while (sum <= wanted && feature < lows.length - 1) {
                feature++;
                sum += highs[feature] - lows[feature];
            }
            double low = lows[feature];
            double high = highs[feature];
            threshold = low + 0.15 * (high - low) + 0.7 * (high - low) * random.nextDouble();
            highs[feature] = threshold;
            left = new Node(depth + 1, height, lows, highs, random);
            highs[feature] = high;
            lows[feature] = threshold;
            right = new Node(depth + 1, height, lows, highs, random);
            lows[feature] = low;
        }

        double score(double[] x, double least) {
            double mass = old * Math.pow(2, depth);
            return old < least || left == null ? mass : mass + below(x).score(x, least);
        }

        void learn(double[] x) {
            fresh++;
            if (left != null) {
                below(x).learn(x);
            }
        }

        private Node below(double[] x) {
            return x[feature] < threshold ? left : right;
        }

        void endWindow() {
            old = fresh;
            fresh = 0;
            if (left != null) {
                left.endWindow();
                right.endWindow();
            }
        }
    }

    /** Counts of trees around the powers of two, heights odd and even, ranges on both sides of 0, rows dense and sparse, values in and outside of the range, also by far. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 0, 1",
        "2, 2, 3, -4, 4",
        "3, 3, 8, -1, 0.5",
        "4, 7, 33, -10, -9",
        "10, 8, 30, -4, 4",
        "5, 9, 16, 3, 1000"
    })
    void countsAsThePaperDoes(int count, int height, int dimension, double low, double high) {
        int window = 40;
        long seed = height;
        HalfSpaceTrees trees = new HalfSpaceTrees(
                new HalfSpaceTreesConfig(count, height, window, low, high, 0), dimension, new Random(seed)::nextDouble);
        Random draws = new Random(seed);
        List<Node> roots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] lows = new double[dimension];
            double[] highs = new double[dimension];
            Arrays.fill(lows, low);
            Arrays.fill(highs, high);
            roots.add(new Node(0, height, lows, highs, draws));
        }
        Random random = new Random(seed + 100);
        for (int i = 1; i <= 5 * window; i++) {
            FeatureVector x =
                    random.nextBoolean() ? FeatureVector.dense(dimension) : FeatureVector.sparse(dimension, dimension);
            for (int j = 0; j < dimension; j++) {
                double value = random.nextInt(20) == 0
                        ? (random.nextBoolean() ? Double.MAX_VALUE : -Double.MAX_VALUE)
                        : low + (high - low) * (random.nextGaussian() / 3 + 0.4);
                if (x.isDense()) {
                    x.set(j, value);
                } else if (random.nextBoolean()) {
                    x.add(j, value);
                }
            }
            double[] row = new DenseRow().of(x);
            double sum = 0;
            for (Node root : roots) {
                sum += root.score(row, 0.1 * window);
            }
            double expected = i <= window ? 0 : 1 - sum / (count * window * (Math.pow(2, height + 1) - 1));
            assertThat(trees.score(x)).as("seed %d, row %d", seed, i).isCloseTo(expected, within(1e-12));
            trees.learn(x);
            roots.forEach(root -> root.learn(row));
            if (i % window == 0) {
                roots.forEach(Node::endWindow);
            }
        }
    }

    @Test
    void whatLiesFarFromTheCrowdIsStrange() {
        HalfSpaceTrees trees = HalfSpaceTreesConfig.DEFAULTS.newDetector(5);
        Random random = new Random(6);
        for (int i = 0; i < 2_000; i++) {
            trees.learn(row(random, 0));
        }
        double near = 0;
        double far = 0;
        for (int i = 0; i < 100; i++) {
            near += trees.score(row(random, 0)) / 100;
            far += trees.score(row(random, 3)) / 100;
        }
        assertThat(far).isGreaterThan(near + 0.1);
    }

    private static FeatureVector row(Random random, double mean) {
        FeatureVector row = FeatureVector.dense(5);
        for (int j = 0; j < 5; j++) {
            row.set(j, mean + random.nextGaussian());
        }
        return row;
    }

    @Test
    void aRestoredTwinGoesOnTheSame() {
        HalfSpaceTreesConfig config =
                HalfSpaceTreesConfig.DEFAULTS.withWindow(20).withTrees(3, 4).withSeed(9);
        HalfSpaceTrees trees = config.newDetector(5);
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            trees.learn(row(random, 0));
        }
        SnapshotOutput out = new SnapshotOutput();
        config.writeTo(out);
        trees.writeTo(out);
        SnapshotInput in = new SnapshotInput(out.toByteArray());
        DetectorConfig read = DetectorConfig.read(in);
        assertThat(read).isEqualTo(config);
        AnomalyDetector twin = read.readDetector(5, in);
        in.end();
        for (int i = 0; i < 50; i++) {
            FeatureVector row = row(random, 0);
            assertThat(twin.score(row)).isEqualTo(trees.score(row));
            trees.learn(row);
            twin.learn(row);
        }
    }

    @Test
    void allMistakesAtOnce() {
        assertThatThrownBy(() -> new HalfSpaceTreesConfig(0, 16, 0, 1, 1, 0))
                .hasMessageContaining("trees")
                .hasMessageContaining("height: must be in [1, 15], found 16")
                .hasMessageContaining("window")
                .hasMessageContaining("low: must be < high, found 1.0 >= 1.0");
    }
}
