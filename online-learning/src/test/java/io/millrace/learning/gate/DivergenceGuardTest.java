package io.millrace.learning.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.PlainLogisticRegression;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DivergenceGuardTest {
    private static final DivergenceConfig CONFIG = new DivergenceConfig(1e9, 4, 500, 10);

    private static byte[] state(DivergenceGuard guard) {
        SnapshotOutput out = new SnapshotOutput();
        guard.writeTo(out);
        return out.toByteArray();
    }

    /** Learns up to 2,000 examples with noisy labels; returns after how many the guard froze, or 0. */
    private static int learn(Learner learner, DivergenceGuard guard, double share) {
        Random random = new Random(3);
        double[] scores = new double[1];
        FeatureVector x = FeatureVector.dense(2);
        for (int i = 1; i <= 2_000; i++) {
            x.set(0, random.nextGaussian());
            x.set(1, 1);
            double label = random.nextDouble() < share ? 1 : 0;
            learner.score(x, scores);
            learner.learn(x, label);
            if (guard.update(learner, label, scores, 1)) {
                return i;
            }
        }
        return 0;
    }

    @Test
    void aLearnerThatLearnsIsLeftAlone() {
        // One in a hundred has to be found out first: from a probability of one half on.
        for (double share : new double[] {0.5, 0.1, 0.01}) {
            DivergenceGuard guard = new DivergenceGuard(CONFIG, ScoreLoss.LOG_LOSS, 1);
            Learner learner = new PlainLogisticRegression.Config(0.05).newLearner(2);
            assertThat(learn(learner, guard, share)).isZero();
            assertThat(guard.isFrozen()).isFalse();
            assertThat(guard.reason()).isEmpty();
        }
    }

    @Test
    void aStepOfAMillionIsCaughtByItsLoss() {
        DivergenceGuard guard = new DivergenceGuard(CONFIG, ScoreLoss.LOG_LOSS, 1);
        Learner learner = new PlainLogisticRegression.Config(1e6).newLearner(2);
        assertThat(learn(learner, guard, 0.5)).isEqualTo(600);
        assertThat(guard.isFrozen()).isTrue();
        assertThat(guard.reason())
                .startsWith("log-loss must be at most ")
                .contains("4.0 times that without skill, found ");
        assertThat(guard.update(learner, 1, new double[] {0.5}, 1))
                .as("frozen once")
                .isFalse();
        guard.thaw();
        assertThat(guard.isFrozen()).isFalse();
        assertThat(learn(learner, guard, 0.5)).isEqualTo(600);
    }

    @Test
    void aRegressionFarFrom0HasTimeToGetThere() {
        DivergenceGuard guard = new DivergenceGuard(CONFIG, ScoreLoss.SQUARED_ERROR, 1);
        Learner any = new PlainLogisticRegression.Config(1).newLearner(1);
        Random random = new Random(4);
        double[] score = {0};
        for (int i = 1; i <= 2_000; i++) {
            double label = 1e6 + random.nextGaussian();
            assertThat(guard.update(any, label, score, 1)).isFalse();
            score[0] += 0.1 * (label - score[0]);
        }
    }

    @Test
    void parametersBeyondTheBoundAreCaught() {
        DivergenceGuard guard = DivergenceGuard.ofParameters(CONFIG);
        Learner learner = new PlainLogisticRegression.Config(1e12).newLearner(2);
        assertThat(learn(learner, guard, 0.5)).isEqualTo(10);
        assertThat(guard.reason()).startsWith("parameters must be at most 1.0E9 in size, found ");
    }

    @Test
    void scoresAndParametersThatAreNoNumbersAreCaught() {
        Learner learner = new PlainLogisticRegression.Config(1).newLearner(2);
        DivergenceGuard guard = new DivergenceGuard(CONFIG, ScoreLoss.LOG_LOSS, 1);
        assertThat(guard.update(learner, 1, new double[] {Double.NaN}, 1)).isTrue();
        assertThat(guard.reason()).isEqualTo("score 0 must be finite, found NaN");

        SnapshotOutput out = new SnapshotOutput();
        out.numbers(new double[] {Double.NaN});
        out.count(1);
        Learner broken = new PlainLogisticRegression.Config(1).readLearner(new SnapshotInput(out.toByteArray()));
        // Math.max hands NaN on
        assertThat(broken.magnitude()).isNaN();
        guard.thaw();
        for (int i = 1; i < 10; i++) {
            assertThat(guard.update(broken, 1, new double[] {0.5}, 1)).isFalse();
        }
        assertThat(guard.update(broken, 1, new double[] {0.5}, 1)).isTrue();
        assertThat(guard.reason()).endsWith("found NaN");
    }

    @Test
    void aRegressionThatExplodesIsCaught() {
        DivergenceGuard guard = new DivergenceGuard(CONFIG, ScoreLoss.SQUARED_ERROR, 1);
        Learner any = new PlainLogisticRegression.Config(1).newLearner(1);
        double[] score = {0};
        int frozenAt = 0;
        for (int i = 1; i <= 1_000 && frozenAt == 0; i++) {
            double label = i % 10;
            score[0] = i < 750 ? label : 1e4;
            frozenAt = guard.update(any, label, score, 1) ? i : 0;
        }
        assertThat(frozenAt).isEqualTo(750);
    }

    @Test
    void aRestoredTwinGoesOnBitByBit() {
        DivergenceGuard guard = new DivergenceGuard(CONFIG, ScoreLoss.LOG_LOSS, 1);
        DivergenceGuard twin = guard;
        Learner learner = new PlainLogisticRegression.Config(50).newLearner(1);
        Random random = new Random(8);
        double[] scores = new double[1];
        boolean froze = false;
        for (int i = 0; i < 800; i++) {
            SnapshotInput in = new SnapshotInput(state(twin));
            twin = DivergenceGuard.readFrom(CONFIG, ScoreLoss.LOG_LOSS, 1, in);
            in.end();
            FeatureVector x = FeatureVector.of(random.nextGaussian());
            double label = random.nextInt(2);
            learner.score(x, scores);
            learner.learn(x, label);
            boolean now = guard.update(learner, label, scores, 1);
            froze |= now;
            assertThat(twin.update(learner, label, scores, 1)).isEqualTo(now);
            assertThat(state(twin)).isEqualTo(state(guard));
            assertThat(twin.reason()).isEqualTo(guard.reason());
        }
        assertThat(froze).isTrue();
        byte[] state = state(guard);
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> DivergenceGuard.readFrom(CONFIG, new SnapshotInput(state)))
                .withMessage("must be a guard of the same kind, with losses or without");
    }
}
