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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MiniBatchKMeansTest {
    private static final Offset<Double> EXACT = within(1e-9);
    private static final MiniBatchKMeansConfig DEFAULTS = MiniBatchKMeansConfig.DEFAULTS;

    @Nested
    class Reassigns extends LearnerContract {
        @Override
        protected LearnerConfig config() {
            return new MiniBatchKMeansConfig(4, 9, 0.3, 5, List.of());
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return MiniBatchKMeansConfig.read(in);
        }
    }

    @Nested
    class BeginsAtGivenCentres extends LearnerContract {
        @Override
        protected LearnerConfig config() {
            return new MiniBatchKMeansConfig(
                    2, 1, 0, 0, List.of(StartCentre.of(0, 1, 1, 1, 1, 1), StartCentre.of(0, -1, -1, -1, -1, -1)));
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return MiniBatchKMeansConfig.read(in);
        }
    }

    private static MiniBatchKMeans learner(int batchSize, StartCentre... start) {
        return DEFAULTS.withBatchSize(batchSize)
                .withReassignmentRatio(0)
                .withStart(List.of(start))
                .newLearner(2);
    }

    /** Computed for known-answers.md §2.4 with scikit-learn 1.2.1. */
    @Test
    void averagesAsScikitLearn() {
        MiniBatchKMeans learner = learner(2, StartCentre.of(0, 1, 1), StartCentre.of(0, 3, 3));
        double[][] rows = {{1, 2}, {4, 2}, {1, 4}, {4, 4}, {1, 0}, {4, 0}};
        for (int i = 0; i < 4; i++) {
            learner.learn(FeatureVector.of(rows[i]), 0);
        }
        assertThat(learner.centre(0)).containsExactly(new double[] {1, 3}, EXACT);
        assertThat(learner.centre(1)).containsExactly(new double[] {4, 3}, EXACT);
        for (int i = 4; i < 6; i++) {
            learner.learn(FeatureVector.of(rows[i]), 0);
        }
        assertThat(learner.centre(0)).containsExactly(new double[] {1, 2}, EXACT);
        assertThat(learner.centre(1)).containsExactly(new double[] {4, 2}, EXACT);
        assertThat(learner.weight(0)).isEqualTo(3);
        assertThat(learner.weight(1)).isEqualTo(3);
    }

    /** Computed for known-answers.md §2.4 with scikit-learn 1.2.1. */
    @Test
    void averagesTheOtherStartAsScikitLearn() {
        MiniBatchKMeans learner = learner(3, StartCentre.of(0, 0, 0), StartCentre.of(0, 5, 5));
        double[][] rows = {{1, 2}, {1, 4}, {1, 0}, {4, 2}, {4, 4}, {4, 0}};
        for (double[] row : rows) {
            learner.learn(FeatureVector.of(row), 0);
        }
        assertThat(learner.centre(0)).containsExactly(new double[] {2.2, 1.6}, EXACT);
        assertThat(learner.centre(1)).containsExactly(new double[] {4, 4}, EXACT);
        assertThat(learner.weight(0)).isEqualTo(5);
        assertThat(learner.weight(1)).isEqualTo(1);
    }

    @Test
    void aCentreThatNobodyIsNearJumpsToARow() {
        MiniBatchKMeans learner = DEFAULTS.withBatchSize(4)
                .withStart(List.of(StartCentre.of(0, 0, 0), StartCentre.of(0, 1e6, 1e6)))
                .newLearner(2);
        double[][] rows = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
        for (double[] row : rows) {
            learner.learn(FeatureVector.of(row), 0);
        }
        assertThat(List.of(rows))
                .anySatisfy(row -> assertThat(learner.centre(1)).containsExactly(row));
        assertThat(learner.centre(0)).containsExactly(new double[] {0, 0}, EXACT);
        assertThat(learner.weight(1)).as("the least weight of the others").isEqualTo(4);
    }

    @Test
    void jumpsEveryTenRowsForEachCentreOnly() {
        MiniBatchKMeans learner = DEFAULTS.withBatchSize(4)
                .withStart(List.of(StartCentre.of(1000, 0, 0), StartCentre.of(1, 1e6, 1e6)))
                .newLearner(2);
        for (int i = 1; i <= 20; i++) {
            assertThat(learner.centre(1)[0]).as("row %d", i).isEqualTo(1e6);
            learner.learn(FeatureVector.of(i, 0), 0);
        }
        assertThat(learner.centre(1)[0]).isBetween(17.0, 20.0);
        assertThat(learner.weight(1)).isEqualTo(1020);
    }

    @Test
    void atMostHalfAsManyJumpAsThereAreRows() {
        MiniBatchKMeans learner = DEFAULTS.withBatchSize(3)
                .withStart(List.of(
                        StartCentre.of(0, 0, 0),
                        StartCentre.of(0, 1e6, 1e6),
                        StartCentre.of(0, 2e6, 1e6),
                        StartCentre.of(0, 3e6, 1e6)))
                .newLearner(2);
        for (int i = 0; i < 3; i++) {
            learner.learn(FeatureVector.of(i, 0), 0);
        }
        int far = 0;
        for (int k = 0; k < 4; k++) {
            far += learner.centre(k)[0] > 1000 ? 1 : 0;
        }
        assertThat(far).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void partsAddUpToOneLearner(long seed) {
        Random random = new Random(seed);
        MiniBatchKMeansConfig config = DEFAULTS.withClusters(3)
                .withBatchSize(9)
                .withReassignmentRatio(0)
                .withSeed(seed);
        MiniBatchKMeans whole = config.newLearner(2);
        for (int i = 0; i < 12; i++) {
            whole.learn(Blobs.row(random), 0);
        }
        MiniBatchKMeans base = copy(whole);
        List<MiniBatchKMeans> parts = List.of(copy(base), copy(base));
        for (int i = 0; i < 100; i++) {
            FeatureVector row = Blobs.row(random);
            whole.learn(row, 0);
            parts.get(random.nextInt(2)).learn(row, 0);
        }
        MiniBatchKMeans combined = parts.get(0);
        combined.combine(base, parts);
        assertThat(combined.examples()).isEqualTo(112);
        combined.flush();
        whole.flush();
        for (int k = 0; k < 3; k++) {
            assertThat(combined.centre(k)).containsExactly(whole.centre(k), EXACT);
            assertThat(combined.weight(k)).isCloseTo(whole.weight(k), EXACT);
        }
    }

    private static MiniBatchKMeans copy(MiniBatchKMeans of) {
        SnapshotOutput out = new SnapshotOutput();
        of.writeTo(out);
        return of.config().readLearner(new SnapshotInput(out.toByteArray()));
    }

    @Test
    void findsBlobs() {
        Random random = new Random(7);
        MiniBatchKMeans learner = DEFAULTS.withClusters(3).withBatchSize(64).newLearner(2);
        for (int i = 0; i < 6400; i++) {
            learner.learn(Blobs.row(random), 0);
        }
        for (double[] blob : Blobs.CENTRES) {
            double[] scores = new double[3];
            learner.score(FeatureVector.of(blob), scores);
            assertThat(Arrays.stream(scores).min().orElseThrow()).isLessThan(0.1);
        }
    }

    @Test
    void configurationHasItsDefaultsAndChecks() {
        assertThat(DEFAULTS).isEqualTo(new MiniBatchKMeansConfig(8, 1024, 0.01, 0, List.of()));
        assertThat(DEFAULTS.algorithm()).isEqualTo("mini-batch-k-means");
        List<StartCentre> start = List.of(StartCentre.of(1, 2, 3));
        assertThat(DEFAULTS.withClusters(5)
                        .withBatchSize(6)
                        .withReassignmentRatio(0.5)
                        .withSeed(8)
                        .withStart(start))
                .isEqualTo(new MiniBatchKMeansConfig(1, 6, 0.5, 8, start));
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new MiniBatchKMeansConfig(0, 0, 2, 0, List.of()))
                .withMessage("clusters: must be in [1, 100000], found 0; batchSize: must be >= 1, found 0; "
                        + "reassignmentRatio: must be in [0.0, 1.0], found 2.0");
    }
}
