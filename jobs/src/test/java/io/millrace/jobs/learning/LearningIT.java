package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.audit.Audit;
import io.millrace.jobs.audit.AuditReport;
import io.millrace.schemas.LearnedParameter;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.Prediction;
import io.millrace.schemas.StatusPhase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The loop closes on real jobs, and failures and rescales change no bit of what is learned. */
@Timeout(600)
class LearningIT {
    private static final int EVENTS = 3_000;
    private static final int CHUNKS = 6;
    private static final long SEED = 5;

    @TempDir
    private Path home;

    private final DelayedClicks clicks = new DelayedClicks(SEED, EVENTS);

    @Test
    void labelsBecomeABetterModelThroughFailuresAndRescales() throws Exception {
        try (LearningTestBed bed = new LearningTestBed(home, 2, DelayedClicks.LEARNER)) {
            bed.start(2);
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                int until = EVENTS * (chunk + 1) / CHUNKS;
                clicks.send(bed, EVENTS * chunk / CHUNKS, until);
                int enough = until - EVENTS / CHUNKS / 2;
                bed.await(
                        () -> bed.told(LabelOutcome.MATCHED) > enough,
                        () -> "more than " + enough + " matched, found " + bed.told(LabelOutcome.MATCHED) + " and "
                                + bed.predictions().size() + " predictions");
                switch (chunk) {
                    case 1 -> bed.rescaleLearning(1);
                    case 3 -> bed.rescaleLearning(2);
                    case 5 -> DelayedClicks.sendLater(bed);
                    default -> bed.replaceTaskManager(chunk);
                }
            }
            bed.replaceTaskManager(3);
            bed.await(
                    () -> bed.told(LabelOutcome.MATCHED) == EVENTS,
                    () -> "each label matched once, found " + bed.told(LabelOutcome.MATCHED));
            for (LabelOutcome outcome :
                    List.of(LabelOutcome.LATE, LabelOutcome.DUPLICATE, LabelOutcome.CORRECTED, LabelOutcome.REPEATED)) {
                assertThat(bed.told(outcome)).as(outcome.toString()).isZero();
            }
            assertLearnedAsInOneLoop(bed);
            assertVersions(bed);
            assertServes(bed);
            AuditReport report = Audit.run(bed.pipeline(), Duration.ofSeconds(30));
            assertThat(report.isClean()).as(report.toString()).isTrue();
        }
    }

    /** Everything that was told of the learner is what it would have been without any failure, to the last bit. */
    private void assertLearnedAsInOneLoop(LearningTestBed bed) {
        List<List<LearnedParameter>> learned = clicks.learnedInOneLoop();
        assertThat(bed.snapshots()).hasSizeGreaterThan(10);
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
        Set<String> outcomes = new HashSet<>();
        bed.await(
                () -> {
                    outcomes.clear();
                    bed.statuses().stream()
                            .filter(status -> status.getPhase() == StatusPhase.ACTIVE
                                    || "UNEXPECTED_CHAMPION".equals(status.getReason()))
                            .forEach(status -> outcomes.add(status.getModel() + "@" + status.getVersion()));
                    return outcomes.size() == offers.size();
                },
                () -> offers.size() + " deployments have an outcome, found " + outcomes + " of " + bed.statuses());
    }

    /** The newest champion answers what comes now, and better than the model that knew nothing. */
    private void assertServes(LearningTestBed bed) {
        ModelStatus champion = bed.statuses().stream()
                .filter(status -> status.getPhase() == StatusPhase.ACTIVE)
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(champion.getModel()).isEqualTo("online");
        int events = 300;
        for (int i = 0; i < events; i++) {
            bed.event(
                    i % bed.partitions(),
                    "new" + i,
                    DelayedClicks.FAR + i,
                    clicks.stream().x0(i),
                    (Double) clicks.stream().x1(i),
                    clicks.stream().carrier(i));
        }
        bed.flush();
        List<Prediction> answers = new ArrayList<>();
        bed.await(
                () -> {
                    answers.clear();
                    bed.predictions().stream()
                            .filter(answer -> answer.getEventId().startsWith("new"))
                            .forEach(answers::add);
                    return answers.size() == events;
                },
                () -> "all new events answered, found " + answers.size());
        double[] losses = new double[events];
        for (Prediction answer : answers) {
            assertThat(answer.getModel()).isEqualTo("online");
            assertThat(answer.getModelVersion()).isEqualTo(champion.getVersion());
            int i = Integer.parseInt(answer.getEventId().substring(3));
            double p = (double) answer.getOutputs().get("probability");
            losses[i] = -Math.log(clicks.stream().truth(i) == 1 ? p : 1 - p);
        }
        assertThat(Arrays.stream(losses).average().orElseThrow()).isLessThan(0.55);
    }
}
