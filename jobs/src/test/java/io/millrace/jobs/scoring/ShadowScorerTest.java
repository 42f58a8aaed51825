package io.millrace.jobs.scoring;

import static io.millrace.jobs.scoring.ScoringOperatorSwapTest.versions;
import static io.millrace.jobs.scoring.WeightedModel.event;
import static io.millrace.jobs.scoring.WeightedModel.eventAt;
import static io.millrace.jobs.scoring.WeightedModel.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.jobs.swap.Challenger;
import io.millrace.jobs.swap.DeployedModel;
import io.millrace.schemas.Prediction;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShadowScorerTest {
    @TempDir
    private Path folder;

    @Test
    void aChallengerAnswersAfterTheChampion() throws Exception {
        try (SwapScenario swap = shadowed(100)) {
            OperatorScenario operator = swap.operator();
            for (int offset = 0; offset < 4; offset++) {
                operator.send(record(0, offset, event("e" + offset, 1000L, 2.0, 0.0, List.of(0f, 0f), "DE")));
            }
            assertThat(operator.answers())
                    .extracting(answer -> answer.topic)
                    .containsExactly(
                            "p.predictions",
                            "p.predictions",
                            "p.predictions",
                            "p.predictions",
                            "p.shadow",
                            "p.shadow",
                            "p.shadow",
                            "p.shadow");
            assertThat(versions(operator)).containsExactly("e0@3", "e1@3", "e2@3", "e3@3");
            assertThat(operator.shadowPredictions())
                    .extracting(Prediction::getEventId, Prediction::getModel, Prediction::getModelVersion)
                    .containsExactly(
                            tuple("e0", "it", 7L), tuple("e1", "it", 7L), tuple("e2", "it", 7L), tuple("e3", "it", 7L));
            operator.send(record(0, 4, eventAt("e4", 1)));
            operator.snapshot();
            assertThat(operator.shadowPredictions())
                    .as("nothing waits at a checkpoint")
                    .hasSize(5);
        }
    }

    @Test
    void aChallengerIsAskedAboutItsShareOfTheKeys() throws Exception {
        try (SwapScenario swap = shadowed(20)) {
            for (int offset = 0; offset < 10_000; offset++) {
                swap.operator().send(record(0, offset, eventAt("e" + offset, 1)));
            }
            swap.operator().endInput();
            assertThat(swap.operator().predictions()).hasSize(10_000);
            assertThat(swap.operator().shadowPredictions()).hasSizeBetween(1_800, 2_200);
        }
    }

    @Test
    void anOperatorThatIsBehindAsksNoChallenger() throws Exception {
        try (SwapScenario swap = shadowed(100)) {
            SourceRecord record = record(0, 0, eventAt("a", 1));
            record.timestamp = 5_000;
            swap.operator().processingTime(6_001);
            swap.operator().send(record);
            swap.operator().snapshot();
            assertThat(swap.operator().shadowPredictions()).isEmpty();
            assertThat(versions(swap.operator())).containsExactly("a@3");
            record = record(0, 1, eventAt("b", 1));
            record.timestamp = 5_001;
            swap.operator().send(record);
            swap.operator().snapshot();
            assertThat(swap.operator().shadowPredictions()).hasSize(1);
        }
    }

    @Test
    void whatAChallengerCannotScoreOnlyCounts() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            DeployedModel champion = swap.other(7);
            DeployedModel challenger = swap.weighted(4);
            swap.prepare(1, challenger).settled(report -> report.preparation() != null);
            swap.timeline(SwapScenario.at(1, champion, 0))
                    .shadows(new Challenger(challenger, 100))
                    .instruct()
                    .settled();
            OperatorScenario operator = swap.operator();
            operator.send(record(0, 0, event("a", 1L, null, 0.0, List.of(0f, 0f), "DE")));
            operator.send(record(0, 1, event("b", 1L, 1.0, 0.0, List.of(0f, 0f), "DE")));
            operator.endInput();
            assertThat(versions(operator)).containsExactly("a@7", "b@7");
            assertThat(operator.shadowPredictions())
                    .extracting(Prediction::getEventId)
                    .containsExactly("b");
            assertThat(operator.deadLetters()).isEmpty();
            operator.snapshot();
        }
    }

    @Test
    void aChallengerThatCannotBeLoadedIsReported() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            swap.shadows(new Challenger(swap.truncated(4), 100)).instruct();
            swap.settled(report -> report.broken().size() == 1);
            swap.operator().send(record(0, 0, eventAt("a", 1)));
            swap.operator().endInput();
            assertThat(versions(swap.operator())).containsExactly("a@3");
            assertThat(swap.operator().shadowPredictions()).isEmpty();
        }
    }

    private SwapScenario shadowed(int percent) throws Exception {
        SwapScenario swap = new SwapScenario(folder).started();
        DeployedModel challenger = swap.other(7);
        swap.prepare(1, challenger).settled(report -> report.preparation() != null);
        swap.shadows(new Challenger(challenger, percent)).instruct().settled();
        return swap;
    }
}
