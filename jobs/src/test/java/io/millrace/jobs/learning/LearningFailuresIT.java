package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.schemas.LearnedParameter;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.StatusPhase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The long form of {@link LearningIT}: a run without failures beside one whose learning job is restarted by the loss of a task manager
 * at least {@value #RESTARTS} times, and rescaled twice. Both end with the same parameters, bit by bit.
 *
 * <p>{@code -Dmillrace.learning=full} runs it; another seed: {@code -Dmillrace.seed=N}.
 */
@Timeout(600)
@EnabledIfSystemProperty(named = "millrace.learning", matches = "full")
class LearningFailuresIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(LearningFailuresIT.class);
    private static final int EVENTS = 16_000;
    private static final int CHUNKS = 40;
    private static final int RESTARTS = 20;
    private static final int MOST_LOSSES = 200;
    private static final long SEED = Long.getLong("millrace.seed", 5);

    @TempDir
    private Path home;

    private final DelayedClicks clicks = new DelayedClicks(SEED, EVENTS);

    /** What a run ends with. */
    private record End(ModelSnapshot learner, int versions, long losses, long restarts) {
        double auc() {
            return learner.getMetrics().get("auc.cumulative");
        }
    }

    @ParameterizedTest(name = "partitions: {0}")
    @ValueSource(ints = {1, 3})
    void twentyFailuresAndTwoRescalesChangeNoBit(int partitions) throws Exception {
        End calm = run(Files.createDirectories(home.resolve("calm")), partitions, false);
        End rough = run(Files.createDirectories(home.resolve("rough")), partitions, true);
        LOGGER.info(
                "{} partitions, seed {}: {} task managers lost, {} restarts of the learning job, 2 rescales; AUC {} and {}; versions {} and {}",
                partitions,
                SEED,
                rough.losses(),
                rough.restarts(),
                calm.auc(),
                rough.auc(),
                calm.versions(),
                rough.versions());

        assertThat(calm.restarts()).isZero();
        assertThat(rough.restarts()).isGreaterThanOrEqualTo(RESTARTS);
        assertThat(rough.learner().getParameters()).isEqualTo(calm.learner().getParameters());
        assertThat(rough.auc()).isCloseTo(calm.auc(), within(0.002));
    }

    private End run(Path folder, int partitions, boolean rough) throws Exception {
        try (LearningTestBed bed = new LearningTestBed(folder, partitions, DelayedClicks.LEARNER)) {
            Random random = new Random(SEED);
            long losses = 0;
            bed.start(2);
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                int until = EVENTS * (chunk + 1) / CHUNKS;
                clicks.send(bed, EVENTS * chunk / CHUNKS, until);
                if (rough) {
                    awaitMatched(bed, until - EVENTS / CHUNKS / 2 - random.nextInt(EVENTS / CHUNKS / 2));
                    if (chunk == CHUNKS / 3 || chunk == 2 * CHUNKS / 3) {
                        bed.rescaleLearning(chunk == CHUNKS / 3 ? 1 : 2);
                    } else if (bed.restartsOfLearning() < RESTARTS) {
                        bed.replaceTaskManager(random.nextInt(MOST_LOSSES));
                        losses++;
                    }
                }
            }
            while (rough && bed.restartsOfLearning() < RESTARTS && losses < MOST_LOSSES) {
                bed.replaceTaskManager(random.nextInt(MOST_LOSSES));
                losses++;
                bed.awaitLearningRuns();
            }
            DelayedClicks.sendLater(bed);
            awaitMatched(bed, EVENTS);
            long restarts = bed.restartsOfLearning();
            bed.drainLearning();
            ModelSnapshot last = lastOf(bed);
            assertCounts(bed);
            assertParameters(bed);
            assertVersions(bed);
            return new End(last, bed.offers().size(), losses, restarts);
        }
    }

    private static void awaitMatched(LearningTestBed bed, int least) {
        bed.await(
                () -> bed.told(LabelOutcome.MATCHED) >= least,
                () -> "at least " + least + " matched, found " + bed.told(LabelOutcome.MATCHED));
    }

    private static ModelSnapshot lastOf(LearningTestBed bed) {
        bed.await(
                () -> bed.snapshots().stream().anyMatch(snapshot -> snapshot.getExamples() == EVENTS),
                () -> "what was learned in the end is told");
        return bed.snapshots().stream()
                .filter(snapshot -> snapshot.getExamples() == EVENTS && snapshot.getVersion() == 0)
                .findFirst()
                .orElseThrow();
    }

    private static void assertCounts(LearningTestBed bed) {
        assertThat(bed.told(LabelOutcome.MATCHED)).isEqualTo(EVENTS);
        for (LabelOutcome outcome :
                List.of(LabelOutcome.LATE, LabelOutcome.DUPLICATE, LabelOutcome.CORRECTED, LabelOutcome.REPEATED)) {
            assertThat(bed.told(outcome)).as(outcome.toString()).isZero();
        }
    }

    private void assertParameters(LearningTestBed bed) {
        List<List<LearnedParameter>> learned = clicks.learnedInOneLoop();
        for (ModelSnapshot snapshot : bed.snapshots()) {
            assertThat(snapshot.getParameters())
                    .as("after %d examples", snapshot.getExamples())
                    .isEqualTo(learned.get((int) snapshot.getExamples()));
        }
    }

    private static void assertVersions(LearningTestBed bed) {
        List<ModelSnapshot> offers = bed.offers();
        assertThat(offers).isNotEmpty();
        for (int i = 0; i < offers.size(); i++) {
            assertThat(offers.get(i).getVersion()).as("no gaps, nothing twice").isEqualTo(i + 1);
        }
        bed.await(
                () -> bed.statuses().stream()
                        .anyMatch(status -> status.getPhase() == StatusPhase.ACTIVE
                                && status.getModel().equals("online")),
                () -> "a learned model serves, found " + bed.statuses());
    }
}
