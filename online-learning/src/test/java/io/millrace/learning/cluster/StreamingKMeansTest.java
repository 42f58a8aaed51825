package io.millrace.learning.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.LearnerContract;
import io.millrace.learning.Parameter;
import io.millrace.learning.cluster.Decay.Unit;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingKMeansTest {
    private static final Offset<Double> EXACT = within(1e-9);
    private static final StreamingKMeansConfig DEFAULTS = StreamingKMeansConfig.DEFAULTS;
    private static final long HOUR = 3_600_000;

    @Nested
    class ForgetsByPoints extends LearnerContract {
        @Override
        protected LearnerConfig config() {
            return new StreamingKMeansConfig(3, 8, new Decay(Unit.POINTS, 50), 1, List.of());
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return StreamingKMeansConfig.read(in);
        }
    }

    @Nested
    class BeginsAtGivenCentresWithSparseRows extends LearnerContract {
        @Override
        protected LearnerConfig config() {
            return DEFAULTS.withBatchSize(3)
                    .withDecay(Decay.byFactor(0.9, Unit.BATCHES))
                    .withStart(List.of(StartCentre.of(1, 0, 0, 0, 0, 0), StartCentre.of(2, 1, 1, 1, 1, 1)));
        }

        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return StreamingKMeansConfig.read(in);
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

    private static StreamingKMeans learner(Decay decay, StartCentre... start) {
        return DEFAULTS.withBatchSize(1000)
                .withDecay(decay)
                .withStart(List.of(start))
                .newLearner(start[0].position().size());
    }

    private static void learnBatch(BatchKMeans learner, double[]... rows) {
        for (double[] row : rows) {
            assertThat(learner.learn(FeatureVector.of(row), 0)).isTrue();
        }
        learner.flush();
        assertThat(learner.pending()).isZero();
    }

    private static StreamingKMeans copy(StreamingKMeans of) {
        SnapshotOutput out = new SnapshotOutput();
        of.writeTo(out);
        return of.config().readLearner(new SnapshotInput(out.toByteArray()));
    }

    /** Published: OnlineKMeansTest of Flink ML. */
    @Test
    void forgetsByBatchesAsFlinkMl() {
        StreamingKMeans learner =
                learner(Decay.byFactor(0.5, Unit.BATCHES), StartCentre.of(3, 10.1, 0.1), StartCentre.of(3, -10.2, 0.2));
        learnBatch(
                learner,
                new double[] {10, 100},
                new double[] {10, 100.3},
                new double[] {10.3, 100},
                new double[] {-10, -100},
                new double[] {-10, -100.6},
                new double[] {-10.6, -100});
        assertThat(learner.centre(0)).containsExactly(new double[] {10.1, 200.3 / 3}, EXACT);
        assertThat(learner.centre(1)).containsExactly(new double[] {-10.2, -200.2 / 3}, EXACT);
        assertThat(learner.weight(0)).isCloseTo(4.5, EXACT);
        assertThat(learner.weight(1)).isCloseTo(4.5, EXACT);
    }

    /** Computed for known-answers.md §2.4 from Spark's rule. */
    @Test
    void forgetsByPointsAsSpark() {
        StreamingKMeans learner =
                learner(new Decay(Unit.POINTS, 5), StartCentre.of(1, 0, 0), StartCentre.of(1, 10, 10));
        double[][] first = {{1, 0}, {0, 1}, {1, 1}, {9, 10}, {10, 9}};
        learnBatch(learner, first);
        assertThat(learner.centre(0)).containsExactly(new double[] {4.0 / 7, 4.0 / 7}, EXACT);
        assertThat(learner.centre(1)).containsExactly(new double[] {9.6, 9.6}, EXACT);
        assertThat(learner.weight(0)).isCloseTo(3.5, EXACT);
        assertThat(learner.weight(1)).isCloseTo(2.5, EXACT);

        StreamingKMeans byBatch =
                learner(new Decay(Unit.BATCHES, 1), StartCentre.of(1, 0, 0), StartCentre.of(1, 10, 10));
        learnBatch(byBatch, first);
        for (int k = 0; k < 2; k++) {
            assertThat(byBatch.centre(k)).containsExactly(learner.centre(k), EXACT);
            assertThat(byBatch.weight(k)).isCloseTo(learner.weight(k), EXACT);
        }

        learnBatch(learner, new double[] {2, 2}, new double[] {11, 11});
        assertThat(learner.centre(0)).containsExactly(new double[] {0.9625496850365869, 0.9625496850365869}, EXACT);
        assertThat(learner.centre(1)).containsExactly(new double[] {10.08365159026683, 10.08365159026683}, EXACT);
        assertThat(learner.weight(0)).isCloseTo(3.6525039913931963, EXACT);
        assertThat(learner.weight(1)).isCloseTo(2.8946457081379977, EXACT);
    }

    /** Computed for known-answers.md §2.4. */
    @Test
    void aDyingClusterTakesHalfOfTheHeaviest() {
        StreamingKMeans learner = learner(Decay.NONE, StartCentre.of(1, 0, 0), StartCentre.of(1e-9, 100, 100));
        learnBatch(learner, new double[] {1, 1}, new double[] {1, 1});
        for (int k = 0; k < 2; k++) {
            assertThat(learner.centre(k)).containsExactly(new double[] {2.0 / 3, 2.0 / 3}, within(1e-12));
            assertThat(learner.weight(k)).isCloseTo(1.5000000005, within(1e-12));
        }
        for (int j = 0; j < 2; j++) {
            assertThat(learner.centre(0)[j] - learner.centre(1)[j]).isCloseTo(2e-14, within(1e-15));
        }
    }

    @Test
    void rowsPartTheHalvesOfADyingCluster() {
        StreamingKMeans learner = learner(Decay.NONE, StartCentre.of(1, 0, 0), StartCentre.of(1e-9, 1000, 1000));
        for (int batch = 0; batch < 20; batch++) {
            learnBatch(learner, new double[] {-1, -1}, new double[] {1, 1});
        }
        assertThat(learner.score(FeatureVector.of(1, 1))).isLessThan(0.3);
        assertThat(learner.predict(FeatureVector.of(1, 1))).isNotEqualTo(learner.predict(FeatureVector.of(-1, -1)));
    }

    /** The optimum of these points: (1, 2) and (4, 2), inertia 16, as in scikit-learn's documentation. */
    @Test
    void findsTheOptimumOfTheToy() {
        double[][] rows = {{1, 2}, {1, 4}, {1, 0}, {4, 2}, {4, 4}, {4, 0}};
        StreamingKMeans learner =
                learner(Decay.byFactor(0, Unit.BATCHES), StartCentre.of(0, 0, 1), StartCentre.of(0, 5, 3));
        for (int i = 0; i < 10; i++) {
            learnBatch(learner, rows);
        }
        assertThat(learner.centre(0)).containsExactly(new double[] {1, 2}, EXACT);
        assertThat(learner.centre(1)).containsExactly(new double[] {4, 2}, EXACT);
        double inertia = 0;
        double[] scores = new double[2];
        for (double[] row : rows) {
            learner.score(FeatureVector.of(row), scores);
            inertia += Math.pow(Math.min(scores[0], scores[1]), 2);
        }
        assertThat(inertia).isCloseTo(16, EXACT);
        assertThat(learner.predict(FeatureVector.of(0, 0))).isZero();
        assertThat(learner.predict(FeatureVector.of(4, 4))).isEqualTo(1);
    }

    @Test
    void scoresAreDistancesAndTiesGoToTheFirst() {
        StreamingKMeans learner = learner(Decay.NONE, StartCentre.of(1, 0, 0), StartCentre.of(1, 6, 8));
        double[] scores = new double[2];
        learner.score(FeatureVector.of(0, 0), scores);
        assertThat(scores).containsExactly(0, 10);
        assertThat(learner.predict(FeatureVector.of(3, 4))).isZero();
        assertThat(learner.predict(FeatureVector.of(Double.NaN, 4))).isEqualTo(-1);
    }

    @Test
    void hasNoCentresBeforeTheFirstMiniBatch() {
        StreamingKMeans learner = DEFAULTS.withClusters(3).withBatchSize(10).newLearner(2);
        Random random = new Random(1);
        double[] scores = new double[3];
        for (int i = 0; i < 9; i++) {
            assertThat(learner.isStarted()).isFalse();
            learner.score(Blobs.row(random), scores);
            assertThat(scores).as("all centres are the origin").containsOnly(scores[0]);
            assertThat(scores[0]).isFinite();
            assertThat(learner.predict(Blobs.row(random))).isEqualTo(-1);
            assertThat(learner.parameters(FeatureNames.numbered())).isEmpty();
            assertThat(learner.magnitude()).isZero();
            learner.learn(Blobs.row(random), 0);
            assertThat(learner.pending()).isEqualTo(i + 1);
            if (i == 1) {
                learner.flush();
                assertThat(learner.isStarted())
                        .as("three centres want three rows")
                        .isFalse();
            }
        }
        learner.learn(Blobs.row(random), 0);
        assertThat(learner.isStarted()).isTrue();
        assertThat(learner.pending()).isZero();
        assertThat(learner.weight(0) + learner.weight(1) + learner.weight(2)).isCloseTo(10, EXACT);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void kMeansPlusPlusFindsBlobsFarApart(long seed) {
        StreamingKMeans learner =
                DEFAULTS.withClusters(3).withBatchSize(30).withSeed(seed).newLearner(2);
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            learner.learn(Blobs.row(random), 0);
        }
        for (double[] blob : Blobs.CENTRES) {
            double[] scores = new double[3];
            learner.score(FeatureVector.of(blob), scores);
            assertThat(Arrays.stream(scores).min().orElseThrow())
                    .as("seed %d", seed)
                    .isLessThan(0.2);
        }
        assertThat(learner.parameters(FeatureNames.numbered()))
                .extracting(Parameter::name)
                .startsWith("weight of centre 0", "centre 0: x0", "centre 0: x1", "weight of centre 1");
    }

    @Test
    void theFirstMiniBatchHasARowForEachCentre() {
        StreamingKMeans learner = DEFAULTS.withClusters(3).withBatchSize(1).newLearner(1);
        for (int i = 0; i < 3; i++) {
            assertThat(learner.isStarted()).isFalse();
            learner.learn(FeatureVector.of(10 * i), 0);
        }
        assertThat(learner.isStarted()).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(learner.centre(learner.predict(FeatureVector.of(10 * i))))
                    .containsExactly(10 * i);
        }
    }

    @Test
    void fewerDifferentRowsThanCentresDoNoHarm() {
        StreamingKMeans learner = DEFAULTS.withClusters(4).withBatchSize(6).newLearner(1);
        for (int i = 0; i < 60; i++) {
            learner.learn(FeatureVector.of(i % 2), 0);
        }
        double[] scores = new double[4];
        learner.score(FeatureVector.of(1), scores);
        assertThat(Arrays.stream(scores).min().orElseThrow()).isCloseTo(0, EXACT);
        assertThat(learner.magnitude()).isFinite();
    }

    @Test
    void aRowOfWeightTwoIsTwoRows() {
        Decay decay = new Decay(Unit.POINTS, 4);
        StreamingKMeans heavy = learner(decay, StartCentre.of(1, 0), StartCentre.of(1, 10));
        StreamingKMeans often = learner(decay, StartCentre.of(1, 0), StartCentre.of(1, 10));
        heavy.learn(FeatureVector.of(1), 0, 2);
        heavy.learn(FeatureVector.of(9), 0, 1);
        heavy.flush();
        learnBatch(often, new double[] {1}, new double[] {1}, new double[] {9});
        for (int k = 0; k < 2; k++) {
            assertThat(heavy.centre(k)).containsExactly(often.centre(k), EXACT);
            assertThat(heavy.weight(k)).isCloseTo(often.weight(k), EXACT);
        }
    }

    private static StreamingKMeans hourly(int batchSize, double weight) {
        return DEFAULTS.withBatchSize(batchSize)
                .withDecay(new Decay(Unit.EVENT_TIME, HOUR))
                .withStart(List.of(StartCentre.of(weight, 0), StartCentre.of(weight, 100)))
                .newLearner(1);
    }

    /** Weights 2^−age: an hour old 1/2, two hours old 1/4. */
    @Test
    void forgetsByEventTime() {
        StreamingKMeans learner = hourly(1000, 0);
        long start = 1_700_000_000_000L;
        learner.advanceTo(start);
        learner.learn(FeatureVector.of(1), 0);
        learner.advanceTo(start + HOUR);
        learner.learn(FeatureVector.of(2), 0);
        learner.advanceTo(start + 2 * HOUR);
        learner.learn(FeatureVector.of(4), 0);
        learner.learn(FeatureVector.of(90), 0);
        learner.flush();
        assertThat(learner.weight(0)).isCloseTo(1.75, EXACT);
        assertThat(learner.centre(0)[0]).isCloseTo((0.25 * 1 + 0.5 * 2 + 4) / 1.75, EXACT);
        assertThat(learner.centre(1)[0]).isCloseTo(90, EXACT);
        learner.advanceTo(start + HOUR);
        learner.learn(FeatureVector.of(4), 0);
        learner.flush();
        assertThat(learner.weight(0)).as("late rows come now").isCloseTo(2.75, EXACT);
        learner.advanceTo(start + 3 * HOUR);
        learner.learn(FeatureVector.of(90), 0);
        learner.flush();
        assertThat(learner.weight(0)).isCloseTo(1.375, EXACT);
        assertThat(learner.weight(1)).isCloseTo(1.5, EXACT);
    }

    @Test
    void eventTimeDoesNotDependOnMiniBatches() {
        StreamingKMeans small = hourly(1, 1);
        StreamingKMeans large = hourly(1000, 1);
        Random random = new Random(6);
        long now = 1_700_000_000_000L;
        for (int i = 0; i < 500; i++) {
            // now and then nothing comes for a thousand half-lives
            now += i % 100 == 99 ? 1000 * HOUR : random.nextInt(600_000);
            FeatureVector row = FeatureVector.of(random.nextInt(2) * 100 + random.nextGaussian());
            for (StreamingKMeans learner : List.of(small, large)) {
                learner.advanceTo(now);
                assertThat(learner.learn(row, 0)).isTrue();
            }
            large = copy(large);
            // a cluster that gets no row for long is dying in the one before the other
            if (i % 100 == 98) {
                large.flush();
                for (int k = 0; k < 2; k++) {
                    assertThat(large.centre(k)).containsExactly(small.centre(k), within(1e-7));
                    assertThat(large.weight(k)).isCloseTo(small.weight(k), within(1e-7));
                }
            }
            if (i % 100 == 99) {
                small = hourly(1, 1);
                large = hourly(1000, 1);
                small.advanceTo(now);
                large.advanceTo(now);
            }
        }
    }

    @Test
    void aLongSilenceLeavesNothingOfWhatWaits() {
        StreamingKMeans learner = hourly(1000, 0);
        learner.advanceTo(0);
        learner.learn(FeatureVector.of(7), 0);
        learner.advanceTo(100_000 * HOUR);
        learner.learn(FeatureVector.of(1), 0);
        learner.learn(FeatureVector.of(99), 0);
        learner.flush();
        assertThat(learner.centre(0)[0]).isCloseTo(1, EXACT);
        assertThat(learner.weight(0)).isCloseTo(1, EXACT);
        assertThat(learner.magnitude()).isCloseTo(99, EXACT);
    }

    @Test
    void timeMeansNothingWhereNothingIsForgottenByIt() {
        StreamingKMeans learner = learner(new Decay(Unit.POINTS, 5), StartCentre.of(1, 0), StartCentre.of(1, 9));
        StreamingKMeans twin = copy(learner);
        learner.advanceTo(HOUR);
        SnapshotOutput one = new SnapshotOutput();
        learner.writeTo(one);
        SnapshotOutput other = new SnapshotOutput();
        twin.writeTo(other);
        assertThat(one.toByteArray()).isEqualTo(other.toByteArray());
    }

    /** Blobs far apart: each row is given to the same centre whatever the order, so sums are sums. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void withoutForgettingPartsAddUpToOneLearner(long seed) {
        Random random = new Random(seed);
        StreamingKMeansConfig config = DEFAULTS.withClusters(3).withBatchSize(7).withSeed(seed);
        StreamingKMeans whole = config.newLearner(2);
        int i = 0;
        for (; i < 10; i++) {
            whole.learn(Blobs.row(random), 0);
        }
        StreamingKMeans combined = copy(whole);
        boolean waited = false;
        for (int round = 0; round < 5; round++) {
            StreamingKMeans base = copy(combined);
            waited |= base.pending() > 0;
            List<StreamingKMeans> parts = List.of(copy(base), copy(base), copy(base));
            for (int row = 0; row < 29 + round; row++) {
                FeatureVector next = Blobs.row(random);
                double weight = 0.5 + random.nextInt(2);
                whole.learn(next, 0, weight);
                // the last part often has too few rows for a mini-batch
                parts.get(random.nextInt(20) < 9 ? 0 : random.nextInt(11) < 9 ? 1 : 2)
                        .learn(next, 0, weight);
            }
            combined.combine(base, parts);
            assertThat(combined.examples()).isEqualTo(whole.examples());
            assertSame(combined, whole, 1e-9);
        }
        assertThat(waited).as("rows waited at a base").isTrue();
    }

    /** Both with what waits learned. */
    private static void assertSame(StreamingKMeans found, StreamingKMeans expected, double tolerance) {
        StreamingKMeans one = copy(found);
        StreamingKMeans other = copy(expected);
        one.flush();
        other.flush();
        for (int k = 0; k < one.outputs(); k++) {
            assertThat(one.centre(k)).containsExactly(other.centre(k), within(tolerance));
            assertThat(one.weight(k)).isCloseTo(other.weight(k), within(tolerance));
        }
    }

    @Test
    void forgettingByEventTimePartsAddUpToOneLearner() {
        Random random = new Random(9);
        StreamingKMeans whole = hourly(5, 1);
        StreamingKMeans combined = hourly(5, 1);
        long now = 1_700_000_000_000L;
        whole.advanceTo(now);
        combined.advanceTo(now);
        for (int round = 0; round < 6; round++) {
            StreamingKMeans base = copy(combined);
            List<StreamingKMeans> parts = List.of(copy(base), copy(base));
            for (int i = 0; i < 33; i++) {
                now += random.nextInt(300_000);
                FeatureVector row = FeatureVector.of(random.nextInt(2) * 100 + random.nextGaussian());
                StreamingKMeans part = parts.get(random.nextInt(2));
                whole.advanceTo(now);
                whole.learn(row, 0);
                part.advanceTo(now);
                part.learn(row, 0);
            }
            combined.combine(base, parts);
            combined.advanceTo(now);
            assertSame(combined, whole, 1e-9);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Unit.class,
            names = {"BATCHES", "POINTS"})
    void forgettingOtherwiseTheTotalWeightIsWithinWhatOneRoundForgets(Unit unit) {
        Random random = new Random(10);
        StreamingKMeansConfig config = DEFAULTS.withBatchSize(4)
                .withDecay(new Decay(unit, 100))
                .withStart(List.of(StartCentre.of(0, 0), StartCentre.of(0, 100)));
        StreamingKMeans whole = config.newLearner(1);
        StreamingKMeans combined = config.newLearner(1);
        for (int round = 0; round < 30; round++) {
            StreamingKMeans base = copy(combined);
            List<StreamingKMeans> parts = List.of(copy(base), copy(base));
            for (int i = 0; i < 16; i++) {
                FeatureVector row = FeatureVector.of(i / 2 % 2 * 100 + random.nextGaussian());
                whole.learn(row, 0);
                parts.get(i % 2).learn(row, 0);
            }
            combined.combine(base, parts);
        }
        for (int k = 0; k < 2; k++) {
            assertThat(combined.weight(k) / whole.weight(k)).isCloseTo(1, within(0.06));
            assertThat(combined.centre(k)[0]).isCloseTo(whole.centre(k)[0], within(0.05));
        }
    }

    @Test
    void partsThatBeganOnTheirOwnBecomeOne() {
        Random random = new Random(11);
        StreamingKMeansConfig config = DEFAULTS.withClusters(3).withBatchSize(20);
        StreamingKMeans base = config.newLearner(2);
        List<StreamingKMeans> parts = new ArrayList<>();
        for (int p = 0; p < 3; p++) {
            StreamingKMeans part = config.withSeed(0).newLearner(2);
            for (int i = 0; i < 200 + p; i++) {
                part.learn(Blobs.row(random), 0);
            }
            parts.add(part);
        }
        StreamingKMeans combined = config.newLearner(2);
        combined.combine(base, parts);
        assertThat(combined.isStarted()).isTrue();
        assertThat(combined.examples()).isEqualTo(603);
        double total = 0;
        for (int k = 0; k < 3; k++) {
            total += combined.weight(k);
        }
        assertThat(total + combined.pending()).isCloseTo(603, EXACT);
        for (double[] blob : Blobs.CENTRES) {
            double[] scores = new double[3];
            combined.score(FeatureVector.of(blob), scores);
            assertThat(Arrays.stream(scores).min().orElseThrow()).isLessThan(0.5);
        }
    }

    @Test
    void aSplitInAPartLosesNoWeight() {
        StreamingKMeans base = learner(Decay.NONE, StartCentre.of(10, 0), StartCentre.of(1e-9, 1000));
        StreamingKMeans one = copy(base);
        StreamingKMeans other = copy(base);
        learnBatch(one, new double[] {1}, new double[] {2}, new double[] {3});
        learnBatch(other, new double[] {1}, new double[] {-2});
        StreamingKMeans combined = copy(base);
        combined.combine(base, List.of(one, other));
        assertThat(combined.weight(0) + combined.weight(1)).isCloseTo(15, within(1e-6));
        assertThat(combined.weight(0)).isPositive();
        assertThat(combined.weight(1)).isPositive();
        assertThat(combined.magnitude()).isLessThan(3);
        assertThat(combined.examples()).isEqualTo(5);
    }

    @Test
    void onlyLikeLearnersBecomeOne() {
        StreamingKMeans learner = learner(Decay.NONE, StartCentre.of(1, 0), StartCentre.of(1, 9));
        StreamingKMeans other = learner(Decay.NONE, StartCentre.of(1, 0), StartCentre.of(1, 8));
        assertThatIllegalArgumentException().isThrownBy(() -> learner.combine(learner, List.of(other)));
    }

    @Test
    void refusesRowsWhoseSquaresOverflow() {
        StreamingKMeans learner = learner(Decay.NONE, StartCentre.of(1, 0), StartCentre.of(1, 9));
        assertThat(learner.learn(FeatureVector.of(1e151), 0)).isFalse();
        assertThat(learner.examples()).isZero();
        assertThat(learner.score(FeatureVector.of(-1e151))).isNaN();
        assertThat(learner.score(FeatureVector.of(1e150))).isEqualTo(1e150);
    }

    @Test
    void configurationHasItsDefaultsAndChecks() {
        assertThat(DEFAULTS).isEqualTo(new StreamingKMeansConfig(2, 32, Decay.NONE, 0, List.of()));
        assertThat(DEFAULTS.algorithm()).isEqualTo("streaming-k-means");
        List<StartCentre> start = List.of(StartCentre.of(1, 2, 3), StartCentre.of(4, 5, 6), StartCentre.of(7, 8, 9));
        Decay decay = new Decay(Unit.POINTS, 7);
        assertThat(DEFAULTS.withClusters(5)
                        .withBatchSize(6)
                        .withDecay(decay)
                        .withSeed(8)
                        .withStart(start))
                .isEqualTo(new StreamingKMeansConfig(3, 6, decay, 8, start));
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new StreamingKMeansConfig(0, 0, null, 0, start))
                .withMessage(
                        "clusters: must be in [1, 100000], found 0; batchSize: must be >= 1, found 0; decay: must be set, found"
                                + " null; start: must be empty or have 0 centres, found 3");
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> DEFAULTS.withStart(List.of(StartCentre.of(1, 2), StartCentre.of(1, 2, 3))))
                .withMessage("start: must be centres of one dimension, found [1, 2]");
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> StartCentre.of(-1, Double.NaN))
                .withMessageContaining("position: must be in")
                .withMessageContaining("weight: must be >= 0 and finite, found -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withStart(start).newLearner(3))
                .withMessageContaining("start has 2");
    }
}
