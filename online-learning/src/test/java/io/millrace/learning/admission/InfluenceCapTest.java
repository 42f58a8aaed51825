package io.millrace.learning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Task;
import io.millrace.learning.model.FeatureRow;
import java.util.List;
import org.junit.jupiter.api.Test;

class InfluenceCapTest extends AdmissionStageContract {
    private static final long WINDOW = 1_000;

    private final Submission example = new Submission();
    private int id;

    @Override
    AdmissionStageConfig config() {
        return InfluenceCapConfig.DEFAULTS.withMaxExamples(8).withMaxNorm(6).withRememberedIds(100);
    }

    private static Admission capped(int examples, double norm, IdentityConfig identity) {
        return Admission.of(
                new AdmissionConfig(identity, List.of(new InfluenceCapConfig(examples, norm, WINDOW, 10))),
                Task.BINARY_CLASSIFICATION,
                1,
                1,
                List.of("x"));
    }

    private Reason send(Admission admission, String event, String principal, String trustClass, long time) {
        example.from(event, principal, trustClass, time)
                .says(new FeatureRow(1), FeatureVector.of(0), 1, 1, new double[] {0.5});
        admission.admit(example);
        return example.reason();
    }

    private Reason send(Admission admission, String principal, long time) {
        return send(admission, "e" + id++, principal, "", time);
    }

    @Test
    void aPrincipalTeachesSoManyExamplesInAWindow() {
        Admission admission = capped(2, Double.POSITIVE_INFINITY, IdentityConfig.DEFAULTS);
        assertThat(send(admission, "anna", 0)).isEqualTo(Reason.ADMITTED);
        assertThat(send(admission, "anna", 10)).isEqualTo(Reason.ADMITTED);
        assertThat(send(admission, "anna", 20)).isEqualTo(Reason.EXAMPLE_CAP);
        assertThat(example.score()).isEqualTo(3);
        assertThat(send(admission, "bert", 20)).isEqualTo(Reason.ADMITTED);
        assertThat(send(admission, "anna", WINDOW)).isEqualTo(Reason.ADMITTED);
        assertThat(send(admission, "anna", 30))
                .as("late, so in the open window")
                .isEqualTo(Reason.ADMITTED);
        assertThat(send(admission, "anna", 40)).isEqualTo(Reason.EXAMPLE_CAP);
        assertThat(admission.refused(0, Reason.EXAMPLE_CAP)).isEqualTo(2);
        assertThat(admission.admitted()).isEqualTo(5);
        assertThat(admission.stageName(example)).isEqualTo("influence-cap");
    }

    @Test
    void aWildTimeStampClosesOneWindowOnly() {
        Admission admission = capped(1, Double.POSITIVE_INFINITY, IdentityConfig.DEFAULTS);
        send(admission, "anna", 0);
        assertThat(send(admission, "bert", Long.MAX_VALUE)).isEqualTo(Reason.ADMITTED);
        assertThat(send(admission, "anna", 10)).isEqualTo(Reason.ADMITTED);
        assertThat(send(admission, "anna", WINDOW + 10)).isEqualTo(Reason.EXAMPLE_CAP);
        assertThat(send(admission, "anna", 2 * WINDOW)).isEqualTo(Reason.ADMITTED);
    }

    @Test
    void atTheEndOfTimeTheWindowStaysOpen() {
        Admission admission = capped(1, Double.POSITIVE_INFINITY, IdentityConfig.DEFAULTS);
        assertThat(send(admission, "anna", Long.MAX_VALUE)).isEqualTo(Reason.ADMITTED);
        assertThat(send(admission, "anna", Long.MAX_VALUE)).isEqualTo(Reason.EXAMPLE_CAP);
        assertThat(send(admission, "bert", Long.MIN_VALUE)).isEqualTo(Reason.ADMITTED);
        assertThat(send(Admission.restore(admission.snapshot()), "bert", 0)).isEqualTo(Reason.EXAMPLE_CAP);
    }

    @Test
    void gradientNormsAddUp() {
        Admission admission = capped(100, 1.2, IdentityConfig.DEFAULTS);
        // |0.5 − 1| · √(0² + 1) = 0.5
        assertThat(send(admission, "anna", 0)).isEqualTo(Reason.ADMITTED);
        assertThat(send(admission, "anna", 0)).isEqualTo(Reason.ADMITTED);
        assertThat(send(admission, "anna", 0)).isEqualTo(Reason.INFLUENCE_CAP);
        assertThat(example.score()).isEqualTo(1.5);
    }

    @Test
    void theFirstLabelWins() {
        Admission admission = capped(100, Double.POSITIVE_INFINITY, IdentityConfig.DEFAULTS);
        assertThat(send(admission, "a", "anna", "", 0)).isEqualTo(Reason.ADMITTED);
        assertThat(send(admission, "a", "bert", "", 0)).isEqualTo(Reason.DUPLICATE);
        for (int i = 0; i < 10; i++) {
            assertThat(send(admission, "b" + i, "bert", "", 0)).isEqualTo(Reason.ADMITTED);
        }
        assertThat(send(admission, "a", "bert", "", 0))
                .as("forgotten after ten")
                .isEqualTo(Reason.ADMITTED);
        assertThat(send(admission, "", "bert", "", 0)).isEqualTo(Reason.ADMITTED);
        assertThat(send(admission, "", "bert", "", 0)).as("without id").isEqualTo(Reason.ADMITTED);
    }

