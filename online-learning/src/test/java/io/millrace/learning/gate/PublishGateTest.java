package io.millrace.learning.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.Verdict.Outcome;
import io.millrace.learning.gate.Verdict.Standing;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PublishGateTest {
    private static final GateConfig CONFIG = GateConfig.of(ScoreLoss.LOG_LOSS, 1)
            .withMinExamples(20)
            .withEvery(10)
            .withMaxRefusals(3);

    private final ConstantLearner online = new ConstantLearner("online", 0.5);
    private PublishGate<FeatureVector> gate = new PublishGate<>(CONFIG, List.of(online));
    private long time;

    /** Lets examples pass, three of four labelled 1, until there is a verdict or they are used up. */
    private Optional<Verdict<FeatureVector>> pass(int examples, String servedBy, double served) {
        for (int i = 0; i < examples; i++) {
            time++;
            Optional<Verdict<FeatureVector>> verdict = gate.observe(
                    FeatureVector.of(time % 4 == 0 ? 0 : 1), time % 4 == 0 ? 0 : 1, 1, time, servedBy, new double[] {
                        served
                    });
            online.examples++;
            gate.learned();
            if (verdict.isPresent()) {
                return verdict;
            }
        }
        return Optional.empty();
    }

    private Verdict<FeatureVector> verdict(String servedBy, double served) {
        return pass(1_000, servedBy, served).orElseThrow();
    }

    private static byte[] state(PublishGate<FeatureVector> gate) {
        SnapshotOutput out = new SnapshotOutput();
        gate.writeTo(out);
        return out.toByteArray();
    }

    @Test
    void asksEverySoManyExamples() {
        assertThat(pass(9, "static@1", 0.5)).isEmpty();
        assertThat(online.asked).isZero();
        assertThat(gate.isOnTrial()).isFalse();
        pass(1, "static@1", 0.5);
        assertThat(online.asked).isEqualTo(1);
        assertThat(gate.isOnTrial()).isTrue();
        assertThat(pass(19, "static@1", 0.5)).isEmpty();
        assertThat(online.asked).as("not while a trial goes on").isEqualTo(1);
        assertThat(pass(1, "static@1", 0.5)).isPresent();
        assertThat(online.asked).as("overdue: the next one follows at once").isEqualTo(2);
    }

    @Test
    void aLearnerWithoutLabelsIsNeverAsked() {
        for (int i = 0; i < 1_000; i++) {
            gate.observe(FeatureVector.of(1), 1, 1, i, "static@1", new double[] {0.01});
            assertThat(gate.learned()).isFalse();
        }
        assertThat(online.asked).isZero();
        // nor if another one of the race has learned
        ConstantLearner busy = new ConstantLearner("busy", 0.5);
        busy.examples = 10;
        gate = new PublishGate<>(CONFIG, List.of(online, busy));
        assertThat(gate.learned()).isTrue();
        assertThat(online.asked).isZero();
        assertThat(busy.asked).isEqualTo(1);
    }

    @Test
    void acceptsWhatIsBetterOnExamplesThatItHasNotLearned() {
        online.knows(0.75);
        pass(10, "static@1", 0.4);
        // What the learner learns from now on does not change the candidate.
        online.knows(0.01);
        Verdict<FeatureVector> verdict = verdict("static@1", 0.4);

        assertThat(verdict.isAccepted()).isTrue();
        assertThat(verdict.model()).isEqualTo("online@1");
        assertThat(verdict.candidate().examples()).isEqualTo(10);
        double[] score = new double[1];
        verdict.candidate().scorer().score(FeatureVector.of(1), score);
        assertThat(score).containsExactly(0.75);
        Comparison comparison = verdict.comparisons().get(0);
        assertThat(comparison.reference()).isEqualTo("static@1");
        assertThat(comparison.n()).isEqualTo(20);
        // 15 labels of 1, 5 of 0
        double better = Math.log(0.75 / 0.4);
        double worse = Math.log(0.25 / 0.6);
        double mean = (15 * better + 5 * worse) / 20;
        assertThat(comparison.candidateLoss())
                .isCloseTo(-(15 * Math.log(0.75) + 5 * Math.log(0.25)) / 20, within(1e-12));
        assertThat(comparison.referenceLoss()).isCloseTo(-(15 * Math.log(0.4) + 5 * Math.log(0.6)) / 20, within(1e-12));
        assertThat(comparison.improvement()).isCloseTo(mean, within(1e-12));
        double variance = (15 * Math.pow(better - mean, 2) + 5 * Math.pow(worse - mean, 2)) / 19;
        assertThat(comparison.standardError()).isCloseTo(Math.sqrt(variance / 20), within(1e-12));
        assertThat(comparison.candidateAuc()).isEqualTo(0.5);
        assertThat(verdict.reason())
                .isEqualTo("better: loss 0.562335 against 0.814924 of static@1 on 20 examples, better by 0.253 ± 0.15");
    }

    @Test
    void versionsHaveNoGaps() {
        online.knows(0.6);
        assertThat(verdict("static@1", 0.3).model()).isEqualTo("online@1");
        online.knows(0.1);
        // the candidate of 0.6 that was asked for at once
        assertThat(verdict("online@1", 0.6).outcome()).isEqualTo(Outcome.NOT_BETTER);
        assertThat(verdict("online@1", 0.6).outcome()).isEqualTo(Outcome.WORSE);
        online.knows(0.75);
        assertThat(verdict("online@1", 0.6).outcome())
                .as("asked for at once again")
                .isEqualTo(Outcome.WORSE);
        verdict("online@1", 0.3);
        assertThat(gate.published("online")).isEqualTo(2);
        assertThat(gate.published("nobody")).isZero();
    }

    @Test
    void chanceAndMarginAreAsked() {
        gate = new PublishGate<>(CONFIG.withStandardErrors(3), List.of(online));
        online.knows(0.75);
        assertThat(verdict("static@1", 0.4).outcome()).as("1.7 standard errors").isEqualTo(Outcome.NOT_BETTER);
        gate = new PublishGate<>(CONFIG.withStandardErrors(0).withMargin(0.25), List.of(online));
        assertThat(verdict("static@1", 0.4).outcome()).as("better by 0.253").isEqualTo(Outcome.ACCEPTED);
        gate = new PublishGate<>(CONFIG.withStandardErrors(0).withMargin(0.26), List.of(online));
        assertThat(verdict("static@1", 0.4).outcome()).isEqualTo(Outcome.NOT_BETTER);
        gate = new PublishGate<>(CONFIG.withStandardErrors(0).withRelativeMargin(0.30), List.of(online));
        assertThat(verdict("static@1", 0.4).outcome()).as("better by 31 %").isEqualTo(Outcome.ACCEPTED);
        gate = new PublishGate<>(CONFIG.withStandardErrors(0).withRelativeMargin(0.32), List.of(online));
        assertThat(verdict("static@1", 0.4).outcome()).isEqualTo(Outcome.NOT_BETTER);
        gate = new PublishGate<>(CONFIG.withStandardErrors(0), List.of(online));
        assertThat(verdict("static@1", 0.75).outcome()).as("no better").isEqualTo(Outcome.NOT_BETTER);
    }

    @Test
    void harmfulCandidatesInARowFreeze() {
        online.knows(0.05);
        assertThat(verdict("static@1", 0.7).outcome()).isEqualTo(Outcome.WORSE);
        assertThat(verdict("static@1", 0.7).reason()).startsWith("worse: loss 2.25962 against 0.568499 of static@1");
        assertThat(gate.isFrozen()).isFalse();
        verdict("static@1", 0.7);
        assertThat(gate.isFrozen()).isTrue();
        assertThat(pass(200, "static@1", 0.7)).isEmpty();
        assertThat(gate.isOnTrial()).isFalse();
        gate.thaw();
        assertThat(verdict("static@1", 0.7).outcome()).isEqualTo(Outcome.WORSE);
        assertThat(gate.isFrozen()).isFalse();
    }

    @Test
    void whatIsMerelyNoBetterDoesNotFreeze() {
        for (int i = 0; i < 10; i++) {
            assertThat(verdict("static@1", 0.5).outcome()).isEqualTo(Outcome.NOT_BETTER);
        }
        assertThat(gate.isFrozen()).isFalse();
    }

    @Test
    void aScoreThatIsNoNumberEndsTheTrial() {
        online.knows(Double.NaN);
        pass(10, "static@1", 0.4);
        Verdict<FeatureVector> verdict = pass(1, "static@1", 0.4).orElseThrow();
        assertThat(verdict.outcome()).isEqualTo(Outcome.NOT_FINITE);
        assertThat(verdict.comparisons()).isEmpty();
        assertThat(verdict.version()).isZero();
        assertThat(verdict.reason()).isEqualTo("a score was not a finite number");
    }

    @Test
    void whatCannotBeComparedIsLeftOut() {
        pass(10, "static@1", 0.4);
        double[] half = {0.5};
        for (int i = 0; i < 100; i++) {
            FeatureVector x = FeatureVector.of(1);
            assertThat(gate.observe(FeatureVector.of(Double.NaN), 1, 1, time, "static@1", half))
                    .isEmpty();
            assertThat(gate.observe(x, 0.5, 1, time, "static@1", half)).isEmpty();
            assertThat(gate.observe(x, 1, Double.NaN, time, "static@1", half)).isEmpty();
            assertThat(gate.observe(x, 1, 1, time, "static@1", new double[] {Double.NaN}))
                    .isEmpty();
        }
        assertThat(verdict("static@1", 0.4).comparisons().get(0).n()).isEqualTo(20);
    }

    @Test
    void aBetterLossDoesNotBuyAWorseRanking() {
        gate = new PublishGate<>(CONFIG.withStandardErrors(0).withMaxAucLoss(0.01), List.of(online));
        online.knows(0.75);
        Verdict<FeatureVector> verdict = null;
        while (verdict == null) {
            time++;
            double label = time % 4 == 0 ? 0 : 1;
            // In the right order, but far too low.
            verdict = gate.observe(FeatureVector.of(1), label, 1, time, "static@1", new double[] {0.01 + 0.01 * label})
                    .orElse(null);
            online.examples++;
            gate.learned();
        }
        assertThat(verdict.outcome()).isEqualTo(Outcome.RANKS_WORSE);
        assertThat(verdict.reason()).startsWith("ranks worse than allowed").endsWith("AUC 0.5000 against 1.0000");
    }

    @Test
    void anotherChampionBeginsTheTrialAgain() {
        online.knows(0.75);
        pass(10, "static@1", 0.4);
        pass(15, "static@1", 0.4);
        assertThat(pass(19, "static@2", 0.3)).isEmpty();
        Verdict<FeatureVector> verdict = verdict("static@2", 0.3);
        assertThat(verdict.comparisons().get(0).reference()).isEqualTo("static@2");
        assertThat(verdict.comparisons().get(0).n()).isEqualTo(20);
    }

    @Test
    void stragglersOfTheChampionBeforeAreLeftOut() {
        online.knows(0.75);
        pass(10, "static@1", 0.4);
        pass(15, "static@2", 0.4);
        double[] served = {0.4};
        for (int i = 0; i < 50; i++) {
            gate.observe(FeatureVector.of(1), 1, 1, time - 1, "static@1", served);
        }
        assertThat(pass(4, "static@2", 0.4)).isEmpty();
        assertThat(pass(1, "static@2", 0.4)).isPresent();
    }

    @Test
    void untilItServesTheLastAcceptedMustBeBeatenToo() {
        online.knows(0.75);
        assertThat(verdict("static@1", 0.3).model()).isEqualTo("online@1");
        // Labels come late: examples still tell of static@1. As good as online@1 is not enough.
        Verdict<FeatureVector> verdict = verdict("static@1", 0.3);
        assertThat(verdict.outcome()).isEqualTo(Outcome.NOT_BETTER);
        assertThat(verdict.comparisons()).extracting(Comparison::reference).containsExactly("static@1", "online@1");
        assertThat(verdict.comparisons().get(1).improvement()).isZero();
        // Now they tell of online@1, and that is all there is to beat.
        verdict = verdict("online@1", 0.75);
        assertThat(verdict.comparisons()).extracting(Comparison::reference).containsExactly("online@1");
    }

    /** As {@link #pass}, on one and the same row. */
    private Verdict<FeatureVector> verdictOn(double feature) {
        while (true) {
            time++;
            Optional<Verdict<FeatureVector>> verdict = gate.observe(
                    FeatureVector.of(feature), time % 4 == 0 ? 0 : 1, 1, time, "static@1", new double[] {0.3});
            online.examples++;
            gate.learned();
            if (verdict.isPresent()) {
                return verdict.get();
            }
        }
    }

    @Test
    void anAcceptedModelThatFailsLaterBlocksNobody() {
        online.high = 0.75;
        online.low = Double.NaN;
        assertThat(verdictOn(1).model()).isEqualTo("online@1");
        online.knows(0.75);
        assertThat(verdictOn(0).outcome())
                .as("the candidate that was asked for at once fails as well")
                .isEqualTo(Outcome.NOT_FINITE);
        Verdict<FeatureVector> verdict = verdictOn(0);
        assertThat(verdict.model()).isEqualTo("online@2");
        assertThat(verdict.comparisons()).extracting(Comparison::reference).containsExactly("static@1");
    }

    @Test
    void aModelThatWasWithdrawnNeedNotBeBeaten() {
        online.knows(0.75);
        verdict("static@1", 0.3);
        pass(5, "static@1", 0.3);
        gate.withdrawn("online@1");
        Verdict<FeatureVector> verdict = verdict("static@1", 0.3);
        assertThat(verdict.comparisons()).hasSize(1);
        assertThat(verdict.model()).as("the number is used up").isEqualTo("online@2");
        gate.withdrawn("online@1");
        assertThat(verdict("static@1", 0.3).comparisons())
                .as("online@2 is still awaited")
                .hasSize(2);
    }

    @Test
    void theBestOfARaceIsJudged() {
        ConstantLearner bold = new ConstantLearner("bold", 0.99);
        ConstantLearner broken = new ConstantLearner("broken", Double.NaN);
        ConstantLearner frozen = new ConstantLearner("frozen", 0.75);
        bold.examples = 1;
        broken.examples = 1;
        frozen.examples = 100;
        frozen.frozen = true;
        online.knows(0.7);
        gate = new PublishGate<>(CONFIG, List.of(bold, broken, online, frozen));
        Verdict<FeatureVector> verdict = verdict("static@1", 0.3);
        assertThat(verdict.model()).isEqualTo("online@1");
        assertThat(verdict.losses()).extracting(Standing::learner).containsExactly("bold", "broken", "online");
        assertThat(verdict.losses().get(0).loss())
                .isCloseTo(-(15 * Math.log(0.99) + 5 * Math.log(0.01)) / 20, within(1e-9));
        assertThat(verdict.losses().get(1).loss()).isNaN();
        assertThat(frozen.asked).isZero();
    }

    @Test
    void aLearnerThatWasRebuiltWithFewerExamplesIsAskedAgainAfterEvery() {
        pass(10, "static@1", 0.5);
        verdict("static@1", 0.5);
        online.examples = 3;
        int asked = online.asked;
        verdict("static@1", 0.5);
        pass(9, "static@1", 0.5);
        assertThat(online.asked).isEqualTo(asked);
        pass(1, "static@1", 0.5);
        assertThat(online.asked).isEqualTo(asked + 1);
    }

    /** Whatever was refused of what it was. */
    @Test
    void aLearnerThatWasRebuiltIsACandidateWithTheNextExample() {
        online.knows(0.05);
        for (int i = 0; i < 3 && !gate.isFrozen(); i++) {
            verdict("static@1", 0.7);
        }
        assertThat(gate.isFrozen()).isTrue();
        online.examples = 3;
        int asked = online.asked;
        gate.rebuilt(online.name());
        assertThat(gate.isFrozen()).isFalse();
        pass(1, "static@1", 0.7);
        assertThat(online.asked).isEqualTo(asked + 1);
        assertThat(gate.isOnTrial()).isTrue();
        gate.rebuilt(online.name());
        assertThat(gate.isOnTrial()).as("what it was is on trial no more").isFalse();
    }

    @Test
    void aRestoredTwinGivesTheSameVerdicts() {
        Random random = new Random(17);
        ConstantLearner other = new ConstantLearner("other", 0.4);
        List<Contestant<FeatureVector>> contestants = List.of(online, other);
        gate = new PublishGate<>(CONFIG.withStandardErrors(0.5), contestants);
        PublishGate<FeatureVector> twin = new PublishGate<>(CONFIG.withStandardErrors(0.5), contestants);
        List<Verdict<FeatureVector>> verdicts = new ArrayList<>();
        String served = "static@1";
        for (int i = 0; i < 3_000; i++) {
            SnapshotInput in = new SnapshotInput(state(twin));
            twin = PublishGate.readFrom(CONFIG.withStandardErrors(0.5), contestants, in);
            in.end();
            FeatureVector x = FeatureVector.of(random.nextDouble());
            double label = random.nextDouble() < 0.2 + 0.6 * x.value(0) ? 1 : 0;
            double[] score = {0.3 + 0.3 * random.nextDouble()};
            long at = (long) i + random.nextInt(30);
            Optional<Verdict<FeatureVector>> verdict = gate.observe(x, label, 1 + i % 2, at, served, score);
            Optional<Verdict<FeatureVector>> ofTwin = twin.observe(x, label, 1 + i % 2, at, served, score);
            assertThat(ofTwin.isPresent()).isEqualTo(verdict.isPresent());
            if (verdict.isPresent()) {
                assertThat(ofTwin.get().comparisons()).isEqualTo(verdict.get().comparisons());
                assertThat(ofTwin.get().outcome()).isEqualTo(verdict.get().outcome());
                assertThat(ofTwin.get().candidate().snapshot())
                        .isEqualTo(verdict.get().candidate().snapshot());
                verdicts.add(verdict.get());
                served = verdict.get().isAccepted() && random.nextBoolean()
                        ? verdict.get().model()
                        : served;
            }
            online.examples++;
            other.examples += 2;
            online.low = 0.3 * random.nextDouble();
            online.high = 0.5 + 0.5 * random.nextDouble();
            other.knows(random.nextDouble());
            assertThat(twin.learned()).isEqualTo(gate.learned());
            if (gate.isFrozen()) {
                gate.thaw();
                twin.thaw();
            }
            assertThat(state(twin)).isEqualTo(state(gate));
        }
        assertThat(verdicts).extracting(Verdict::outcome).contains(Outcome.ACCEPTED, Outcome.NOT_BETTER, Outcome.WORSE);
    }

    /** Version 1 knew no holdout: its bytes are those of a gate without one, less the flag at the end that says so. */
    @Test
    void versionOneIsRead() {
        pass(15, "static@1", 0.4);
        byte[] now = state(gate);
        byte[] old = Arrays.copyOf(now, now.length - 1);
        // after the length and the text of the part's name, the lowest byte of the version
        int version = Integer.BYTES + "publish-gate".length() + Integer.BYTES - 1;
        assertThat(old[version]).isEqualTo((byte) 2);
        old[version] = 1;
        SnapshotInput in = new SnapshotInput(old);
        gate = PublishGate.readFrom(CONFIG, List.of(online), in);
        in.end();
        assertThat(state(gate)).isEqualTo(now);
        TrustedHoldout<FeatureVector> holdout = new TrustedHoldout<>(
                HoldoutConfig.of(ScoreLoss.LOG_LOSS, 1),
                List.of(FeatureVector.of(0), FeatureVector.of(1)),
                new double[] {0, 1});
        PublishGate<FeatureVector> guarded =
                PublishGate.readFrom(CONFIG, List.of(online), holdout, new SnapshotInput(old));
        assertThat(holdout.bestAuc()).as("a holdout that was added begins anew").isNaN();
        assertThat(guarded.isOnTrial()).isTrue();
    }

    @Test
    void learnersMayComeAndGo() {
        ConstantLearner other = new ConstantLearner("other", 0.6);
        other.examples = 5;
        gate = new PublishGate<>(CONFIG, List.of(online, other));
        pass(15, "static@1", 0.3);
        byte[] state = state(gate);
        ConstantLearner fresh = new ConstantLearner("fresh", 0.5);
        gate = PublishGate.readFrom(CONFIG, List.of(other, fresh), new SnapshotInput(state));
        Verdict<FeatureVector> verdict = verdict("static@1", 0.3);
        assertThat(verdict.model()).isEqualTo("other@1");
        assertThat(verdict.losses()).hasSize(1);
    }

    @Test
    void withAnotherLossItBeginsAnewAndVersionsGoOn() {
        assertThat(verdict("static@1", 0.3).isAccepted()).isTrue();
        pass(15, "online@1", 0.3);
        assertThat(gate.isOnTrial()).isTrue();
        GateConfig other = new GateConfig(
                ScoreLoss.BRIER, 1, 0, false, 0, 1, CONFIG.minExamples(), CONFIG.every(), CONFIG.maxRefusals());
        gate = PublishGate.readFrom(other, List.of(online), new SnapshotInput(state(gate)));
        assertThat(gate.isOnTrial()).isFalse();
        assertThat(gate.published("online")).isEqualTo(1);
        assertThat(verdict("static@1", 0.3).model()).isEqualTo("online@2");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PublishGate<>(CONFIG, List.of()))
                .withMessage("must be learners with different names: contestants=[]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PublishGate<>(CONFIG, List.of(online, online)))
                .withMessageContaining("[online, online]");
        pass(15, "static@1", 0.3);
        byte[] state = state(gate);
        for (int length = 0; length < state.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(state, length);
            assertThatExceptionOfType(SnapshotException.class)
                    .isThrownBy(() -> PublishGate.readFrom(CONFIG, List.of(online), new SnapshotInput(cut)));
        }
    }

    /** A holdout that says: the truth is 0, so what learned the labels of the topic ranks it wrong. */
    private TrustedHoldout<FeatureVector> holdout() {
        List<FeatureVector> rows = List.of(FeatureVector.of(0), FeatureVector.of(1));
        return new TrustedHoldout<>(
                HoldoutConfig.of(ScoreLoss.LOG_LOSS, 1).withMaxAucLoss(1).withMaxLossIncrease(0.05),
                rows,
                new double[] {0, 0});
    }

    @Test
    void whatIsHarmfulOnTrustedExamplesIsRefusedAndThreeInARowFreeze() {
        TrustedHoldout<FeatureVector> holdout = holdout();
        holdout.reference((row, scores) -> {
            scores[0] = 0.3;
            return true;
        });
        gate = new PublishGate<>(CONFIG, List.of(online), holdout);
        online.knows(0.75);
        for (int i = 0; i < 3; i++) {
            assertThat(gate.isFrozen()).isFalse();
            Verdict<FeatureVector> verdict = verdict("static@1", 0.4);
            assertThat(verdict.outcome()).isEqualTo(Outcome.FAILS_HOLDOUT);
            assertThat(verdict.reason()).startsWith("better here, but harmful on the trusted holdout: loss");
        }
        assertThat(gate.isFrozen()).isTrue();
        assertThat(gate.published("online")).isZero();
    }

    @Test
    void theBestOnTheHoldoutIsInTheSnapshot() {
        gate = new PublishGate<>(CONFIG, List.of(online), holdout());
        online.knows(0.5);
        assertThat(verdict("static@1", 0.3).isAccepted()).isTrue();
        byte[] state = state(gate);
        TrustedHoldout<FeatureVector> kept = holdout();
        PublishGate<FeatureVector> twin = PublishGate.readFrom(CONFIG, List.of(online), kept, new SnapshotInput(state));
        assertThat(state(twin)).isEqualTo(state);
        assertThat(kept.leastLoss()).isCloseTo(Math.log(2), within(1e-12));
        SnapshotInput in = new SnapshotInput(state);
        PublishGate.readFrom(CONFIG, List.of(online), in);
        in.end();
    }
}
