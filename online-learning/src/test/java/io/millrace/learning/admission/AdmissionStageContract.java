package io.millrace.learning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every {@link AdmissionStage} keeps to. A stage's test extends this and says how it is configured; the stream has 20 principals, some of which lie,
 * repeat events, or send wild rows, so that most stages refuse something.
 */
abstract class AdmissionStageContract {
    static final int EXAMPLES = 2_000;

    /** The configuration to try; its stage must refuse some of the stream, and admit most. */
    abstract AdmissionStageConfig config();

    static final List<String> FIELDS = List.of("a", "b", "c", "d");

    private Admission admission() {
        return Admission.of(
                new AdmissionConfig(IdentityConfig.DEFAULTS.withMaxPrincipals(15), List.of(config())),
                Task.BINARY_CLASSIFICATION,
                1,
                FIELDS.size(),
                FIELDS);
    }

    private static void next(Random random, int i, Submission example) {
        Examples.next(random, i, example);
    }

    @Test
    void decidesTheSameAgain() {
        Admission first = admission();
        Admission second = admission();
        Submission example = new Submission();
        Submission twin = new Submission();
        Random random = new Random(1);
        Random again = new Random(1);
        int refused = 0;
        for (int i = 0; i < EXAMPLES; i++) {
            next(random, i, example);
            next(again, i, twin);
            assertThat(first.admit(example)).isEqualTo(second.admit(twin));
            assertThat(example.reason()).isEqualTo(twin.reason());
            assertThat(example.score()).isEqualTo(twin.score());
            assertThat(example.weight()).isEqualTo(twin.weight());
            refused += example.isAdmitted() && example.weight() == 1 ? 0 : 1;
        }
        assertThat(first.snapshot()).isEqualTo(second.snapshot());
        assertThat(refused).as("refused or made lighter").isBetween(1, EXAMPLES / 2);
    }

    @Test
    void aRestoredTwinGoesOnBitByBit() {
        Admission admission = admission();
        Admission twin = Admission.restore(admission.snapshot());
        Random random = new Random(2);
        Submission example = new Submission();
        for (int i = 0; i < EXAMPLES; i++) {
            next(random, i, example);
            admission.admit(example);
            Reason reason = example.reason();
            double score = example.score();
            double weight = example.weight();
            example.setWeight(1);
            twin.admit(example);
            assertThat(example.reason()).as("example %d", i).isEqualTo(reason);
            assertThat(example.score()).isEqualTo(score);
            assertThat(example.weight()).isEqualTo(weight);
            if (i % 97 == 0 || i < 30) {
                byte[] state = admission.snapshot();
                assertThat(twin.snapshot()).isEqualTo(state);
                twin = Admission.restore(state);
                assertThat(twin.snapshot()).as("read and written").isEqualTo(state);
            }
        }
    }

    @Test
    void judgingChangesNothing() {
        Principals principals = new Principals(IdentityConfig.DEFAULTS);
        StageContext context =
                new StageContext(Task.BINARY_CLASSIFICATION, 1, FIELDS.size(), FIELDS, Set.of(), principals);
        AdmissionStage stage = config().newStage(context);
        assertThat(stage.config()).isEqualTo(config());
        Random random = new Random(3);
        Submission example = new Submission();
        for (int i = 0; i < 300; i++) {
            next(random, i, example);
            example.setSlot(principals.see(example.principal(), 0));
            example.setGradientNorm(
                    GradientNorm.of(Task.BINARY_CLASSIFICATION, 1, example.x(), example.label(), example.scores()));
            byte[] before = state(stage);
            String row = example.row().toString();
            String x = example.x().toString();
            Reason reason = stage.judge(example);
            assertThat(stage.judge(example)).isEqualTo(reason);
            assertThat(state(stage)).isEqualTo(before);
            assertThat(example.row()).hasToString(row);
            assertThat(example.x()).hasToString(x);
            example.decide(reason, reason == Reason.ADMITTED ? -1 : 0);
            assertThat(stage.settle(example)).isEqualTo(!stage.alarm().isEmpty());
        }
    }

    private static byte[] state(AdmissionStage stage) {
        SnapshotOutput out = new SnapshotOutput();
        stage.writeTo(out);
        return out.toByteArray();
    }

    @Test
    void theConfigurationIsReadBackEqual() {
        SnapshotOutput out = new SnapshotOutput();
        AdmissionStages.write(config(), out);
        SnapshotInput in = new SnapshotInput(out.toByteArray());
        assertThat(AdmissionStages.read(in)).isEqualTo(config());
        in.end();
        assertThat(config().stage()).matches("[a-z][a-z0-9-]*").isIn(AdmissionStages.names());
        config().check(
                        new StageContext(
                                Task.BINARY_CLASSIFICATION,
                                1,
                                FIELDS.size(),
                                FIELDS,
                                Set.of(),
                                new Principals(IdentityConfig.DEFAULTS)),
                        new Checks());
    }

    @Test
    void aCutSnapshotIsRefused() {
        Admission admission = admission();
        Random random = new Random(4);
        Submission example = new Submission();
        for (int i = 0; i < 40; i++) {
            next(random, i, example);
            admission.admit(example);
        }
        byte[] state = admission.snapshot();
        for (int length = 0; length < state.length; length += 1 + state.length / 300) {
            byte[] cut = Arrays.copyOf(state, length);
            assertThatExceptionOfType(SnapshotException.class).isThrownBy(() -> Admission.restore(cut));
        }
    }
}
