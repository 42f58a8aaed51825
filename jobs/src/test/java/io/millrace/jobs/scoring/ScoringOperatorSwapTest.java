package io.millrace.jobs.scoring;

import static io.millrace.jobs.scoring.SwapScenario.at;
import static io.millrace.jobs.scoring.SwapScenario.canary;
import static io.millrace.jobs.scoring.SwapScenario.now;
import static io.millrace.jobs.scoring.WeightedModel.event;
import static io.millrace.jobs.scoring.WeightedModel.eventAt;
import static io.millrace.jobs.scoring.WeightedModel.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.swap.DeployedModel;
import io.millrace.jobs.swap.SlotView;
import io.millrace.jobs.swap.SubtaskReport;
import io.millrace.jobs.swap.SubtaskReport.FirstOffset;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Prediction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
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

    @Test
    void theVersionIsTheSameWhateverRestoresAreInBetween() throws Exception {
        DeployedModel fourth;
        DeployedModel fifth;
        Random random = new Random(7);
        long[] times = random.longs(40, 0, 1000).toArray();
        List<String> straight;
        try (SwapScenario swap = new SwapScenario(folder)) {
            fourth = swap.weighted(4);
            fifth = swap.weighted(5);
            straight = answersOf(swap, fourth, fifth, times, false);
        }
        try (SwapScenario swap = new SwapScenario(folder)) {
            assertThat(answersOf(swap, fourth, fifth, times, true)).isEqualTo(straight);
        }
        assertThat(straight).anyMatch(answer -> answer.endsWith("@3"));
        assertThat(straight).anyMatch(answer -> answer.endsWith("@4"));
        assertThat(straight).anyMatch(answer -> answer.endsWith("@5"));
    }

    private static List<String> answersOf(
            SwapScenario swap, DeployedModel fourth, DeployedModel fifth, long[] times, boolean restoring)
            throws Exception {
        swap.started();
        if (restoring) {
            swap.operator().restoringAfterEachRecord();
        }
        for (int i = 0; i < times.length; i++) {
            if (i == 10) {
                swap.timeline(at(1, fourth, 300)).instruct().settled();
            }
            if (i == 20) {
                swap.timeline(at(1, fourth, 300), now(2, fifth, Map.of()))
                        .instruct()
                        .settled();
            }
            if (i == 30) {
                swap.timeline(at(1, fourth, 300), now(2, fifth, Map.of()), at(3, fourth, 500))
                        .instruct()
                        .settled();
            }
            swap.operator().send(record(i % 3, i, eventAt("e" + i, times[i])));
        }
        swap.operator().endInput();
        return versions(swap.operator());
    }

    @Test
    void modelsWithOtherInputsAndOutputsTakeTurns() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            DeployedModel other = swap.other(7);
            swap.timeline(at(1, other, 500)).instruct().settled();
            OperatorScenario operator = swap.operator();
            operator.send(record(0, 0, event("a", 100, 2.0, 0.0, List.of(0f, 0f), "DE")));
            operator.send(record(0, 1, event("b", 600, 0.25, null, List.of(0.5f, 1f), null)));
            operator.send(record(0, 2, event("c", 100, 4.0, 0.0, List.of(0f, 0f), "DE")));
            operator.endInput();
            assertThat(versions(operator)).containsExactly("a@3", "b@7", "c@3");
            List<Prediction> answers = operator.predictions();
            assertThat(answers.get(0).getOutputs()).containsEntry("score", 2.0);
            assertThat(answers.get(1).getOutputs()).containsOnlyKeys("p");
            assertThat(answers.get(1).getModel()).isEqualTo("it");
            assertThat(answers.get(1).getFeatures()).hasSize(3);
            assertThat(answers.get(2).getOutputs()).containsEntry("score", 4.0);
        }
    }

    @Test
    void whatNoVersionCanReadIsADeadLetter() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            swap.timeline(at(1, swap.other(7), 500)).instruct().settled();
            byte[] good = eventAt("a", 600);
            swap.operator().send(record(0, 0, Arrays.copyOf(good, good.length - 1)));
            swap.operator().send(record(0, 1, good));
            swap.operator().endInput();
            assertThat(swap.operator().deadLetters())
                    .extracting(DeadLetter::getCause)
                    .containsExactly("TRUNCATED");
            assertThat(versions(swap.operator())).containsExactly("a@7");
            swap.operator().snapshot();
        }
    }

    @Test
    void cutsSurviveARescale() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder)) {
            DeployedModel next = swap.weighted(4);
            OperatorSubtaskState[] states = new OperatorSubtaskState[2];
            try (OperatorScenario first = swap.subtask(2, 0);
                    OperatorScenario second = swap.subtask(2, 1)) {
                first.send(record(0, 7, eventAt("a", 1)));
                second.send(record(1, 9, eventAt("b", 1)));
                swap.timeline(now(1, next, Map.of())).instruct();
                first.runMailsUntil(() -> swap.coordinator().newest(0).epoch() == 1);
                second.runMailsUntil(() -> swap.coordinator().newest(1).epoch() == 1);
                first.send(record(0, 8, eventAt("c", 1)));
                states[0] = first.snapshot();
                states[1] = second.snapshot();
            }
            for (int subtask = 0; subtask < 3; subtask++) {
                try (OperatorScenario restored = swap.subtask(3, subtask, states)) {
                    SubtaskReport report = swap.coordinator().newest(subtask);
                    assertThat(report.cuts())
                            .containsExactlyInAnyOrder(new FirstOffset(1, 0, 8), new FirstOffset(1, 1, 10));
                    restored.send(record(subtask, 100, eventAt("x", 1)));
                    restored.endInput();
                    assertThat(versions(restored)).containsExactly("x@4");
                }
            }
        }
    }

    @Test
    void aPartitionWithoutEventsSinceTheRestartIsCutWhereItsAccountEnds() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            DeployedModel next = swap.weighted(4);
            swap.operator().send(record(0, 7, eventAt("a", 1)));
            swap.restored().timeline(now(1, next, Map.of())).instruct().settled();
            assertThat(swap.report().cuts())
                    .as("it may be another subtask's now")
                    .isEmpty();
            swap.operator().send(record(0, 20, eventAt("b", 1)));
            swap.operator().endInput();
            assertThat(versions(swap.operator())).containsExactly("a@3", "b@4");
            swap.settled(report -> report.cuts().equals(List.of(new FirstOffset(1, 0, 8))));
        }
    }

    @Test
    void theCoordinatorsOffsetWinsOverTheOwn() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            DeployedModel next = swap.weighted(4);
            swap.operator().send(record(0, 7, eventAt("a", 1)));
            swap.timeline(now(1, next, Map.of())).instruct().settled();
            swap.timeline(now(1, next, Map.of(0, 10L))).instruct().settled();
            swap.operator().send(record(0, 9, eventAt("b", 1)));
            swap.operator().send(record(0, 10, eventAt("c", 1)));
            swap.operator().endInput();
            assertThat(versions(swap.operator())).containsExactly("a@3", "b@3", "c@4");
            assertThat(swap.report().cuts()).containsExactly(new FirstOffset(1, 0, 10));
            swap.timeline(at(2, next, 0)).instruct().settled();
            assertThat(swap.report().cuts()).as("the entry is gone").isEmpty();
        }
    }

    @Test
    void anOlderViewIsIgnored() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            SlotView old = swap.timeline(at(1, swap.weighted(4), 0)).view();
            swap.timeline(at(2, swap.weighted(5), 0)).instruct().settled();
            swap.coordinator().instruct(old, null, List.of());
            swap.settled();
            swap.operator().send(record(0, 0, eventAt("a", 1)));
            swap.operator().endInput();
            assertThat(versions(swap.operator())).containsExactly("a@5");
        }
    }

    @Test
    void aCanaryAnswersItsShareOfTheKeysAndAlwaysTheSame() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder).started()) {
            int percent = 30;
            swap.timeline(canary(1, swap.weighted(4), percent, 0)).instruct().settled();
            long keys = 10_000;
            for (int offset = 0; offset < 2 * keys; offset++) {
                SourceRecord record = record(offset % 4, offset, eventAt("e" + offset, 1));
                record.key = ("customer-" + offset % keys).getBytes(StandardCharsets.UTF_8);
                swap.operator().send(record);
            }
            swap.operator().endInput();
            Map<Long, Set<Long>> versionsOfKey = new HashMap<>();
            for (Prediction answer : swap.operator().predictions()) {
                versionsOfKey
                        .computeIfAbsent(answer.getOffset() % keys, key -> new HashSet<>())
                        .add(answer.getModelVersion());
            }
            assertThat(versionsOfKey)
                    .hasSize((int) keys)
                    .allSatisfy((key, versions) -> assertThat(versions).hasSize(1));
            long asked = versionsOfKey.values().stream()
                    .filter(versions -> versions.contains(4L))
                    .count();
            assertThat(asked).isBetween(keys / 100 * (percent - 2), keys / 100 * (percent + 2));
        }
    }

    @Test
    void anOlderVersionIsLoadedWhenAnEventNeedsIt() throws Exception {
        try (SwapScenario swap = new SwapScenario(folder)) {
            DeployedModel fourth = swap.weighted(4);
            DeployedModel fifth = swap.weighted(5);
            DeployedModel sixth = swap.weighted(6);
            swap.timeline(at(1, fourth, 100), at(2, fifth, 200), at(3, sixth, 300))
                    .lastGood(fifth)
                    .instruct()
                    .started();
            assertThat(SharedModels.live()).isLessThanOrEqualTo(2);
            OperatorScenario operator = swap.operator();
            operator.send(record(0, 0, eventAt("a", 350)));
            operator.send(record(0, 1, eventAt("b", 150)));
            operator.send(record(0, 2, eventAt("c", 50)));
            operator.endInput();
            assertThat(versions(operator)).containsExactly("a@6", "b@4", "c@3");
        }
    }
}
