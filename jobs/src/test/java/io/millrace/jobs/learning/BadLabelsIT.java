package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.optimizer.Sgd;
import io.millrace.schemas.LearnedParameter;
import io.millrace.schemas.ModelSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Labels that nobody can learn from, on real jobs: each is counted for what it is, none is learned, and neighbours are. */
@Timeout(600)
class BadLabelsIT {
    private static final int EVENTS = 30;
    private static final long FIRST_TIME = 1_700_000_000_000L;
    private static final long HORIZON = Duration.ofHours(1).toMillis();
    /** When the horizon of all events is over, but they are remembered still. */
    private static final long LATER = time(EVENTS) + HORIZON + HORIZON / 2;

    private static final long YEAR_3000 = Instant.parse("3000-01-01T00:00:00Z").toEpochMilli();

    @TempDir
    private Path home;

    private final ClickStream stream = new ClickStream(36, EVENTS + 1);

    private static long time(int i) {
        return FIRST_TIME + 1_000L * i;
    }

    /** When labels of the usual kind become known: in the order in which they are sent. */
    private static long known(int i) {
        return time(EVENTS) + 1_000L * i;
    }

    private void event(LearningTestBed bed, int i, long time) {
        bed.event(0, "e" + i, time, stream.x0(i), (Double) stream.x1(i), stream.carrier(i));
    }

    @Test
    void eachIsCountedAndNoneIsLearned() throws Exception {
        try (LearningTestBed bed = new LearningTestBed(home, 1, DelayedClicks.LEARNER)) {
            bed.start(2);
            // before its prediction
            bed.label(0, "e29", stream.truth(29), known(0));
            bed.flush();
            bed.await(() -> bed.count("join_labels") == 1, () -> "the early label has come");
            // An event of another millennium must not push time: all that follows would be late.
            event(bed, EVENTS, YEAR_3000);
            for (int i = 0; i < EVENTS; i++) {
                event(bed, i, time(i));
            }
            bed.flush();
            bed.await(() -> bed.count("join_predictions") == EVENTS + 1, () -> "all predictions have come");
            for (int i = 0; i < 10; i++) {
                bed.label(0, "e" + i, stream.truth(i), known(1 + i));
            }
            bed.label(0, "e0", stream.truth(0), known(20)); // says it again
            bed.label(0, "e1", 1 - stream.truth(1), known(21)); // thinks better of it
            bed.label(0, "e2", 1 - stream.truth(2), known(22), "User:stranger"); // contradicts
            bed.label(0, "e10", 7.0, known(23)); // classes outside the set
            bed.label(0, "e11", "pigs", known(24));
            bed.label(0, "e12", Double.NaN, known(25));
            bed.label(0, "e12", Double.NEGATIVE_INFINITY, known(26));
            bed.label(0, "nobody", 1.0, known(27)); // unknown id
            bed.label(0, "e13", 1.0, YEAR_3000);
            bed.label(0, "e14", 1.0, time(14) + HORIZON + 1); // known too late
            bed.label(0, "nobody either", 1.0, LATER);
            bed.event(0, "later", LATER, 0, 0.0, "C0");
            bed.flush();
            bed.await(() -> bed.told(LabelOutcome.MISSING) > 0, () -> "the horizon of the events is over");
            bed.label(0, "e15", 1.0, known(28)); // known in time, came after its event was given up
            bed.flush();
            bed.await(() -> bed.told(LabelOutcome.LATE) == 2, () -> "the last label has come");
            assertThat(bed.count("examples_with_other_labels")).isEqualTo(2);
            assertThat(bed.count("examples_learned")).isEqualTo(11);
            assertThat(bed.restartsOfLearning()).isZero();
            bed.drainLearning();
            bed.await(() -> !bed.snapshots().isEmpty(), () -> "what was learned is told");

            Map<LabelOutcome, Integer> expected = Map.ofEntries(
                    Map.entry(LabelOutcome.MATCHED, 13),
                    Map.entry(LabelOutcome.EARLY, 1),
                    Map.entry(LabelOutcome.DUPLICATE, 1),
                    Map.entry(LabelOutcome.CORRECTED, 1),
                    Map.entry(LabelOutcome.CONFLICTING, 1),
                    Map.entry(LabelOutcome.INVALID, 2),
                    Map.entry(LabelOutcome.AHEAD, 1),
                    Map.entry(LabelOutcome.PREDICTION_AHEAD, 1),
                    Map.entry(LabelOutcome.LATE, 2),
                    Map.entry(LabelOutcome.UNKNOWN, 2),
                    Map.entry(LabelOutcome.FALLBACK, 0),
                    Map.entry(LabelOutcome.REPEATED, 0),
                    Map.entry(LabelOutcome.MISSING, EVENTS - 13 + 1));
            for (LabelOutcome outcome : LabelOutcome.values()) {
                assertThat(bed.told(outcome))
                        .as(outcome.toString())
                        .isEqualTo(expected.get(outcome).longValue());
            }
            ModelSnapshot last = bed.snapshots().get(bed.snapshots().size() - 1);
            assertThat(last.getExamples()).isEqualTo(11);
            assertThat(last.getParameters()).isEqualTo(learnedFromTheGoodOnes());
        }
    }

    private List<LearnedParameter> learnedFromTheGoodOnes() {
        OnlineModel model = OnlineModel.of(OnlineModelConfig.of(
                LearnersScenario.FIELDS, LogisticRegressionConfig.DEFAULTS.withOptimizer(Sgd.withRate(0.05))));
        FeatureRow row = model.newRow();
        for (int i : new int[] {29, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9}) {
            row.clear();
            row.setNumber(0, stream.x0(i));
            row.setNumber(1, stream.x1(i));
            row.setText(2, stream.carrier(i));
            model.learn(row, stream.truth(i), 1);
        }
        return model.parameters().stream()
                .map(parameter -> new LearnedParameter(parameter.name(), parameter.value()))
                .toList();
    }
}
