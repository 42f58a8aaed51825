package io.millrace.jobs.scoring;

import static io.millrace.jobs.scoring.WeightedModel.event;
import static io.millrace.jobs.scoring.WeightedModel.record;
import static io.millrace.jobs.scoring.WeightedModel.settings;
import static io.millrace.jobs.scoring.WeightedModel.slot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Prediction;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every event gets one answer, whatever comes, and whenever the operator is stopped, restored or rescaled. */
final class ScoringOperatorStateTest {
    private static final int PARTITIONS = 3;
    private static final ScoringSettings SETTINGS = settings(5);

    /** A value that comes in, and the answer that it must get. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Case(byte[] value, String answer) {}

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyEventGetsOneAnswer(long seed) throws Exception {
        Random random = new Random(seed);
        boolean hasFallback = random.nextBoolean();
        ScoringSettings settings =
                settings(slot(1 + random.nextInt(20), Duration.ofMinutes(1), hasFallback ? 0.5 : Double.NaN));
        try (OperatorScenario operator = OperatorScenario.of(settings)) {
            checkAnswers(seed, random, operator, 300, hasFallback);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 101, 102})
    void everyEventGetsOneAnswerWithARestoreAfterEach(long seed) throws Exception {
        try (OperatorScenario operator = OperatorScenario.of(SETTINGS).restoringAfterEachRecord()) {
            checkAnswers(seed, new Random(seed), operator, 40, false);
        }
    }

    private static void checkAnswers(
            long seed, Random random, OperatorScenario operator, int events, boolean hasFallback) throws Exception {
        Map<String, String> expected = new TreeMap<>();
        long[] offsets = new long[PARTITIONS];
        for (int i = 0; i < events; i++) {
            int partition = random.nextInt(PARTITIONS);
            offsets[partition] += 1 + random.nextInt(3);
            String position = partition + "@" + offsets[partition];
            Case next = nextCase(random, "id " + position, hasFallback);
            expected.put(position, next.answer());
            operator.send(record(partition, offsets[partition], next.value()));
            if (random.nextInt(20) == 0) {
                operator.snapshot();
            }
        }
        operator.endInput();
        Map<String, String> found = new TreeMap<>();
        for (Prediction answer : operator.predictions()) {
            String what = answer.getKind() + " " + answer.getEventId() + " "
                    + answer.getOutputs().get("score");
            found.merge(answer.getPartition() + "@" + answer.getOffset(), what, (a, b) -> a + " and " + b);
        }
        for (DeadLetter answer : operator.deadLetters()) {
            found.merge(answer.getPartition() + "@" + answer.getOffset(), answer.getCause(), (a, b) -> a + " and " + b);
        }
        assertThat(found).as("seed=%d", seed).isEqualTo(expected);
    }

    private static Case nextCase(Random random, String id, boolean hasFallback) {
        double a = random.nextInt(1000);
        byte[] good = event(id, a);
        String fallback = "FALLBACK " + id + " 0.5";
        return switch (random.nextInt(9)) {
            case 0 -> new Case(null, "EMPTY");
            case 1 -> new Case(Arrays.copyOf(good, good.length - 1), "TRUNCATED");
            case 2 -> new Case(Arrays.copyOf(good, good.length + 1), "TRAILING");
            case 3 -> new Case(event("", a), "MISSING_ID");
            case 4 -> new Case(event(id, null, 0.0, List.of(0f, 0f), "DE"), hasFallback ? fallback : "INVALID_FEATURE");
            case 5 -> new Case(event(id, a, 0.0, List.of(), "DE"), hasFallback ? fallback : "SHAPE");
            default -> new Case(good, "SCORED " + id + " " + a);
        };
    }

    @Test
    void anOffsetThatComesAgainAfterARestoreFailsTheJob() throws Exception {
        try (OperatorScenario operator = OperatorScenario.of(SETTINGS)) {
            operator.send(record(1, 10, event("a", 1)));
            operator.restore();
            assertRefused(operator, 1, 10);
            operator.send(record(1, 11, event("b", 1)));
            operator.snapshot();
            assertThat(operator.predictions())
                    .extracting(Prediction::getEventId)
                    .containsExactly("a", "b");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void everySubtaskKnowsAllPartitionsAfterARescale(int parallelism) throws Exception {
        OperatorSubtaskState[] states = {stateOf(0, 2, 0, 4), stateOf(1, 2, 1, 9)};
        for (int subtask = 0; subtask < parallelism; subtask++) {
            try (OperatorScenario operator = OperatorScenario.subtask(SETTINGS, parallelism, subtask, states)) {
                assertRefused(operator, 0, 4);
                assertRefused(operator, 1, 9);
                operator.send(record(0, 5, event("a", 1)));
                operator.send(record(1, 10, event("b", 2)));
                operator.send(record(2, 0, event("c", 3)));
                operator.snapshot();
                assertThat(operator.answers()).hasSize(3);
            }
        }
    }

    @Test
    void ofTheCopiesThatARescaleLeftTheFurthestCounts() throws Exception {
        OperatorSubtaskState before = stateOf(0, 1, 0, 4);
        OperatorSubtaskState[] states = new OperatorSubtaskState[3];
        for (int subtask = 0; subtask < 3; subtask++) {
            try (OperatorScenario operator = OperatorScenario.subtask(SETTINGS, 3, subtask, before)) {
                if (subtask == 1) {
                    operator.send(record(0, 50, event("a", 1)));
                }
                states[subtask] = operator.snapshot();
            }
        }
        try (OperatorScenario operator = OperatorScenario.subtask(SETTINGS, 1, 0, states)) {
            assertRefused(operator, 0, 50);
            operator.send(record(0, 51, event("b", 1)));
            operator.snapshot();
            assertThat(operator.answers()).hasSize(1);
        }
    }

    /** State of a subtask that has seen one partition up to an offset. */
    private static OperatorSubtaskState stateOf(int subtask, int parallelism, int partition, long lastOffset)
            throws Exception {
        try (OperatorScenario operator = OperatorScenario.subtask(SETTINGS, parallelism, subtask)) {
            for (long offset = 0; offset <= lastOffset; offset++) {
                operator.send(record(partition, offset, event("e", 1)));
            }
            return operator.snapshot();
        }
    }

    private static void assertRefused(OperatorScenario operator, int partition, long offset) {
        assertThatIllegalStateException()
                .isThrownBy(() -> operator.send(record(partition, offset, event("again", 1))))
                .withMessage("accounting: offsets of a partition must grow: partition=" + partition + ", offset="
                        + offset + " after " + offset);
    }
}
