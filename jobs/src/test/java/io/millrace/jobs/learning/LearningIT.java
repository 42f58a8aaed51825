package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.audit.Audit;
import io.millrace.jobs.audit.AuditReport;
import io.millrace.learning.Parameter;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.optimizer.Sgd;
import io.millrace.schemas.LearnedParameter;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.Prediction;
import io.millrace.schemas.StatusPhase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The loop closes on real jobs, and failures and rescales change no bit of what is learned. */
@Timeout(180)
class LearningIT {
    private static final int EVENTS = 3_000;
    private static final int CHUNKS = 6;
    private static final long FIRST_TIME = 1_700_000_000_000L;
    private static final long FAR = FIRST_TIME + Duration.ofDays(1).toMillis();
    private static final long SEED = 5;

    @TempDir
    private Path home;

    private final ClickStream stream = new ClickStream(SEED, EVENTS);
    private final long[] knownAt = knownAt();

    private static long time(int i) {
        return FIRST_TIME + 1_000L * i;
    }

    /** Labels become known up to a minute after their events, no two at the same time. */
    private static long[] knownAt() {
        Random random = new Random(SEED);
        Set<Long> taken = new HashSet<>();
        long[] knownAt = new long[EVENTS];
        for (int i = 0; i < EVENTS; i++) {
            do {
                knownAt[i] = time(i) + random.nextInt(60_000);
            } while (!taken.add(knownAt[i]));
        }
        return knownAt;
    }

    /** What a loop without Flink and Kafka learns: parameters after so many examples. */
    private List<List<LearnedParameter>> learnedInOneLoop() {
        OnlineModel model = OnlineModel.of(OnlineModelConfig.of(
                LearnersScenario.FIELDS, LogisticRegressionConfig.DEFAULTS.withOptimizer(Sgd.withRate(0.05))));
        FeatureRow row = model.newRow();
        List<List<LearnedParameter>> learned = new ArrayList<>(List.of(parameters(model)));
        IntStream.range(0, EVENTS)
                .boxed()
                .sorted(Comparator.comparingLong(i -> knownAt[i]))
                .forEach(i -> {
                    row.clear();
                    row.setNumber(0, stream.x0(i));
                    row.setNumber(1, i % 7 == 0 ? Double.NaN : stream.x1(i));
                    row.setText(2, stream.carrier(i));
                    assertThat(model.learn(row, stream.truth(i), 1)).isTrue();
                    learned.add(parameters(model));
                });
        return learned;
    }

    private static List<LearnedParameter> parameters(OnlineModel model) {
        List<LearnedParameter> parameters = new ArrayList<>();
        for (Parameter parameter : model.parameters()) {
            parameters.add(new LearnedParameter(parameter.name(), parameter.value()));
        }
        return parameters;
    }

    private void send(LearningTestBed bed, int from, int until) {
        for (int i = from; i < until; i++) {
            bed.event(
                    i % LearningTestBed.PARTITIONS,
                    "e" + i,
                    time(i),
                    stream.x0(i),
                    i % 7 == 0 ? null : (Double) stream.x1(i),
                    stream.carrier(i));
        }
        // In the order in which they became known, some before their events are answered.
        long least = from == 0 ? Long.MIN_VALUE : time(from);
        long most = until == EVENTS ? Long.MAX_VALUE : time(until);
        IntStream.range(0, EVENTS)
                .boxed()
                .filter(i -> knownAt[i] >= least && knownAt[i] < most)
                .sorted(Comparator.comparingLong(i -> knownAt[i]))
                .forEach(i -> bed.label(i % LearningTestBed.PARTITIONS, "e" + i, stream.truth(i), knownAt[i]));
        bed.flush();
    }

    /** Later events and labels on all partitions, so that time comes to all that was sent before. */
    private static void sendLater(LearningTestBed bed) {
        for (int i = 0; i < 40; i++) {
            bed.event(i % LearningTestBed.PARTITIONS, "later" + i, FAR, 0, 0.0, "C0");
            bed.label(i % LearningTestBed.PARTITIONS, "unknown" + i, 1.0, FAR);
        }
        bed.flush();
    }

    @Test
    void labelsBecomeABetterModelThroughFailuresAndRescales() throws Exception {
        try (LearningTestBed bed = new LearningTestBed(home, """
                labels: {horizon: 1h, outOfOrder: 0s}
                learners:
                  - name: online
                    algorithm: logistic-regression
                    optimizer: {name: sgd, schedule: 0.05}
                    signingKey: "${file:keys/learner.key}"
                    publish: {every: 200, gate: {minExamples: 100}}
                """)) {
            bed.start(2);
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                int until = EVENTS * (chunk + 1) / CHUNKS;
                send(bed, EVENTS * chunk / CHUNKS, until);
                int enough = until - EVENTS / CHUNKS / 2;
                bed.await(
                        () -> bed.told(LabelOutcome.MATCHED) > enough,
                        () -> "more than " + enough + " matched, found " + bed.told(LabelOutcome.MATCHED) + " and "
                                + bed.predictions().size() + " predictions");
                switch (chunk) {
                    case 1 -> bed.rescaleLearning(1);
                    case 3 -> bed.rescaleLearning(2);
                    case 5 -> sendLater(bed);
                    default -> bed.replaceTaskManager(chunk % (2 * LearningTestBed.PARTITIONS));
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
        List<List<LearnedParameter>> learned = learnedInOneLoop();
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
                    i % LearningTestBed.PARTITIONS,
                    "new" + i,
                    FAR + i,
                    stream.x0(i),
                    (Double) stream.x1(i),
                    stream.carrier(i));
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
            losses[i] = -Math.log(stream.truth(i) == 1 ? p : 1 - p);
        }
        assertThat(Arrays.stream(losses).average().orElseThrow()).isLessThan(0.55);
    }
}
