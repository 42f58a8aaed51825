package io.millrace.learning.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.LearnerContract;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SequentialKMeansTest {
    private static final SequentialKMeansConfig DEFAULTS = SequentialKMeansConfig.DEFAULTS;

    @Nested
    class BeginsAnywhere extends LearnerContract {
        @Override
        protected LearnerConfig config() {
            return DEFAULTS.withStep(0.1);
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return SequentialKMeansConfig.read(in);
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

    @Nested
    class BeginsAtGivenCentres extends LearnerContract {
        @Override
        protected LearnerConfig config() {
            return DEFAULTS.withStart(List.of(StartCentre.of(0, 1, 1, 1, 1, 1), StartCentre.of(0, 0, 0, 0, 0, 0)));
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return SequentialKMeansConfig.read(in);
        }
    }

    /**
     * Published in River's documentation: {@code KMeans(n_clusters=2, halflife=0.4, sigma=3, seed=0)}; centres to ten digits
     * computed. The numbers drawn are the first four of CPython's {@code Random(0).gauss(0, 1)}.
     */
    @Test
    void movesAsRiver() {
        Iterator<Double> drawn = List.of(
                        0.9417154046806644, -1.3965781047011498, -0.6797144480784211, 0.3705035674606598)
                .iterator();
        SequentialKMeans learner = new SequentialKMeans(
                DEFAULTS.withClusters(2).withStep(0.4).withNormalStart(0, 3, 0), 2, random -> drawn.next());
        double[][] rows = {{1, 2}, {1, 4}, {1, 0}, {4, 2}, {4, 4}, {4, 0}};
        int[] clusters = {1, 1, 0, 0, 0, 0};
        for (int i = 0; i < rows.length; i++) {
            learner.learn(FeatureVector.of(rows[i]), 0);
            assertThat(learner.predict(FeatureVector.of(rows[i])))
                    .as("row %d", i)
                    .isEqualTo(clusters[i]);
        }
        assertThat(learner.predict(FeatureVector.of(0, 0))).isEqualTo(1);
        assertThat(learner.predict(FeatureVector.of(4, 4))).isZero();
        assertThat(learner.centre(0)).containsExactly(new double[] {3.4939233696, 1.0258862597}, within(1e-9));
        assertThat(learner.centre(1)).containsExactly(new double[] {-0.8234860065, 2.2669064214}, within(1e-9));
    }

    @Test
    void aRowOfWeightTwoIsTwoRows() {
        SequentialKMeansConfig config = DEFAULTS.withStep(0.3).withStart(List.of(StartCentre.of(0, 0)));
        SequentialKMeans heavy = config.newLearner(1);
        SequentialKMeans often = config.newLearner(1);
        heavy.learn(FeatureVector.of(5), 0, 2);
        often.learn(FeatureVector.of(5), 0);
        often.learn(FeatureVector.of(5), 0);
        assertThat(heavy.centre(0)).containsExactly(often.centre(0), within(1e-12));
        assertThat(heavy.weight(0)).isEqualTo(2);
    }

    @Test
    void absentFeaturesStay() {
        SequentialKMeans learner =
                DEFAULTS.withStart(List.of(StartCentre.of(0, 2, 2))).newLearner(2);
        FeatureVector row = FeatureVector.sparse(2, 1);
        row.add(1, 4);
        learner.learn(row, 0);
        assertThat(learner.centre(0)).containsExactly(2, 3);
    }

    @Test
    void combinedCentresAreMeansByWhatTheyWereGiven() {
        SequentialKMeans base = DEFAULTS.withStart(List.of(StartCentre.of(0, 0), StartCentre.of(0, 100)))
                .newLearner(1);
        SequentialKMeans one = copy(base);
        SequentialKMeans other = copy(base);
        one.learn(FeatureVector.of(4), 0);
        other.learn(FeatureVector.of(8), 0, 1);
        other.learn(FeatureVector.of(8), 0, 1);
        other.learn(FeatureVector.of(120), 0);
        SequentialKMeans combined = copy(base);
        combined.combine(base, List.of(one, other));
        assertThat(combined.centre(0)[0]).isCloseTo((2 + 2 * 6) / 3.0, within(1e-12));
        assertThat(combined.centre(1)[0]).isEqualTo(110);
        assertThat(combined.weight(0)).isEqualTo(3);
        assertThat(combined.examples()).isEqualTo(4);
    }

    private static SequentialKMeans copy(SequentialKMeans of) {
        SnapshotOutput out = new SnapshotOutput();
        of.writeTo(out);
        return of.config().readLearner(new SnapshotInput(out.toByteArray()));
    }

    @Test
    void configurationHasItsDefaultsAndChecks() {
        assertThat(DEFAULTS).isEqualTo(new SequentialKMeansConfig(5, 0.5, 0, 1, 0, List.of()));
        assertThat(DEFAULTS.algorithm()).isEqualTo("sequential-k-means");
        assertThat(DEFAULTS.withClusters(3).withStep(1).withNormalStart(2, 3, 4))
                .isEqualTo(new SequentialKMeansConfig(3, 1, 2, 3, 4, List.of()));
        List<StartCentre> start = List.of(StartCentre.of(1, 2));
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new SequentialKMeansConfig(1, 0, 2, 3, 4, start))
                .withMessage("step: must be in (0, 1], found 0.0; mean: must be 0 where start is given, found 2.0; "
                        + "deviation: must be 1 where start is given, found 3.0");
    }
}
