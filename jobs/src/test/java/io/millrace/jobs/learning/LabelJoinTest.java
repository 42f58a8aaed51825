package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of label has a counted outcome, with a restore after each input and without. */
final class LabelJoinTest {
    private static final long HORIZON = 1_000;
    private static final long AHEAD = 1_000_000;
    private static final JoinSettings IGNORE = new JoinSettings(HORIZON, false, 10, AHEAD, 0);
    private static final JoinSettings NEGATIVE = new JoinSettings(HORIZON, true, 10, AHEAD, 0);

    private interface Story {
        void tell(JoinScenario join) throws Exception;
    }

    /** Plays a story with restores and without, and checks what was counted. */
    private static List<Example> play(JoinSettings settings, Map<LabelOutcome, Long> expected, Story story)
            throws Exception {
        List<Example> plain;
        try (JoinScenario join = new JoinScenario(settings)) {
            story.tell(join);
            plain = join.examples();
            assertThat(join.outcomes()).isEqualTo(expected);
        }
        try (JoinScenario join = new JoinScenario(settings).restoringAfterEachInput()) {
            story.tell(join);
            assertThat(JoinScenario.texts(join.examples())).isEqualTo(JoinScenario.texts(plain));
            assertThat(join.outcomes()).isEqualTo(expected);
        }
        return plain;
    }

    private static Map<LabelOutcome, Long> counts(Object... outcomesAndCounts) {
        Map<LabelOutcome, Long> counts = new EnumMap<>(LabelOutcome.class);
        for (int i = 0; i < outcomesAndCounts.length; i += 2) {
            counts.put((LabelOutcome) outcomesAndCounts[i], (long) (int) outcomesAndCounts[i + 1]);
        }
        return counts;
    }

    @Test
    void whatIsFarAheadOfTheClockIsCountedAndLeftOut() throws Exception {
        // The harness's clock stands at 0.
        List<Example> examples = play(
                IGNORE,
                counts(
                        LabelOutcome.AHEAD, 2,
                        LabelOutcome.PREDICTION_AHEAD, 1,
                        LabelOutcome.MATCHED, 1,
                        LabelOutcome.UNKNOWN, 1),
                join -> {
                    join.predict("a", 100);
                    join.label("a", 1.0, AHEAD + 1);
                    join.label("a", 1.0, Long.MAX_VALUE / 1_000);
                    join.label("a", 0.0, 400);
                    join.predict("b", AHEAD + 1);
                    join.label("b", 1.0, 500);
                    assertThat(join.entries()).isEqualTo(2);
                    join.watermark(AHEAD);
                    assertThat(join.entries()).isZero();
                });
        assertThat(examples)
                .singleElement()
                .satisfies(example -> assertThat(example.number).isZero());
    }

    @Test
    void aLabelMeetsItsPrediction() throws Exception {
        List<Example> examples = play(IGNORE, counts(LabelOutcome.MATCHED, 1), join -> {
            join.predict("a", 100);
            join.label("a", 1.0, 400, "User:chargebacks");
            join.watermark(400);
        });
        assertThat(examples).hasSize(1);
        Example example = examples.get(0);
        assertThat(example.eventId).isEqualTo("a");
        assertThat(example.time).isEqualTo(400);
        assertThat(example.eventTime).isEqualTo(100);
        assertThat(example.labelled).isTrue();
        assertThat(example.number).isEqualTo(1.0);
        assertThat(example.text).isNull();
        assertThat(example.principal).isEqualTo("User:chargebacks");
        assertThat(example.partition).isZero();
        assertThat(example.offset).isZero();
        assertThat(example.prediction).asString().isEqualTo("answer to a at 7");
    }

    @Test
    void anEarlyLabelWaits() throws Exception {
        List<Example> examples = play(IGNORE, counts(LabelOutcome.MATCHED, 1, LabelOutcome.EARLY, 1), join -> {
            join.label("a", "yes", 100);
            join.watermark(600);
            join.predict("a", 650);
            join.watermark(650);
        });
        assertThat(examples).hasSize(1);
        assertThat(examples.get(0).text).isEqualTo("yes");
        assertThat(examples.get(0).time).as("when both were known").isEqualTo(650);
    }

