package io.millrace.jobs.scoring;

import static io.millrace.jobs.scoring.SwapScenario.at;
import static io.millrace.jobs.scoring.SwapScenario.now;
import static io.millrace.jobs.scoring.WeightedModel.eventAt;
import static io.millrace.jobs.scoring.WeightedModel.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.swap.DeployedModel;
import io.millrace.jobs.swap.SubtaskReport.FirstOffset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which version answers which event, and that nothing else changes by it. */
final class ScoringOperatorSwapTest {
    @TempDir
    private Path folder;

    /** Answers as {@code id@version}, in the order in which they left. */
    static List<String> versions(OperatorScenario operator) {
        return operator.predictions().stream()
                .map(prediction -> prediction.getEventId() + "@" + prediction.getModelVersion())
                .toList();
    }

    @Test
    void theEventTimeDecides() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            DeployedModel next = swap.weighted(4);
            swap.timeline(at(1, next, 500)).instruct().settled();
            OperatorScenario operator = swap.operator();
            long[] times = {100, 499, 500, 200, 900, 501, 499, 500};
            for (int offset = 0; offset < times.length; offset++) {
                operator.send(record(0, offset, eventAt("e" + times[offset], times[offset])));
            }
            operator.endInput();
            assertThat(versions(operator))
                    .containsExactly("e100@3", "e499@3", "e500@4", "e200@3", "e900@4", "e501@4", "e499@3", "e500@4");
            operator.snapshot();
        }
    }

    @Test
    void aSwapNowHoldsFromTheNextOffsetOfEachPartition() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            DeployedModel next = swap.weighted(4);
            OperatorScenario operator = swap.operator();
            operator.send(record(0, 10, eventAt("a", 1)));
            operator.send(record(1, 20, eventAt("b", 1)));
            swap.timeline(now(1, next, Map.of())).instruct().settled();
            assertThat(versions(operator)).as("flushed by the swap").containsExactly("a@3", "b@3");
            assertThat(swap.report().cuts())
                    .containsExactlyInAnyOrder(new FirstOffset(1, 0, 11), new FirstOffset(1, 1, 21));
            operator.send(record(0, 11, eventAt("c", 1)));
            operator.send(record(2, 5, eventAt("d", 1)));
            operator.send(record(1, 30, eventAt("e", 1)));
            operator.endInput();
            assertThat(versions(operator)).containsExactly("a@3", "b@3", "c@4", "d@4", "e@4");
            swap.settled(report -> report.cuts().contains(new FirstOffset(1, 2, 0)));
        }
    }
}
