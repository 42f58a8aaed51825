package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.swap.Timeline;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.Prediction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * The version is a function of the event: the same events in different orders within the lateness, at different
 * parallelism, with failures, and replayed by a job that knows nothing, are answered by the same versions.
 *
 * <p>{@code -Dmillrace.swap=full} runs each order at each parallelism. Another seed: {@code -Dmillrace.seed=N}.
 */
@Timeout(600)
class SwapDeterminismIT {
    private static final int PARTITIONS = 4;
    private static final int EVENTS = 20_000;
    private static final int FAILURES = 5;

    /** In events; an event comes at most so many places from its own. */
    private static final int JITTER = 600;

    private static final Duration LATENESS = Duration.ofMillis((JITTER + 1) * SwapTestBed.STEP);

    private static final int FIRST = 5_000;
    private static final int CANARY = 9_000;
    private static final int SECOND = 14_000;
    private static final int PERCENT = 30;

    @TempDir
    private Path home;

    record Run(int order, int parallelism) {}

    static List<Run> runs() {
        if (!"full".equals(System.getProperty("millrace.swap"))) {
            return List.of(new Run(0, 1), new Run(1, 2), new Run(2, 4));
        }
        List<Run> runs = new ArrayList<>();
        for (int order = 0; order < 3; order++) {
            for (int parallelism : List.of(1, 2, 4)) {
                runs.add(new Run(order, parallelism));
            }
        }
        return runs;
    }

    private static long expected(int i) {
        byte[] key = SwapTestBed.key("e" + i);
        if (i >= SECOND) {
            return 12;
        }
        if (i >= CANARY && Timeline.bucket(key, key, 0, key.length) < PERCENT) {
            return 11;
        }
        return i >= FIRST ? 10 : SwapModels.PIPELINE_FILE;
    }

    private static Instant timeOf(int i) {
        return Instant.ofEpochMilli(SwapTestBed.time(i));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void theVersionIsAFunctionOfTheEvent(Run run) throws Exception {
        long seed = Long.getLong("millrace.seed", 4_711) + run.order();
        LoggerFactory.getLogger(SwapDeterminismIT.class).info("{}, seed {}", run, seed);
        Random random = new Random(seed);
        List<Integer> order = shuffled(random);
        FailingSchema.reset();
        try (SwapTestBed bed =
                new SwapTestBed(home, SwapTestBed.Options.of(PARTITIONS).withLateness(LATENESS))) {
            bed.start(run.parallelism(), Optional.empty(), source -> source.setDeserializer(new FailingSchema()));
            bed.carryOut(bed.command(CommandKind.DEPLOY, 10).setEffectiveFrom(timeOf(FIRST)));
            bed.carryOut(bed.command(CommandKind.CANARY, 11).setPercent(PERCENT).setEffectiveFrom(timeOf(CANARY)));
            String second = null;
            for (int failure = 0; failure <= FAILURES; failure++) {
                int from = EVENTS * failure / (FAILURES + 1);
                int until = EVENTS * (failure + 1) / (FAILURES + 1);
                for (int i : order.subList(from, until)) {
                    bed.send(i);
                }
                bed.flush();
                // or the next one would replace one that is still to come
                int planned = (failure + 1) / 2;
                SwapTestBed.await(() -> FailingSchema.failures() == planned, "the job must have failed by now");
                if (failure == FAILURES / 2) {
                    // before any event from there on is sent, after those of the others
                    second = bed.issue(bed.command(CommandKind.DEPLOY, 12).setEffectiveFrom(timeOf(SECOND)));
                    bed.awaitOutcome(second);
                }
                if (failure % 2 == 0 && failure < FAILURES) {
                    FailingSchema.failAfter(1 + random.nextInt(EVENTS / FAILURES / 2));
                } else if (failure < FAILURES) {
                    bed.replaceTaskManager(random.nextInt(run.parallelism()));
                }
            }
            List<Prediction> first = bed.check();
            assertFunction(first, 1);
            assertThat(FailingSchema.failures()).isEqualTo(FAILURES / 2 + FAILURES % 2);
            assertThat(bed.status()).isEqualTo(JobStatus.RUNNING);
            int statuses = bed.statuses().size();
            bed.crash();

            // No checkpoint, another group: all it has is the topics.
            bed.start(1 + run.order(), Optional.empty(), source -> source.setGroupId("replay"));
            SwapTestBed.await(() -> bed.answers().size() >= 2 * EVENTS, "the replay must answer all events again");
            assertFunction(bed.answers(), 2);
            assertThat(bed.statuses().subList(statuses, bed.statuses().size()))
                    .as("a replay decides nothing")
                    .allSatisfy(status -> assertThat(status.getCommandId()).isEmpty());
        }
    }

    /**
     * In a backlog one partition is read far ahead of the other, whose events seem to be missing: that must not drop the timeline
     * which they need.
     */
    @Test
    void aBacklogThatIsReadOnePartitionAfterTheOther() throws Exception {
        int events = 6_000;
        FailingSchema.reset();
        try (SwapTestBed bed = new SwapTestBed(
                home,
                SwapTestBed.Options.of(2)
                        .withLateness(Duration.ofSeconds(1))
                        .withCheckpoints(Duration.ofMillis(100)))) {
            bed.start(2);
            bed.carryOut(bed.command(CommandKind.DEPLOY, 10).setEffectiveFrom(timeOf(events / 3)));
            bed.carryOut(bed.command(CommandKind.DEPLOY, 11).setEffectiveFrom(timeOf(2 * events / 3)));
            bed.send(0, events);
            List<Prediction> first = bed.check();
            bed.crash();

            FailingSchema.slow(100_000);
            bed.start(
                    1, Optional.empty(), source -> source.setGroupId("backlog").setDeserializer(new FailingSchema()));
            SwapTestBed.await(() -> bed.answers().size() >= 2 * events, "the replay must answer all events again");
            assertThat(first).hasSize(events);
            bed.assertVersions(bed.answers());
        } finally {
            FailingSchema.reset();
        }
    }

    /** Events in an order in which none comes later than the lateness allows, nor any of the second half in the first. */
    private static List<Integer> shuffled(Random random) {
        Map<Integer, Integer> places = new HashMap<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            order.add(i);
            places.put(i, i + random.nextInt(JITTER));
        }
        order.sort(Comparator.comparing(places::get));
        return order;
    }

    private static void assertFunction(List<Prediction> answers, int each) {
        Map<String, Integer> counts = new HashMap<>();
        Map<String, String> wrong = new TreeMap<>();
        for (Prediction answer : answers) {
            counts.merge(answer.getEventId(), 1, Integer::sum);
            long expected = expected(Integer.parseInt(answer.getEventId().substring(1)));
            if (answer.getModelVersion() != expected) {
                wrong.put(answer.getEventId(), "expected " + expected + ", found " + answer.getModelVersion());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(counts).hasSize(EVENTS);
        assertThat(counts.values()).allMatch(count -> count == each);
    }
}
