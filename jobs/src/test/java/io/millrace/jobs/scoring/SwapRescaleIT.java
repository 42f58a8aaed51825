package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.Prediction;
import io.millrace.schemas.StatusPhase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One, two, four, three, one subtask, from canonical savepoints, with changes from offsets and from event times in the
 * timeline: nobody decides anew, and every event is answered as if nothing had happened.
 */
@Timeout(600)
class SwapRescaleIT {
    private static final int PARTITIONS = 4;

    /** Between two savepoints. */
    private static final int EVENTS = 1_000;

    @Test
    void theTimelineIsTheSameAtEachParallelism(@TempDir Path folder) throws Exception {
        try (SwapTestBed bed = new SwapTestBed(folder, SwapTestBed.Options.of(PARTITIONS))) {
            bed.start(1);
            bed.send(0, EVENTS / 2);
            bed.carryOut(bed.command(CommandKind.DEPLOY, 10));
            // in the middle of what the third job answers
            bed.carryOut(bed.command(CommandKind.DEPLOY, 11)
                    .setEffectiveFrom(Instant.ofEpochMilli(SwapTestBed.time(2 * EVENTS + EVENTS / 2))));
            bed.carryOut(bed.command(CommandKind.CANARY, 12)
                    .setPercent(30)
                    .setEffectiveFrom(Instant.ofEpochMilli(SwapTestBed.time(3 * EVENTS + EVENTS / 2))));
            long decisions = decisions(bed);
            bed.send(EVENTS / 2, EVENTS);
            int sent = EVENTS;
            for (int parallelism : List.of(2, 4, 3, 1)) {
                Path savepoint = bed.stopWithSavepoint();
                bed.start(parallelism, Optional.of(savepoint), source -> {});
                bed.send(sent, sent + EVENTS);
                sent += EVENTS;
                int expected = sent;
                SwapTestBed.await(() -> bed.answers().size() >= expected, "all must be answered");
            }
            List<Prediction> answers = bed.check();
            assertThat(decisions(bed)).as("a restore decides nothing").isEqualTo(decisions);
            assertThat(answers.stream().map(Prediction::getModelVersion).distinct())
                    .containsExactlyInAnyOrder(3L, 10L, 11L, 12L);
            assertInOrder(answers);
        }
    }

    private static long decisions(SwapTestBed bed) {
        return bed.statuses().stream()
                .filter(status -> status.getPhase() == StatusPhase.COMMITTING)
                .count();
    }

    /** Kafka keeps order within a partition: there, the answers to one partition's events have growing offsets. */
    private static void assertInOrder(List<Prediction> answers) {
        Map<String, Long> last = new TreeMap<>();
        for (Prediction answer : answers) {
            byte[] key = answer.getEventId().getBytes(StandardCharsets.UTF_8);
            int partition = Utils.toPositive(Utils.murmur2(key)) % PARTITIONS;
            Long before = last.put(answer.getPartition() + " to " + partition, answer.getOffset());
            assertThat(before == null || before < answer.getOffset())
                    .as("answers in order: " + before + ", then " + answer.getOffset())
                    .isTrue();
        }
    }
}
