package io.millrace.learning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Task;
import io.millrace.learning.model.FeatureRow;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelFlipGuardTest extends AdmissionStageContract {
    private static final LabelFlipGuardConfig TESTED =
            LabelFlipGuardConfig.DEFAULTS.withMaxDistrusted(1).withTrimmed(0);
    private static final double ERROR = 0.15;

    private final Submission example = new Submission();

    @Override
    AdmissionStageConfig config() {
        return LabelFlipGuardConfig.DEFAULTS.withEpoch(100).withTrimmed(0.01).withMaxDistrusted(0.5);
    }

    private static Admission guard(LabelFlipGuardConfig config, IdentityConfig identity) {
        return Admission.of(
                new AdmissionConfig(identity, List.of(config)), Task.BINARY_CLASSIFICATION, 1, 1, List.of("x"));
    }

    /** A learner that is right in 85 of 100, and a principal that flips a share of the labels. */
    private boolean send(Admission admission, Random random, String principal, String trustClass, double flips) {
        boolean disagrees = random.nextDouble() < ERROR;
        disagrees ^= random.nextDouble() < flips;
        example.from("", principal, trustClass, 0)
                .says(new FeatureRow(1), FeatureVector.of(0), disagrees ? 0 : 1, 1, new double[] {0.8});
        return admission.admit(example);
    }

    /** How many are refused of so many examples, each from one of the principals at random, where the share of flipped labels goes by the example's number. */
    private int refused(long seed, int examples, int principals, IntToDoubleFunction flips) {
        Admission admission = guard(TESTED, IdentityConfig.DEFAULTS);
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < examples; i++) {
            refused += send(admission, random, "p" + random.nextInt(principals), "", flips.applyAsDouble(i)) ? 0 : 1;
        }
        return refused;
    }

    private static LabelFlipGuard guardOf(Admission admission) {
        return (LabelFlipGuard) admission.stage(0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aTenthThatFlipsIsFoundAndTheOthersAreNotAccused(long seed) {
        Admission admission = guard(TESTED, IdentityConfig.DEFAULTS);
        Random random = new Random(seed);
        int learnedLies = 0;
        int refusedTruth = 0;
        for (int i = 0; i < 40_000; i++) {
            int principal = random.nextInt(100);
            boolean lies = principal < 10;
            boolean admitted = send(admission, random, "p" + principal, "", lies ? 1 : 0);
            learnedLies += lies && admitted ? 1 : 0;
            refusedTruth += !lies && !admitted ? 1 : 0;
        }
        assertThat(learnedLies).as("seed %d: of some 4,000", seed).isLessThan(400);
        assertThat(refusedTruth).as("seed %d: of some 36,000", seed).isLessThan(360);
        assertThat(guardOf(admission).distrusted()).as("seed %d", seed).isBetween(10, 11);
    }

    /** Either class may be contradicted, and a score of a half contradicts none. */
    @Test
    void aLabelDisagreesIfTheOtherClassIsMoreLikely() {
        double[][] saidOf = {{0, 0.8}, {1, 0.2}, {0, 0.5}, {1, 0.5}, {0, 0.2}, {1, 0.8}};
        Admission admission = guard(TESTED, IdentityConfig.DEFAULTS);
        Random random = new Random(12);
        boolean[] admitted = new boolean[saidOf.length];
        for (int i = 0; i < 20_000; i++) {
            send(admission, random, "p" + random.nextInt(60), "", 0);
            int k = i % saidOf.length;
            example.from("", "says " + k, "", 0)
                    .says(new FeatureRow(1), FeatureVector.of(0), saidOf[k][0], 1, new double[] {saidOf[k][1]});
            admitted[k] = admission.admit(example);
        }
        assertThat(admitted).containsExactly(false, false, true, true, true, true);
    }

    /** Labels are noisy, whoever sends them, up to where the learner is as good as guessing; each of 100 principals is compared 1,000 times, so that chance has many tries. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 0.33, 0.36, 0.38, 0.42})
    void whoIsHonestForLongIsNotFoundByChance(double noise) {
        for (int seed = 1; seed <= 3; seed++) {
            assertThat(refused(seed, 500_000, 100, i -> noise))
                    .as("seed %d: of 500,000, goal 1 %%", seed)
                    .isLessThan(5_000);
        }
    }

    /** Good conduct is not saved up: who was honest in 800 epochs is found as fast as anybody. */
    @Test
    void whoBeginsToLieLateIsFound() {
        Admission admission = guard(TESTED, IdentityConfig.DEFAULTS);
        Random random = new Random(11);
        for (int i = 0; i < 400_000; i++) {
            send(admission, random, "p" + random.nextInt(100), "", 0);
        }
        int learnedLies = 0;
        for (int i = 0; i < 10_000; i++) {
            int principal = random.nextInt(100);
            learnedLies +=
                    send(admission, random, "p" + principal, "", principal == 0 ? 1 : 0) && principal == 0 ? 1 : 0;
        }
        assertThat(guardOf(admission).distrusted()).isEqualTo(1);
        assertThat(learnedLies).as("of some 100").isLessThan(30);
    }

    /** The learner is suddenly wrong about nearly everything, as the world has changed: nobody is to blame. */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.6, 1})
    void whenAllDisagreeNobodyIsToBlame(double share) {
        for (int seed = 1; seed <= 3; seed++) {
            assertThat(refused(seed, 20_000, 20, i -> i < 10_050 ? 0 : share))
                    .as("seed %d", seed)
                    .isLessThan(200);
        }
    }

    @Test
    void freezesWhenTooManyLie() {
        Admission admission = guard(LabelFlipGuardConfig.DEFAULTS, IdentityConfig.DEFAULTS);
        Random random = new Random(5);
        for (int i = 0; i < 40_000 && !admission.isFrozen(); i++) {
            int principal = random.nextInt(100);
            send(admission, random, "p" + principal, "", principal < 20 ? 1 : 0);
        }
        assertThat(admission.frozenBecause())
                .contains("of the teaching principals are distrusted, at most 15.0 % are allowed");
        assertThat(send(admission, random, "p99", "", 0)).isFalse();
        assertThat(example.reason()).isEqualTo(Reason.FROZEN);
        admission.thaw();
        assertThat(send(admission, random, "p99", "", 0)).isTrue();
        assertThat(guardOf(admission).distrusted()).as("stay so").isGreaterThan(10);
    }

    @Test
    void oneWhoShoutsDoesNotMakeOthersLookBad() {
        Admission admission = guard(TESTED, IdentityConfig.DEFAULTS);
        Random random = new Random(6);
        int refusedTruth = 0;
        for (int i = 0; i < 20_000; i++) {
            boolean lies = random.nextInt(10) > 0;
            boolean admitted = send(admission, random, lies ? "liar" : "p" + random.nextInt(10), "", lies ? 1 : 0);
            refusedTruth += !lies && !admitted ? 1 : 0;
        }
        assertThat(guardOf(admission).distrusted()).isEqualTo(1);
        assertThat(refusedTruth).isZero();
    }

    @Test
    void whoIsHonestAgainIsTrustedAgain() {
        Admission admission = guard(TESTED, IdentityConfig.DEFAULTS);
        Random random = new Random(7);
        for (int i = 0; i < 30_000; i++) {
            int principal = random.nextInt(30);
            send(admission, random, "p" + principal, "", principal == 0 && i < 10_000 ? 1 : 0);
            if (i == 10_000) {
                assertThat(guardOf(admission).distrusted()).isEqualTo(1);
            }
        }
        assertThat(guardOf(admission).distrusted()).isZero();
    }

    @Test
    void classesThatAreNotSuspectedMayDisagree() {
        IdentityConfig identity = IdentityConfig.DEFAULTS.withClasses(
                List.of(TrustClass.of("users"), new TrustClass("analysts", 1, false)));
        Admission admission = guard(TESTED, identity);
        Random random = new Random(8);
        for (int i = 0; i < 10_000; i++) {
            assertThat(send(admission, random, "anna", "analysts", 1)).isTrue();
            send(admission, random, "p" + random.nextInt(20), "users", 0);
        }
        assertThat(guardOf(admission).distrusted()).isZero();
        assertThat(guardOf(admission).distrustedShare()).isZero();
    }

    @Test
    void aDistrustedPrincipalIsNotForgottenForNewNames() {
        Admission admission = guard(TESTED, IdentityConfig.DEFAULTS.withMaxPrincipals(50));
        Random random = new Random(9);
        for (int i = 0; i < 10_000; i++) {
            int principal = random.nextInt(30);
            send(admission, random, "p" + principal, "", principal == 0 ? 1 : 0);
        }
        for (int i = 0; i < 10_000; i++) {
            send(admission, random, "sybil-" + i, "", 0);
        }
        assertThat(send(admission, random, "p0", "", 0)).isFalse();
        assertThat(example.reason()).isEqualTo(Reason.DISTRUSTED);
    }

    @Test
    void theMostSurprisingLabelsOfAClassAreRefused() {
        Admission admission = guard(LabelFlipGuardConfig.DEFAULTS.withTrimmed(0.01), IdentityConfig.DEFAULTS);
        Random random = new Random(10);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            example.from("", "p" + i % 20, "", 0)
                    .says(new FeatureRow(1), FeatureVector.of(0), 1, 1, new double[] {random.nextDouble()});
            refused += admission.admit(example) ? 0 : 1;
        }
        assertThat(refused).isBetween(100, 400);
        example.from("", "p1", "", 0).says(new FeatureRow(1), FeatureVector.of(0), 1, 1, new double[] {1e-6});
        assertThat(admission.admit(example)).isFalse();
        assertThat(example.reason()).isEqualTo(Reason.HIGH_LOSS);
        assertThat(example.score()).isCloseTo(-Math.log(1e-6), within(1e-10));
    }

    @Test
    void allMistakesAtOnce() {
        assertThatThrownBy(() -> new LabelFlipGuardConfig(0, 0, 1, 1, 0.5, 0))
                .hasMessageContaining("flipRate")
                .hasMessageContaining("falseAlarm")
                .hasMessageContaining("epoch")
                .hasMessageContaining("leastPrincipals")
                .hasMessageContaining("trimmed")
                .hasMessageContaining("maxDistrusted");
    }
}
