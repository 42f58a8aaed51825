package io.millrace.learning.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.Combinable;
import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.LearnerContract;
import io.millrace.learning.Parameter;
import io.millrace.learning.PlainLogisticRegression;
import io.millrace.learning.Task;
import io.millrace.learning.cluster.Decay;
import io.millrace.learning.cluster.StartCentre;
import io.millrace.learning.cluster.StreamingKMeans;
import io.millrace.learning.cluster.StreamingKMeansConfig;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ParallelLearnerTest {
    private static final PlainLogisticRegression.Config PLAIN = new PlainLogisticRegression.Config(0.1);

    private abstract static class Contract extends LearnerContract {
        @Override
        protected LearnerConfig readConfig(SnapshotInput in) {
            return ParallelConfig.read(in, named -> {
                assertThat(named.text()).isEqualTo(PLAIN.algorithm());
                return PlainLogisticRegression.Config.readFrom(named);
            });
        }
    }

    @Nested
    class ThreeWorkers extends Contract {
        @Override
        protected LearnerConfig config() {
            return new ParallelConfig(PLAIN, 3, 16);
        }
    }

    @Nested
    class MoreWorkersThanExamplesOfSparseRows extends Contract {
        @Override
        protected LearnerConfig config() {
            return new ParallelConfig(PLAIN, 4, 2);
        }

        @Override
        protected FeatureVector row(Random random) {
            FeatureVector row = FeatureVector.sparse(dimension(), 2);
            row.add(random.nextInt(2), random.nextGaussian());
            row.add(2 + random.nextInt(3), random.nextGaussian());
            return row;
        }
    }

    private static byte[] state(Learner learner) {
        SnapshotOutput out = new SnapshotOutput();
        learner.writeTo(out);
        return out.toByteArray();
    }

    private static FeatureVector row(Random random) {
        return FeatureVector.of(random.nextGaussian(), random.nextGaussian(), 1);
    }

    @Test
    void itIsWhatOneThreadWouldMakeOfTheShares() {
        Random random = new Random(21);
        PlainLogisticRegression expected = PLAIN.newLearner(3);
        try (ParallelLearner learner = new ParallelConfig(PLAIN, 2, 10).newLearner(3)) {
            List<PlainLogisticRegression> parts = fresh(expected);
            for (int i = 0; i < 1_000; i++) {
                FeatureVector x = row(random);
                double label = random.nextInt(2);
                learner.learn(x, label);
                parts.get(i / 5 % 2).learn(x, label);
                if (i % 10 == 9) {
                    PlainLogisticRegression combined = PLAIN.newLearner(3);
                    combined.combine(expected, parts);
                    // What scores know is the batch before; this one is still being learned.
                    assertThat(state(learner.combined())).isEqualTo(state(expected));
                    expected = combined;
                    parts = fresh(expected);
                }
            }
            learner.synchronise();
            assertThat(state(learner.combined())).isEqualTo(state(expected));
            assertThat(learner.examples()).isEqualTo(1_000);
            assertThat(learner.score(FeatureVector.of(1, 2, 1))).isEqualTo(expected.score(FeatureVector.of(1, 2, 1)));
        }
    }

    private static List<PlainLogisticRegression> fresh(PlainLogisticRegression base) {
        List<PlainLogisticRegression> parts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            PlainLogisticRegression part = PLAIN.newLearner(3);
            part.combine(base, List.of(base));
            parts.add(part);
        }
        return parts;
    }

    @Test
    void synchroniseLearnsWhatWaits() {
        try (ParallelLearner learner = new ParallelConfig(PLAIN, 2, 100).newLearner(1)) {
            learner.synchronise();
            assertThat(learner.combined().examples()).isZero();
            for (int i = 0; i < 7; i++) {
                learner.learn(FeatureVector.of(1), 1);
            }
            assertThat(learner.score(FeatureVector.of(1))).isEqualTo(0.5);
            learner.synchronise();
            assertThat(learner.score(FeatureVector.of(1))).isGreaterThan(0.5);
            assertThat(learner.combined().examples()).isEqualTo(7);
            assertThat(learner.examples()).isEqualTo(7);
        }
    }

    /** Far apart and without mini-batches of several rows, so that what is learned is a sum, faded by each example's own time. */
    @Test
    void eachExampleIsLearnedAtItsOwnTime() {
        StreamingKMeansConfig config = StreamingKMeansConfig.DEFAULTS
                .withBatchSize(1)
                .withDecay(new Decay(Decay.Unit.EVENT_TIME, 3_600_000))
                .withStart(List.of(StartCentre.of(1, 0), StartCentre.of(1, 100)));
        StreamingKMeans expected = config.newLearner(1);
        Learner restored = new ParallelConfig(config, 2, 10).newLearner(1);
        Random random = new Random(22);
        long now = 1_700_000_000_000L;
        for (int i = 0; i < 200; i++) {
            FeatureVector x = FeatureVector.of(random.nextInt(2) * 100 + random.nextGaussian());
            ParallelLearner learner = (ParallelLearner) restored;
            expected.advanceTo(now);
            learner.advanceTo(now);
            expected.learn(x, 0);
            learner.learn(x, 0);
            now += random.nextInt(600_000);
            restored = learner.config().readLearner(new SnapshotInput(state(learner)));
            learner.close();
        }
        try (ParallelLearner learner = (ParallelLearner) restored) {
            learner.synchronise();
            StreamingKMeans found = (StreamingKMeans) learner.combined();
            for (int k = 0; k < 2; k++) {
                assertThat(found.centre(k)).containsExactly(expected.centre(k), within(1e-9));
                assertThat(found.weight(k)).isCloseTo(expected.weight(k), within(1e-9));
            }
        }
    }

    @Test
    void rowsMayChangeKindFromOneExampleToTheNext() {
        try (ParallelLearner learner = new ParallelConfig(PLAIN, 2, 4).newLearner(3)) {
            FeatureVector dense = FeatureVector.of(1, 2, 3);
            FeatureVector sparse = FeatureVector.sparse(3, 1);
            sparse.add(2, 5);
            for (int i = 0; i < 21; i++) {
                learner.learn(i % 5 < 2 ? dense : sparse, i % 2);
            }
            Learner twin = learner.config().readLearner(new SnapshotInput(state(learner)));
            assertThat(state(twin)).isEqualTo(state(learner));
            learner.synchronise();
            ((ParallelLearner) twin).synchronise();
            assertThat(state(twin)).isEqualTo(state(learner));
            ((ParallelLearner) twin).close();
        }
    }

    @Test
    void lentRowsAreLearnedAsCopiesAre() {
        Random random = new Random(23);
        try (ParallelLearner lent = new ParallelConfig(PLAIN, 2, 300).newLearner(3);
                ParallelLearner copied = new ParallelConfig(PLAIN, 2, 300).newLearner(3)) {
            for (int i = 0; i < 2_000; i++) {
                FeatureVector x = row(random);
                double label = random.nextInt(2);
                copied.learn(x, label);
                if (i % 3 > 0) {
                    assertThat(lent.learnLent(x, label, 1)).isTrue();
                } else {
                    assertThat(lent.learn(x, label)).isTrue();
                    x.setValue(0, Double.NaN); // not lent, so the caller's again
                }
                if (i % 500 == 0) {
                    state(lent); // rows are given back early, and the block goes on
                    state(copied);
                    assertThat(state(lent.combined())).isEqualTo(state(copied.combined()));
                }
            }
            lent.synchronise();
            copied.synchronise();
            assertThat(state(lent)).isEqualTo(state(copied));
        }
    }

    @Test
    void aLentRowThatIsNotFiniteIsLeftOutWhenItIsLearned() {
        try (ParallelLearner learner = new ParallelConfig(PLAIN, 2, 10).newLearner(1)) {
            assertThat(learner.learnLent(FeatureVector.of(Double.NaN), 1, 1)).isTrue();
            assertThat(learner.learnLent(FeatureVector.of(1), 1, 1)).isTrue();
            assertThat(learner.learnLent(FeatureVector.of(1), 0.5, 1)).isFalse();
            assertThat(learner.learnLent(FeatureVector.of(1), 1, -1)).isFalse();
            learner.synchronise();
            assertThat(learner.examples()).isEqualTo(1);
            assertThat(learner.magnitude()).isFinite();
        }
    }

    @Test
    void aLentRowOfAnotherDimensionIsAWorkersFailure() {
        try (ParallelLearner learner = new ParallelConfig(PLAIN, 2, 10).newLearner(1)) {
            assertThat(learner.learnLent(FeatureVector.of(1, 2), 1, 1)).isTrue();
            assertThatIllegalStateException()
                    .isThrownBy(learner::synchronise)
                    .havingRootCause()
                    .withMessage("must have 1 features: 2");
        }
    }

    @Test
    void aFailureOfAWorkerIsTold() {
        try (ParallelLearner learner = new ParallelConfig(new Failing(), 2, 2).newLearner(1)) {
            FeatureVector x = FeatureVector.of(1);
            learner.learn(x, 1);
            learner.learn(x, 1);
            assertThatIllegalStateException()
                    .isThrownBy(learner::synchronise)
                    .withMessage("a worker failed, its share was not learned")
                    .withCauseInstanceOf(ArithmeticException.class);
            assertThatIllegalStateException().isThrownBy(learner::synchronise);
        }
    }

    /** A learner that cannot learn. */
    private record Failing() implements LearnerConfig {
        @Override
        public String algorithm() {
            return "failing";
        }

        @Override
        public Task task() {
            return Task.BINARY_CLASSIFICATION;
        }

        @Override
        public Learner newLearner(int dimension) {
            return new FailingLearner(this);
        }

        @Override
        public void writeTo(SnapshotOutput out) {}

        @Override
        public Learner readLearner(SnapshotInput in) {
            return new FailingLearner(this);
        }
    }

    private static class FailingLearner implements Combinable<FailingLearner> {
        private final LearnerConfig config;

        FailingLearner(LearnerConfig config) {
            this.config = config;
        }

        @Override
        public LearnerConfig config() {
            return config;
        }

        @Override
        public int dimension() {
            return 1;
        }

        @Override
        public long examples() {
            return 0;
        }

        @Override
        public boolean learn(FeatureVector x, double label, double weight) {
            throw new ArithmeticException("cannot");
        }

        @Override
        public int outputs() {
            return 1;
        }

        @Override
        public void score(FeatureVector x, double[] scores) {
            scores[0] = 0.5;
        }

        @Override
        public double magnitude() {
            return 0;
        }

        @Override
        public List<Parameter> parameters(FeatureNames names) {
            return List.of();
        }

        @Override
        public void writeTo(SnapshotOutput out) {}

        @Override
        public void combine(FailingLearner base, List<? extends FailingLearner> parts) {}
    }

    /** The caller waits for the part that another thread holds up, so that other must be there; closing ends it. */
    @Test
    void closeEndsTheThreads() {
        Held held = new Held();
        try (ParallelLearner learner = new ParallelConfig(held, 2, 2).newLearner(1)) {
            learner.learn(FeatureVector.of(1), 1);
            learner.learn(FeatureVector.of(1), 1);
            learner.synchronise();
        }
        assertThat(held.threads).hasSize(2).contains(Thread.currentThread());
        held.threads.remove(Thread.currentThread());
        assertThat(held.threads).allSatisfy(thread -> {
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).startsWith("millrace-learner-");
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        });
    }

    /** A configuration of learners that go on only when two threads are at it. */
    private static final class Held implements LearnerConfig {
        final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        final CyclicBarrier barrier = new CyclicBarrier(2);

        @Override
        public String algorithm() {
            return "held";
        }

        @Override
        public Task task() {
            return Task.BINARY_CLASSIFICATION;
        }

        @Override
        public Learner newLearner(int dimension) {
            return new FailingLearner(this) {
                @Override
                public boolean learn(FeatureVector x, double label, double weight) {
                    threads.add(Thread.currentThread());
                    try {
                        barrier.await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                        throw new IllegalStateException(e);
                    }
                    return true;
                }
            };
        }

        @Override
        public void writeTo(SnapshotOutput out) {}

        @Override
        public Learner readLearner(SnapshotInput in) {
            return newLearner(1);
        }
    }

    @Test
    void afterCloseTheCallerLearnsAlone() {
        try (ParallelLearner learner = new ParallelConfig(PLAIN, 2, 100).newLearner(1);
                ParallelLearner closed = new ParallelConfig(PLAIN, 2, 100).newLearner(1)) {
            closed.close();
            for (int i = 0; i < 5_000; i++) {
                learner.learn(FeatureVector.of(i % 7), i % 2);
                closed.learn(FeatureVector.of(i % 7), i % 2);
            }
            assertThat(state(closed)).isEqualTo(state(learner));
        }
    }

    @Test
    void anInterruptedCallerFindsItOutAfterwards() {
        try (ParallelLearner learner = new ParallelConfig(PLAIN, 2, 2).newLearner(1)) {
            learner.learn(FeatureVector.of(1), 1);
            learner.learn(FeatureVector.of(1), 1);
            Thread.currentThread().interrupt();
            learner.synchronise();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(learner.combined().examples()).isEqualTo(2);
        }
    }

    /** A period is an eighth of what was learned before it, at least a block for each part, and at most what the configuration says. */
    @Test
    void periodsGrow() {
        try (ParallelLearner learner = new ParallelConfig(PLAIN, 2, 200).newLearner(1)) {
            List<Long> combinedAt = new ArrayList<>();
            long known = 0;
            for (int i = 1; i <= 2_100; i++) {
                learner.learn(FeatureVector.of(1), 1);
                if (learner.combined().examples() != known) {
                    known = learner.combined().examples();
                    combinedAt.add(known);
                }
            }
            assertThat(combinedAt.subList(0, 9))
                    .containsExactly(128L, 256L, 384L, 512L, 640L, 768L, 896L, 1024L, 1152L);
            assertThat(combinedAt.subList(9, 13)).containsExactly(1296L, 1458L, 1640L, 1840L);
        }
    }

    @Test
    void mistakes() {
        ParallelConfig inner = new ParallelConfig(PLAIN, 1, 1);
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new ParallelConfig(inner, 0, 0))
                .satisfies(e -> assertThat(e.problems())
                        .extracting(InvalidConfigException.Problem::name)
                        .containsExactly("learner", "workers", "syncPeriod"));
        LearnerConfig alone = new Alone();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ParallelConfig(alone, 2, 2).newLearner(1))
                .withMessage("must be a learner whose parts can be combined: learner=alone");
    }

    /** A configuration of learners that cannot be combined. */
    private record Alone() implements LearnerConfig {
        @Override
        public String algorithm() {
            return "alone";
        }

        @Override
        public Task task() {
            return Task.BINARY_CLASSIFICATION;
        }

        @Override
        public Learner newLearner(int dimension) {
            return new ParallelConfig(PLAIN, 1, 1).newLearner(dimension);
        }

        @Override
        public void writeTo(SnapshotOutput out) {}

        @Override
        public Learner readLearner(SnapshotInput in) {
            return newLearner(1);
        }
    }
}
