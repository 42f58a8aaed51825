package io.millrace.learning.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustedHoldoutTest {
    private static final HoldoutConfig CONFIG = HoldoutConfig.of(ScoreLoss.LOG_LOSS, 1);
    private static final double[] LABELS = {0, 0, 1, 1};
    /** All four pairs right. */
    private static final List<Double> RIGHT = List.of(0.1, 0.2, 0.8, 0.9);
    /** Three of four. */
    private static final List<Double> WORSE = List.of(0.1, 0.85, 0.8, 0.9);

    private static TrustedHoldout<Integer> holdout(HoldoutConfig config) {
        return new TrustedHoldout<>(config, List.of(0, 1, 2, 3), LABELS);
    }

    private static CandidateScorer<Integer> scorer(List<Double> scores) {
        return (row, out) -> {
            out[0] = scores.get(row);
            return true;
        };
    }

    @Test
    void theFirstIsMeasuredAgainstNothing() {
        TrustedHoldout.Ruling ruling = holdout(CONFIG).judge(scorer(WORSE));
        assertThat(ruling.isAccepted()).isTrue();
        assertThat(ruling.auc()).isEqualTo(0.75);
        assertThat(ruling.bestAuc()).isNaN();
    }

    @Test
    void whatRanksWorseThanTheBestIsRefused() {
        TrustedHoldout<Integer> holdout = holdout(CONFIG);
        holdout.reference(scorer(RIGHT));
        assertThat(holdout.bestAuc()).isEqualTo(1);
        assertThat(holdout.judge(scorer(WORSE)).isAccepted()).isFalse();
        holdout.reference(scorer(WORSE));
        assertThat(holdout.bestAuc()).as("the best stays").isEqualTo(1);
        assertThat(holdout(CONFIG.withMaxAucLoss(1)).judge(scorer(WORSE)).isAccepted())
                .isTrue();
    }

    @Test
    void whatLosesMoreThanTheLeastIsRefused() {
        TrustedHoldout<Integer> holdout = holdout(CONFIG.withMaxLossIncrease(0.1));
        holdout.reference(scorer(RIGHT));
        double loss = -(Math.log(0.9) + Math.log(0.8)) / 2;
        TrustedHoldout.Ruling ruling = holdout.judge(scorer(List.of(0.2, 0.3, 0.7, 0.8)));
        assertThat(ruling.isAccepted()).isFalse();
        assertThat(ruling.leastLoss()).isCloseTo(loss, within(1e-12));
        assertThat(holdout.judge(scorer(List.of(0.11, 0.21, 0.79, 0.89))).isAccepted())
                .isTrue();
    }

    @Test
    void scoresThatAreNoNumbersAreRefused() {
        assertThat(holdout(CONFIG)
                        .judge(scorer(List.of(0.1, Double.NaN, 0.8, 0.9)))
                        .isAccepted())
                .isFalse();
    }

    @Test
    void theBestIsKeptForTheSameHoldoutOnly() {
        TrustedHoldout<Integer> holdout = holdout(CONFIG);
        holdout.reference(scorer(RIGHT));
        SnapshotOutput out = new SnapshotOutput();
        holdout.writeTo(out);
        TrustedHoldout<Integer> twin = holdout(CONFIG);
        twin.readFrom(new SnapshotInput(out.toByteArray()));
        assertThat(twin.bestAuc()).isEqualTo(1);
        TrustedHoldout<Integer> other = new TrustedHoldout<>(CONFIG, List.of(0, 1), new double[] {1, 0});
        other.readFrom(new SnapshotInput(out.toByteArray()));
        assertThat(other.bestAuc()).isNaN();
    }

    @Test
    void allMistakesAtOnce() {
        assertThatThrownBy(() -> new HoldoutConfig(ScoreLoss.SQUARED_DISTANCE, 0, 2, -1))
                .hasMessageContaining("loss")
                .hasMessageContaining("outputs")
                .hasMessageContaining("maxAucLoss")
                .hasMessageContaining("maxLossIncrease");
        assertThatThrownBy(() -> new TrustedHoldout<>(CONFIG, List.of(1), new double[1]))
                .hasMessageContaining("rows=1, labels=1");
    }
}
