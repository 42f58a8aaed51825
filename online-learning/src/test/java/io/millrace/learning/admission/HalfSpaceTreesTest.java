package io.millrace.learning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Random;
import org.junit.jupiter.api.Test;

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
