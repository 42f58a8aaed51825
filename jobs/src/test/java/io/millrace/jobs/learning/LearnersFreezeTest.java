package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.control.LearnerOutcomes;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.GateConfig;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MonitoringEvent;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Learners that are told to stop learning, and to go on. */
final class LearnersFreezeTest {
    private static final Instant FOR_EVER = Instant.parse("9999-01-01T00:00:00Z");

    @TempDir
    private Path store;

    private SlotSettings settings() {
        return LearnersScenario.settings(
                store,
                GateConfig.of(ScoreLoss.LOG_LOSS, 1),
                LearnersScenario.learner("one", LogisticRegressionConfig.DEFAULTS, null),
                LearnersScenario.learner("other", LogisticRegressionConfig.DEFAULTS, null));
    }

    private static ControlCommand command(CommandKind kind, String learner) {
        return ControlCommand.newBuilder()
                .setId("c-" + kind)
                .setPipeline("p")
                .setSlot("main")
                .setKind(kind)
                .setLearner(learner)
                .setIssuer("drift policy: drift.feature.x")
                .setIssuedAt(Instant.EPOCH)
                .setNotAfter(FOR_EVER)
                .build();
    }

    private static long examples(LearnersScenario scenario, String learner) {
        return scenario.learners().learner(learner).orElseThrow().examples();
    }

    private static void send(LearnersScenario scenario, ClickStream stream, int from, int until) throws Exception {
        for (int i = from; i < until; i++) {
            scenario.send(stream.example(i));
            scenario.watermark(LearnersScenario.time(i) + 500);
        }
    }

    @Test
    void aFrozenLearnerLearnsNothingUntilItIsThawedAlsoAfterAFailure() throws Exception {
        ClickStream stream = new ClickStream(3, 300);
        try (LearnersScenario scenario = new LearnersScenario(settings()).started()) {
            send(scenario, stream, 0, 100);
            scenario.command(command(CommandKind.FREEZE, "one"));
            scenario.command(command(CommandKind.FREEZE, "one"));
            long learned = examples(scenario, "one");
            send(scenario, stream, 100, 200);
            scenario.restore();
            send(scenario, stream, 200, 250);
            assertThat(examples(scenario, "one")).isEqualTo(learned);
            assertThat(examples(scenario, "other")).as("the other one goes on").isEqualTo(learned + 150);
            scenario.command(command(CommandKind.THAW, ""));
            send(scenario, stream, 250, 300);
            assertThat(examples(scenario, "one")).isEqualTo(learned + 50);
            assertThat(scenario.findings(LearnerOutcomes.KIND))
                    .extracting(MonitoringEvent::getCause)
                    .containsExactly(
                            "one frozen by drift policy: drift.feature.x (command c-FREEZE)",
                            "one frozen by drift policy: drift.feature.x (command c-FREEZE)",
                            "one, other goes on, by drift policy: drift.feature.x (command c-THAW)");
        }
    }

    @Test
    void aLearnerThatIsNotThereIsNotFrozen() throws Exception {
        try (LearnersScenario scenario = new LearnersScenario(settings()).started()) {
            scenario.command(command(CommandKind.FREEZE, "third"));
            assertThat(scenario.findings(LearnerOutcomes.KIND)).singleElement().satisfies(event -> {
                assertThat(event.getLabels()).containsEntry(LearnerOutcomes.REASON, "UNKNOWN_LEARNER");
                assertThat(event.getCause()).isEqualTo("learner: must be one of [one, other], found third");
            });
        }
    }
}
