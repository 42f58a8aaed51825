package io.millrace.learning.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.LearnerContract;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import io.millrace.learning.tree.TreeStreams.Example;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HoeffdingAdaptiveTreeTest {
    private static final HoeffdingAdaptiveTreeConfig EAGER = new HoeffdingAdaptiveTreeConfig(
            HoeffdingTreeConfig.DEFAULTS.withGracePeriod(10).withDelta(0.2).withTau(0.5), 0.5, 16, 0.5);

    abstract static class Contract extends LearnerContract {
        private final HoeffdingAdaptiveTreeConfig config;

        Contract(HoeffdingAdaptiveTreeConfig config) {
            this.config = config;
        }

        @Override
        protected LearnerConfig config() {
            return config;
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return HoeffdingAdaptiveTreeConfig.read(in);
        }
    }

    @Nested
    class Defaults extends Contract {
        Defaults() {
            super(HoeffdingAdaptiveTreeConfig.DEFAULTS);
        }
    }

    @Nested
    class Eager extends Contract {
        private int drawn;

        Eager() {
            super(EAGER);
        }

        /** The question turns round every 100 examples. */
        @Override
        protected double label(Random random, FeatureVector row) {
            boolean turned = drawn++ / 100 % 2 == 1;
            return row.value(0) > 0 == turned ? 1 : 0;
        }
    }

    private static byte[] state(HoeffdingAdaptiveTree tree) {
        SnapshotOutput out = new SnapshotOutput();
        tree.writeTo(out);
        return out.toByteArray();
    }

    /** The restored twin has alternates, too. */
    @Test
    void aTwinRestoredInTheMiddleOfADriftGoesOnBitByBit() {
        List<Example> examples = TreeStreams.named("agrawal-drift").subList(8_000, 13_000);
        HoeffdingAdaptiveTree tree = HoeffdingAdaptiveTreeConfig.DEFAULTS.newLearner(9);
        HoeffdingAdaptiveTree twin = tree;
        int withAlternates = 0;
        for (int i = 0; i < examples.size(); i++) {
            if (i % 100 == 0) {
                byte[] state = state(tree);
                assertThat(state(twin)).isEqualTo(state);
                SnapshotInput in = new SnapshotInput(state);
                twin = tree.config().readLearner(in);
                in.end();
                withAlternates += tree.rootNode().alternateLeaves() > 0 ? 1 : 0;
            }
            tree.learn(examples.get(i).row(), examples.get(i).label());
            twin.learn(examples.get(i).row(), examples.get(i).label());
        }
        assertThat(withAlternates).isPositive();
    }

    @Test
    void staysWithinItsBounds() {
        HoeffdingAdaptiveTreeConfig small = EAGER.withTree(EAGER.tree().withBounds(4, 6));
        HoeffdingAdaptiveTree tree = small.newLearner(9);
        int greatest = 0;
        for (Example example : TreeStreams.named("agrawal-drift")) {
            tree.learn(example.row(), example.label());
            greatest = Math.max(
                    greatest, tree.rootNode().leaves() + tree.rootNode().alternateLeaves());
            assertThat(HoeffdingTreeTest.depth(tree.root())).isLessThanOrEqualTo(4);
        }
        assertThat(greatest).isBetween(6, 12);
    }

    @Test
    void allMistakesAtOnce() {
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new HoeffdingAdaptiveTreeConfig(HoeffdingTreeConfig.DEFAULTS, 0, 0, 1))
                .withMessage("driftDelta: must be in (0, 1), found 0.0; minWindow: must be >= 1, found 0;"
                        + " switchSignificance: must be in (0, 1), found 1.0");
    }
}
