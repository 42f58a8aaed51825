package io.millrace.learning.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
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

    private static TrustedHoldout.Ruling judge(TrustedHoldout<Integer> holdout, List<Double> scores) {
        return holdout.judge(holdout.ask(scorer(scores)));
    }

    @Test
    void theFirstIsMeasuredAgainstNothing() {
        TrustedHoldout.Ruling ruling = judge(holdout(CONFIG), WORSE);
        assertThat(ruling.isAccepted()).isTrue();
        assertThat(ruling.auc()).isEqualTo(0.75);
        assertThat(ruling.bestAuc()).isNaN();
    }

    @Test
    void whatRanksWorseThanTheBestIsRefused() {
        TrustedHoldout<Integer> holdout = holdout(CONFIG);
        holdout.reference(scorer(RIGHT));
        assertThat(holdout.bestAuc()).isEqualTo(1);
        assertThat(judge(holdout, WORSE).isAccepted()).isFalse();
        holdout.reference(scorer(WORSE));
        assertThat(holdout.bestAuc()).as("the best stays").isEqualTo(1);
        assertThat(judge(holdout(CONFIG.withMaxAucLoss(1)), WORSE).isAccepted()).isTrue();
    }

    @Test
    void whatLosesMoreThanTheLeastIsRefused() {
        TrustedHoldout<Integer> holdout = holdout(CONFIG.withMaxLossIncrease(0.1));
        holdout.reference(scorer(RIGHT));
        double loss = -(Math.log(0.9) + Math.log(0.8)) / 2;
        TrustedHoldout.Ruling ruling = judge(holdout, List.of(0.2, 0.3, 0.7, 0.8));
        assertThat(ruling.isAccepted()).isFalse();
        assertThat(ruling.leastLoss()).isCloseTo(loss, within(1e-12));
        assertThat(judge(holdout, List.of(0.11, 0.21, 0.79, 0.89)).isAccepted()).isTrue();
    }

    /**
     * Two models rank all pairs of 20 examples right but those of one positive, which the second puts below all ten negatives: AUC 1 against 0.9. By hand: of ten placements
     * among the positives one differs by 1, the others by 0, so their variance is 0.1 and its share of the squared error 0.01; each negative's differs by 0.1, no variance. So the difference is
     * 0.1 ± 0.1: more than allowed, but not beyond chance; without standard errors it is.
     */
    @Test
    void whatChanceExplainsIsRefusedButNotHarmful() {
        List<Double> right = new ArrayList<>();
        double[] labels = new double[20];
        for (int i = 0; i < 20; i++) {
            labels[i] = i < 10 ? 0 : 1;
            right.add((i + 1) / 30.0);
        }
        List<Double> oneLost = new ArrayList<>(right);
        oneLost.set(19, 0.001);
        for (double standardErrors : new double[] {0, 1.645}) {
            TrustedHoldout<Integer> holdout = new TrustedHoldout<>(
                    CONFIG.withStandardErrors(standardErrors),
                    IntStream.range(0, 20).boxed().toList(),
                    labels);
            holdout.reference(scorer(right));
            TrustedHoldout.Ruling ruling = judge(holdout, oneLost);
            assertThat(ruling.auc()).isCloseTo(0.9, within(1e-12));
            assertThat(ruling.aucError()).isCloseTo(0.1, within(1e-12));
            assertThat(ruling.isAccepted()).isFalse();
            assertThat(ruling.isHarmful()).isEqualTo(standardErrors == 0);
        }
    }

    @Test
    void aLossThatChanceExplainsIsNotHarmful() {
        HoldoutConfig config = CONFIG.withMaxAucLoss(1).withMaxLossIncrease(0);
        TrustedHoldout<Integer> holdout = holdout(config);
        holdout.reference(scorer(RIGHT));
        assertThat(judge(holdout, List.of(0.1, 0.2, 0.8, 0.85)))
                .as("one of four a little worse")
                .returns(false, TrustedHoldout.Ruling::isAccepted)
                .returns(false, TrustedHoldout.Ruling::isHarmful);
        assertThat(judge(holdout, List.of(0.5, 0.6, 0.4, 0.5)))
                .as("all four much worse")
                .returns(false, TrustedHoldout.Ruling::isAccepted)
                .returns(true, TrustedHoldout.Ruling::isHarmful);
    }

    @Test
    void scoresThatAreNoNumbersAreRefused() {
        assertThat(judge(holdout(CONFIG), List.of(0.1, Double.NaN, 0.8, 0.9)))
                .returns(false, TrustedHoldout.Ruling::isAccepted)
                .returns(true, TrustedHoldout.Ruling::isHarmful);
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
        assertThat(judge(twin, WORSE)).isEqualTo(judge(holdout, WORSE));
        TrustedHoldout<Integer> other = new TrustedHoldout<>(CONFIG, List.of(0, 1), new double[] {1, 0});
        other.readFrom(new SnapshotInput(out.toByteArray()));
        assertThat(other.bestAuc()).isNaN();
    }

    @Test
    void theFirstFormHadNoAnswers() {
        SnapshotOutput out = new SnapshotOutput();
        out.version("trusted-holdout", 1);
        out.integer(Arrays.hashCode(LABELS));
        out.number(1);
        out.number(0.2);
        TrustedHoldout<Integer> holdout = holdout(CONFIG);
        SnapshotInput in = new SnapshotInput(out.toByteArray());
        holdout.readFrom(in);
        in.end();
        assertThat(holdout.leastLoss()).isEqualTo(0.2);
        assertThat(judge(holdout, WORSE))
                .as("nothing is known of chance")
                .returns(0.0, TrustedHoldout.Ruling::aucError)
                .returns(true, TrustedHoldout.Ruling::isHarmful);
    }

    @Test
    void allMistakesAtOnce() {
        assertThatThrownBy(() -> new HoldoutConfig(ScoreLoss.SQUARED_DISTANCE, 0, 2, -1, -2))
                .hasMessageContaining("loss")
                .hasMessageContaining("outputs")
                .hasMessageContaining("maxAucLoss")
                .hasMessageContaining("maxLossIncrease")
                .hasMessageContaining("standardErrors");
        assertThatThrownBy(() -> new TrustedHoldout<>(CONFIG, List.of(1), new double[1]))
                .hasMessageContaining("rows=1, labels=1");
    }
}