    @Test
    void anEarlyLabelOfTheSameTimeAsTheWatermarkIsPassedOnAtOnce() throws Exception {
        List<Example> examples = play(IGNORE, counts(LabelOutcome.MATCHED, 1, LabelOutcome.EARLY, 1), join -> {
            join.watermark(600);
            join.label("a", "yes", 100);
            join.predict("a", 90);
        });
        assertThat(examples).hasSize(1);
    }

    @Test
    void anExampleWaitsUntilTimeHasNearlyComeToIt() throws Exception {
        try (JoinScenario join = new JoinScenario(IGNORE)) {
            join.predict("near", 100);
            join.predict("far", 100);
            join.watermark(100);
            join.label("near", 1.0, 120); // twice what records may be out of order
            join.label("far", 1.0, 124);
            assertThat(join.examples()).extracting(example -> example.eventId).containsExactly("near");
            join.watermark(123);
            assertThat(join.examples()).hasSize(1);
            join.watermark(124); // slots of turns are four milliseconds wide
            assertThat(join.examples()).extracting(example -> example.eventId).containsExactly("near", "far");
        }
    }

    @Test
    void aFewExamplesMayBeAheadOfTime() throws Exception {
        JoinSettings two = new JoinSettings(HORIZON, false, 10, AHEAD, 2);
        try (JoinScenario join = new JoinScenario(two)) {
            join.watermark(100);
            for (String id : List.of("a", "b", "c", "d")) {
                join.predict(id, 100);
            }
            join.label("a", 1.0, 300);
            join.label("b", 1.0, 500);
            join.label("c", 1.0, 400);
            assertThat(join.examples()).extracting(example -> example.eventId).containsExactly("a", "b");
            join.watermark(300);
            join.label("d", 1.0, 600);
            assertThat(join.examples())
                    .as("time has come to one of two")
                    .extracting(example -> example.eventId)
                    .containsExactly("a", "b", "d");
            join.watermark(400);
            assertThat(join.examples()).extracting(example -> example.eventId).containsExactly("a", "c", "b", "d");
        }
    }