    @Test
    void classesHaveTheirOwnAllowance() {
        IdentityConfig identity = IdentityConfig.DEFAULTS.withClasses(
                List.of(TrustClass.of("users"), new TrustClass("analysts", 3, false)));
        Admission admission = capped(1, Double.POSITIVE_INFINITY, identity);
        for (int i = 0; i < 3; i++) {
            assertThat(send(admission, "a" + i, "anna", "analysts", 0)).isEqualTo(Reason.ADMITTED);
        }
        assertThat(send(admission, "a4", "anna", "analysts", 0)).isEqualTo(Reason.EXAMPLE_CAP);
        assertThat(send(admission, "a5", "anna", "forged", 0))
                .as("unknown class")
                .isEqualTo(Reason.ADMITTED);
        assertThat(send(admission, "a6", "anna", "users", 0)).isEqualTo(Reason.EXAMPLE_CAP);
        assertThat(admission.seen(1)).isEqualTo(4);
        assertThat(admission.admitted(1)).isEqualTo(3);
        assertThat(admission.admitted(0)).isEqualTo(1);
    }

    @Test
    void allWithoutANameShareOneCap() {
        Admission admission = capped(1, Double.POSITIVE_INFINITY, IdentityConfig.DEFAULTS);
        assertThat(send(admission, "", 0)).isEqualTo(Reason.ADMITTED);
        assertThat(send(admission, null, 0)).isEqualTo(Reason.EXAMPLE_CAP);
    }

    @Test
    void aNameOfAMegabyteIsRefusedAndNotKept() {
        Admission admission = capped(1, Double.POSITIVE_INFINITY, IdentityConfig.DEFAULTS);
        assertThat(send(admission, "a".repeat(1 << 20), 0)).isEqualTo(Reason.PRINCIPAL_TOO_LONG);
        assertThat(example.stage()).isEqualTo(-1);
        assertThat(example.score()).isEqualTo(1 << 20);
        assertThat(admission.principals()).isZero();
        assertThat(admission.snapshot()).hasSizeLessThan(2_000);
    }

    @Test
    void aMillionNamesTakeBoundedMemoryAndFreeNobody() {
        Admission admission = capped(3, Double.POSITIVE_INFINITY, IdentityConfig.DEFAULTS.withMaxPrincipals(1_000));
        for (int i = 0; i < 3; i++) {
            send(admission, "liar", 0);
        }
        assertThat(send(admission, "liar", 0)).isEqualTo(Reason.EXAMPLE_CAP);
        for (int i = 0; i < 1_000_000; i++) {
            send(admission, "sybil-" + i, 0);
        }
        assertThat(admission.principals()).isEqualTo(1_000);
        assertThat(admission.merged()).isEqualTo(999_001);
        assertThat(send(admission, "liar", 0))
                .as("forgotten, but in the same window")
                .isEqualTo(Reason.EXAMPLE_CAP);
        assertThat(admission.snapshot()).hasSizeLessThan(100_000);
        assertThat(send(admission, "liar", WINDOW)).isEqualTo(Reason.ADMITTED);
    }

    @Test
    void whatIsReleasedCounts() {
        Admission admission = capped(1, Double.POSITIVE_INFINITY, IdentityConfig.DEFAULTS);
        send(admission, "a", "anna", "", 0);
        assertThat(send(admission, "b", "anna", "", 0)).isEqualTo(Reason.EXAMPLE_CAP);
        assertThat(admission.release(example)).isTrue();
        assertThat(admission.released()).isEqualTo(1);
        assertThat(admission.admitted()).isEqualTo(1);
        assertThat(send(admission, "b", "bert", "", 0)).isEqualTo(Reason.DUPLICATE);
    }

    @Test
    void frozenRefusesEverythingUntilThawed() {
        Admission admission = capped(10, Double.POSITIVE_INFINITY, IdentityConfig.DEFAULTS);
        admission.freeze("three candidates were harmful");
        assertThat(send(admission, "anna", 0)).isEqualTo(Reason.FROZEN);
        Admission twin = Admission.restore(admission.snapshot());
        assertThat(twin.frozenBecause()).isEqualTo("three candidates were harmful");
        twin.thaw();
        assertThat(send(twin, "anna", 0)).isEqualTo(Reason.ADMITTED);
        assertThat(twin.refused(Reason.FROZEN)).isEqualTo(1);
    }

    @Test
    void aLabelThatIsNoClassIsRefusedBeforeAnyStage() {
        Admission admission = capped(10, Double.POSITIVE_INFINITY, IdentityConfig.DEFAULTS);
        for (double bad : new double[] {-1, 0.5, 2}) {
            example.from("x", "anna", "", 0).says(new FeatureRow(1), FeatureVector.of(0), bad, 1, new double[] {0.5});
            assertThat(admission.admit(example)).isFalse();
            assertThat(example.reason()).isEqualTo(Reason.NOT_A_LABEL);
        }
        example.from("x", "anna", "", 0)
                .says(new FeatureRow(1), FeatureVector.of(Double.NaN), 1, 1, new double[] {0.5});
        assertThat(admission.admit(example)).isFalse();
        assertThat(example.reason()).isEqualTo(Reason.NOT_FINITE);
    }

    @Test
    void allMistakesAtOnce() {
        assertThatThrownBy(() -> new InfluenceCapConfig(0, -1, 0, -1))
                .hasMessageContaining("maxExamples: must be in [1, 1000000000], found 0")
                .hasMessageContaining("maxNorm: must be > 0, found -1.0")
                .hasMessageContaining("windowMillis: must be >= 1, found 0")
                .hasMessageContaining("rememberedIds");
        assertThatThrownBy(() -> new IdentityConfig(List.of(), 0, 0))
                .hasMessageContaining("classes")
                .hasMessageContaining("maxPrincipals")
                .hasMessageContaining("maxNameLength");
    }
}