    /**
     * As when a backlog is read before the first watermark: time passes deadlines, turns and what is to be forgotten with one step, and all comes
     * out as it does with many.
     */
    @ParameterizedTest
    @ValueSource(longs = {0, 100 * HORIZON})
    void aLeapOfTimeLosesNothing(long leap) throws Exception {
        JoinSettings settings = new JoinSettings(HORIZON, true, 10, Long.MAX_VALUE, 5);
        Map<LabelOutcome, Long> expected = counts(
                LabelOutcome.MATCHED, 20, LabelOutcome.EARLY, 10, LabelOutcome.MISSING, 10, LabelOutcome.UNKNOWN, 10);
        List<Example> examples = play(settings, expected, join -> {
            for (int i = 0; i < 10; i++) {
                long time = 150L * i;
                join.label("early" + i, 1.0, time + 5);
                join.label("unknown" + i, 1.0, time + 6);
                join.predict(JoinScenario.prediction("early" + i, time, i));
                join.predict(JoinScenario.prediction("missing" + i, time, i));
                join.predict(JoinScenario.prediction("matched" + i, time, i));
                join.label("matched" + i, 0.0, time + 100);
                if (leap == 0) {
                    join.watermark(time);
                }
            }
            for (long step = 1_500; leap == 0 && step < 2_500; step += 30) {
                join.watermark(step);
            }
            join.watermark(4_000 + leap);
            assertThat(join.entries()).isZero();
            assertThat(join.slots()).isZero();
        });
        List<String> labelled = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            labelled.add("early" + i);
            labelled.add("matched" + i);
        }
        assertThat(examples).extracting(example -> example.eventId).hasSize(30).containsAll(labelled);
        assertThat(examples)
                .filteredOn(example -> example.eventId.startsWith("missing"))
                .extracting(example -> example.time)
                .containsExactly(1_000L, 1_150L, 1_300L, 1_450L, 1_600L, 1_750L, 1_900L, 2_050L, 2_200L, 2_350L);
    }

    /** Learners hold an example until a watermark lets it go, so those of a leap must not all come before the next one. */
    @Test
    void whereTimeLeapsWhatWasMissingIsHandedOnInSteps() throws Exception {
        try (JoinScenario join = new JoinScenario(NEGATIVE)) {
            for (int i = 0; i < 1_000; i++) {
                join.predict("e" + i, i);
            }
            join.watermark(100 * HORIZON);
            assertThat(join.examples()).hasSize(1_000);
            assertThat(join.mostBetweenWatermarks()).isLessThanOrEqualTo(63);
        }
    }

    @Test
    void aRestoredJoinWhoseInputsHaveEndedLosesNothing() throws Exception {
        for (StateBackend backend : new StateBackend[] {null, new EmbeddedRocksDBStateBackend()}) {
            try (JoinScenario join = new JoinScenario(NEGATIVE, backend, 1, 0)) {
                for (int i = 0; i < 100; i++) {
                    join.predict(JoinScenario.prediction("labelled" + i, i, i));
                    join.predict(JoinScenario.prediction("missing" + i, i, 100 + i));
                    join.label("labelled" + i, 1.0, 500 + i);
                }
                join.watermark(100);
                join.restore();
                join.fallSilent();
                assertThat(join.examples()).as("what waited for its turn").hasSize(100);
                join.restore();
                join.watermark(Long.MAX_VALUE);
                assertThat(join.examples()).hasSize(200);
                assertThat(join.entries()).isZero();
                assertThat(join.slots()).isZero();
                assertThat(join.outcomes()).isEqualTo(counts(LabelOutcome.MATCHED, 100, LabelOutcome.MISSING, 100));
            }
        }
    }

    @Test
    void aLabelUpToTheHorizonCountsAndOneBeyondDoesNot() throws Exception {
        List<Example> examples =
                play(IGNORE, counts(LabelOutcome.MATCHED, 1, LabelOutcome.LATE, 1, LabelOutcome.MISSING, 1), join -> {
                    join.predict("in", 100);
                    join.predict("out", 100);
                    join.label("in", 1.0, 100 + HORIZON);
                    join.label("out", 1.0, 101 + HORIZON);
                    join.watermark(101 + HORIZON);
                });
        assertThat(examples).extracting(example -> example.eventId).containsExactly("in");
    }

    @Test
    void anEarlyLabelOfBeyondTheHorizonIsLate() throws Exception {
        List<Example> examples = play(IGNORE, counts(LabelOutcome.LATE, 1, LabelOutcome.MATCHED, 1), join -> {
            join.label("a", 1.0, 101 + HORIZON);
            join.predict("a", 100);
            join.label("a", 0.0, 200);
            join.watermark(400);
        });
        assertThat(examples).extracting(example -> example.number).containsExactly(0.0);
    }

    @Test
    void aLabelAfterThePredictionWasGivenUpIsLate() throws Exception {
        List<Example> examples = play(IGNORE, counts(LabelOutcome.MISSING, 1, LabelOutcome.LATE, 2), join -> {
            join.predict("a", 100);
            join.watermark(100 + HORIZON);
            join.label("a", 1.0, 150 + HORIZON);
            join.label("a", 1.0, 150); // known in time, but time had gone on
        });
        assertThat(examples).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1.0, User:a, DUPLICATE", "0.0, User:a, CORRECTED", "0.0, User:b, CONFLICTING", "1.0, User:b, DUPLICATE"
    })
    void theFirstLabelStays(double second, String principal, LabelOutcome outcome) throws Exception {
        Story before = join -> {
            join.predict("a", 100);
            join.label("a", 1.0, 300, "User:a");
            join.label("a", second, 310, principal);
            join.watermark(400);
        };
        Story afterwards = join -> {
            join.predict("a", 100);
            join.label("a", 1.0, 300, "User:a");
            join.watermark(400);
            join.label("a", second, 410, principal);
        };
        Story early = join -> {
            join.label("a", 1.0, 300, "User:a");
            join.label("a", second, 310, principal);
            join.predict("a", 100);
            join.watermark(400);
        };
        for (Story story : List.of(before, afterwards)) {
            List<Example> examples = play(IGNORE, counts(LabelOutcome.MATCHED, 1, outcome, 1), story);
            assertThat(examples).extracting(example -> example.number).containsExactly(1.0);
        }
        List<Example> examples =
                play(IGNORE, counts(LabelOutcome.MATCHED, 1, LabelOutcome.EARLY, 1, outcome, 1), early);
        assertThat(examples).extracting(example -> example.number).containsExactly(1.0);
    }

    @Test
    void aNumberIsNotItsText() throws Exception {
        play(IGNORE, counts(LabelOutcome.MATCHED, 1, LabelOutcome.CORRECTED, 1), join -> {
            join.predict("a", 100);
            join.label("a", 1.0, 300);
            join.label("a", "1.0", 300);
            join.watermark(300);
        });
    }

    @Test
    void aLabelOfAnEventThatNobodyKnowsWaitsForTheHorizon() throws Exception {
        List<Example> examples = play(IGNORE, counts(LabelOutcome.UNKNOWN, 1), join -> {
            join.label("ghost", 1.0, 100);
            join.watermark(99 + HORIZON);
            assertThat(join.entries()).isOne();
            join.watermark(100 + HORIZON);
            assertThat(join.entries()).isZero();
        });
        assertThat(examples).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNoNumberIsNoLabel(double value) throws Exception {
        List<Example> examples = play(IGNORE, counts(LabelOutcome.INVALID, 1, LabelOutcome.MATCHED, 1), join -> {
            join.predict("a", 100);
            join.label("a", value, 200);
            join.label("a", 1.0, 300);
            join.watermark(300);
        });
        assertThat(examples).extracting(example -> example.number).containsExactly(1.0);
    }

    @Test
    void aMissingLabelIsIgnored() throws Exception {
        List<Example> examples = play(IGNORE, counts(LabelOutcome.MISSING, 1), join -> {
            join.predict("a", 100);
            join.watermark(100 + HORIZON);
        });
        assertThat(examples).isEmpty();
    }

    @Test
    void aMissingLabelCountsAsNegative() throws Exception {
        List<Example> examples = play(NEGATIVE, counts(LabelOutcome.MISSING, 1), join -> {
            join.predict("a", 100);
            join.watermark(100 + HORIZON);
        });
        assertThat(examples).hasSize(1);
        Example example = examples.get(0);
        assertThat(example.labelled).isFalse();
        assertThat(example.time).isEqualTo(100 + HORIZON);
        assertThat(example.offset).as("of the event").isEqualTo(7);
        assertThat(example.prediction).asString().isEqualTo("answer to a at 7");
    }

    @Test
    void anEventThatWasAnsweredTwiceCountsOnce() throws Exception {
        for (boolean swapped : new boolean[] {false, true}) {
            List<Example> examples = play(IGNORE, counts(LabelOutcome.MATCHED, 1, LabelOutcome.REPEATED, 2), join -> {
                join.predict(JoinScenario.prediction("a", 100, swapped ? 9 : 3));
                join.predict(JoinScenario.prediction("a", 100, swapped ? 3 : 9));
                join.label("a", 1.0, 300);
                join.watermark(300);
                join.predict(JoinScenario.prediction("a", 100, 4));
            });
            assertThat(examples).hasSize(1);
            assertThat(examples.get(0).prediction)
                    .asString()
                    .as("the first event")
                    .isEqualTo("answer to a at 3");
        }
    }

    @Test
    void theFirstOfTwoEventsIsTakenWhileTheExampleWaits() throws Exception {
        List<Example> examples =
                play(IGNORE, counts(LabelOutcome.MATCHED, 1, LabelOutcome.EARLY, 1, LabelOutcome.REPEATED, 1), join -> {
                    join.label("a", 1.0, 300);
                    join.predict(JoinScenario.prediction("a", 100, 9));
                    join.predict(JoinScenario.prediction("a", 100, 3));
                    join.watermark(300);
                });
        assertThat(examples).hasSize(1);
        assertThat(examples.get(0).prediction).asString().isEqualTo("answer to a at 3");
    }

    @Test
    void aFallbackIsNotLearnedFrom() throws Exception {
        PredictionRecord fallback = JoinScenario.prediction("a", 100, 7);
        fallback.kind = PredictionRecord.Kind.FALLBACK;
        PredictionRecord unlabelled = JoinScenario.prediction("b", 100, 8);
        unlabelled.kind = PredictionRecord.Kind.FALLBACK;
        List<Example> examples = play(NEGATIVE, counts(LabelOutcome.FALLBACK, 1, LabelOutcome.DUPLICATE, 1), join -> {
            join.predict(fallback);
            join.predict(unlabelled);
            join.label("a", 1.0, 300);
            join.label("a", 1.0, 300);
            join.watermark(100 + HORIZON);
        });
        assertThat(examples).isEmpty();
    }

    @Test
    void afterTwoHorizonsNothingIsLeft() throws Exception {
        for (StateBackend backend : new StateBackend[] {null, new EmbeddedRocksDBStateBackend()}) {
            try (JoinScenario join = new JoinScenario(IGNORE, backend, 1, 0)) {
                for (int i = 0; i < 500; i++) {
                    join.predict("e" + i, i);
                    if (i % 3 != 0) {
                        join.label("e" + i, 1.0, i + 50);
                    }
                    join.label("unknown" + i, 1.0, i);
                }
                if (backend == null) {
                    assertThat(join.entries()).isEqualTo(1_000);
                }
                join.watermark(500 + HORIZON);
                assertThat(join.examples()).hasSize(333);
                join.watermark(500 + 2 * HORIZON + HORIZON / 16);
                assertThat(join.entries()).isZero();
                assertThat(join.slots()).isZero();
            }
        }
    }

    @Test
    void whatIsParkedIsPassedOnWhenBothInputsFallSilent() throws Exception {
        for (StateBackend backend : new StateBackend[] {null, new EmbeddedRocksDBStateBackend()}) {
            try (JoinScenario join = new JoinScenario(IGNORE, backend, 1, 0)) {
                join.predict("a", 100);
                join.predict("b", 100);
                join.label("a", 1.0, 900);
                join.watermark(100);
                assertThat(join.examples()).isEmpty();
                join.fallSilent();
                assertThat(join.examples())
                        .extracting(example -> example.eventId)
                        .containsExactly("a");
                join.watermark(900);
                assertThat(join.examples()).as("once").hasSize(1);
                join.label("b", 1.0, 900);
                assertThat(join.examples()).as("nothing was given up").hasSize(2);
            }
        }
    }

    @Test
    void timesThatNoClockShowsDoNoHarm() throws Exception {
        JoinSettings anyTime = new JoinSettings(HORIZON, false, 10, Long.MAX_VALUE, 0);
        play(anyTime, counts(LabelOutcome.MATCHED, 2, LabelOutcome.MISSING, 2), join -> {
            join.predict("missing at the end", Long.MAX_VALUE);
            join.predict("missing at the beginning", Long.MIN_VALUE);
            join.predict("end", Long.MAX_VALUE);
            join.label("end", 1.0, Long.MAX_VALUE);
            join.predict("beginning", Long.MIN_VALUE);
            join.label("beginning", 1.0, Long.MIN_VALUE);
            join.watermark(Long.MAX_VALUE);
            assertThat(join.entries()).isZero();
            assertThat(join.slots()).isZero();
        });
    }

    /** Whatever the order in which the two topics arrive, within what they allow, the same examples come of them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theOrderOfArrivalDoesNotMatter(long seed) throws Exception {
        Random random = new Random(seed);
        List<Example> expected = null;
        Map<LabelOutcome, Long> expectedOutcomes = null;
        int events = 60;
        long[] times = random.longs(events, 0, 3_000).sorted().toArray();
        long[] delays = random.longs(events, -100, 1_400).toArray();
        for (int run = 0; run < 4; run++) {
            // Each topic is in the order of its time; how they interleave is left to chance.
            List<Boolean> turns = new ArrayList<>(Collections.nCopies(events, true));
            turns.addAll(Collections.nCopies(events, false));
            Collections.shuffle(turns, random);
            List<Integer> labels = new ArrayList<>();
            for (int i = 0; i < events; i++) {
                labels.add(i);
            }
            labels.sort((a, b) -> Long.compare(times[a] + delays[a], times[b] + delays[b]));
            try (JoinScenario join = new JoinScenario(NEGATIVE)) {
                int predicted = 0;
                int labelled = 0;
                for (boolean isPrediction : turns) {
                    if (isPrediction) {
                        join.predict(JoinScenario.prediction("e" + predicted, times[predicted], predicted));
                        predicted++;
                    } else {
                        int i = labels.get(labelled++);
                        join.label("e" + i, (double) (i % 2), times[i] + delays[i]);
                    }
                    long predictionTime = predicted == 0 ? Long.MIN_VALUE : times[predicted - 1] - 1;
                    long labelTime = labelled == 0
                            ? Long.MIN_VALUE
                            : times[labels.get(labelled - 1)] + delays[labels.get(labelled - 1)] - 1;
                    long watermark = Math.min(
                            predicted == events ? Long.MAX_VALUE : predictionTime,
                            labelled == events ? Long.MAX_VALUE : labelTime);
                    if (random.nextBoolean()) {
                        join.watermark(watermark);
                    }
                    if (random.nextInt(10) == 0) {
                        join.restore();
                    }
                }
                join.watermark(Long.MAX_VALUE - 1);
                List<Example> examples = join.examples();
                Map<LabelOutcome, Long> outcomes = join.outcomes();
                outcomes.remove(LabelOutcome.EARLY);
                if (expected == null) {
                    expected = examples;
                    expectedOutcomes = outcomes;
                    assertThat(outcomes.get(LabelOutcome.MATCHED)).isGreaterThan(10);
                    assertThat(outcomes.get(LabelOutcome.LATE)).isGreaterThan(1);
                }
                assertThat(JoinScenario.texts(examples))
                        .as("seed %d, run %d", seed, run)
                        .isEqualTo(JoinScenario.texts(expected));
                assertThat(outcomes).as("seed %d, run %d", seed, run).isEqualTo(expectedOutcomes);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void subtasksMayBecomeMoreAndFewer(boolean onDisk) throws Exception {
        int events = 40;
        List<OperatorSubtaskState> states = new ArrayList<>();
        List<Example> examples = new ArrayList<>();
        Map<LabelOutcome, Long> outcomes = new EnumMap<>(LabelOutcome.class);
        try (JoinScenario one = new JoinScenario(IGNORE, backend(onDisk), 1, 0)) {
            for (int i = 0; i < events; i++) {
                one.predict(JoinScenario.prediction("e" + i, 100 + i, i));
                one.predict(JoinScenario.prediction("missing" + i, 100 + i, i));
            }
            states.add(one.snapshot());
        }
        for (int parallelism : new int[] {3, 2}) {
            List<OperatorSubtaskState> next = new ArrayList<>();
            for (int subtask = 0; subtask < parallelism; subtask++) {
                try (JoinScenario join = new JoinScenario(
                        IGNORE, backend(onDisk), parallelism, subtask, states.toArray(OperatorSubtaskState[]::new))) {
                    for (int i = parallelism == 3 ? 0 : events / 2; i < (parallelism == 3 ? events / 2 : events); i++) {
                        int group = KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                "e" + i, JoinScenario.MAX_PARALLELISM, parallelism);
                        if (group == subtask) {
                            join.label("e" + i, 1.0, 500 + i);
                        }
                    }
                    join.watermark(parallelism == 3 ? 450 : 600);
                    next.add(join.snapshot());
                    examples.addAll(join.examples());
                    if (parallelism == 2) {
                        join.watermark(10 * HORIZON);
                        assertThat(join.entries()).isZero();
                        assertThat(join.slots()).isZero();
                        join.outcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
                    }
                }
            }
            states = next;
        }
        assertThat(examples)
                .extracting(example -> example.eventId)
                .doesNotHaveDuplicates()
                .hasSize(events);
        assertThat(outcomes).as("of the last subtasks").containsEntry(LabelOutcome.MISSING, (long) events);
    }

    private static StateBackend backend(boolean onDisk) {
        return onDisk ? new EmbeddedRocksDBStateBackend() : null;
    }
}
