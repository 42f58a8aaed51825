package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.control.LearnerOutcomes;
import io.millrace.jobs.control.QuarantineTopic;
import io.millrace.jobs.pipeline.AdmissionPlan;
import io.millrace.learning.Parameter;
import io.millrace.learning.admission.Admission;
import io.millrace.learning.admission.Submission;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.optimizer.Sgd;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.LearnedParameter;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.QuarantineState;
import io.millrace.schemas.QuarantinedExample;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An attack on the learner of a running pipeline, which is restarted meanwhile as task managers go: what is refused, what is learned and what commands do is what a loop without Flink
 * and Kafka says, each example once. {@code -Dmillrace.admission=full} restarts it 20 times instead of once:
 *
 * <pre>mvn -pl jobs -am verify -Dit.test=AdmissionIT -Dmillrace.admission=full -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfailsafe.failIfNoSpecifiedTests=false</pre>
 */
final class AdmissionIT {
    private static final boolean FULL = "full".equals(System.getProperty("millrace.admission"));
    private static final int RESTARTS = FULL ? 20 : 1;
    /** The learning job is not on each task manager that is lost. */
    private static final int MOST_LOSSES = 4 * RESTARTS;

    private static final int EVENTS = FULL ? 12_000 : 1_500;
    private static final int CHUNKS = FULL ? 24 : 3;

    private static final String ADMISSION = """
            admission:
              stages:
                - {stage: schema-rules, fields: [{field: x0, low: -2.5, high: 2.5}]}
                - {stage: label-flip-guard, flipRate: 0.4, falseAlarm: 0.001, epoch: 50, leastPrincipals: 3}
                - {stage: gradient-clip, maxNorm: 2}
                - {stage: influence-cap, maxExamples: 5, window: 1min}
              retention: {examples: 20000, every: 200}
            """;

    @TempDir
    private Path home;

    private final DelayedClicks clicks = new DelayedClicks(11, EVENTS).attacked();

    @Test
    void anAttackIsRefusedExactlyThroughFailures() throws Exception {
        try (LearningTestBed bed = new LearningTestBed(home, 2, DelayedClicks.LEARNER + ADMISSION)) {
            bed.start(2);
            int losses = 0;
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                int until = EVENTS * (chunk + 1) / CHUNKS;
                clicks.send(bed, EVENTS * chunk / CHUNKS, until);
                if (until > EVENTS / 2) {
                    awaitMatched(bed, until - EVENTS / CHUNKS / 2);
                    int due = RESTARTS * (chunk + 1 - CHUNKS / 2) / (CHUNKS - CHUNKS / 2);
                    while (bed.restartsOfLearning() < due && losses < MOST_LOSSES) {
                        // The eldest: after as many losses as there are, none is left that the learning job began on.
                        bed.replaceTaskManager(0);
                        losses++;
                        bed.awaitLearningRuns();
                    }
                }
            }
            DelayedClicks.sendLater(bed);
            awaitMatched(bed, EVENTS);
            assertThat(bed.restartsOfLearning()).isGreaterThanOrEqualTo(RESTARTS);

            Expected expected =
                    new Expected(bed.pipeline().learning().admission().orElseThrow());
            bed.await(
                    () -> quarantined(bed).size() >= expected.refused.size(),
                    () -> expected.refused.size() + " refused, found "
                            + quarantined(bed).size());
            QuarantinedExample last = quarantined(bed).get(quarantined(bed).size() - 1);
            String released = last.getEventId();
            command(bed, release(bed, released, "never seen"), "PARTLY");
            command(bed, release(bed, released), "REFUSED");
            bed.drainLearning();

            assertThat(quarantined(bed).stream().map(record -> record.getEventId() + " " + record.getReason()))
                    .containsExactlyElementsOf(expected.refused);
            assertThat(all(bed).stream()
                            .filter(record -> record.getState() == QuarantineState.RELEASED)
                            .map(QuarantinedExample::getEventId))
                    .containsExactly(released);
            expected.release(released);
            bed.await(
                    () -> last(bed).getExamples() == expected.model.examples(),
                    () -> expected.model.examples() + " learned, found "
                            + last(bed).getExamples());
            assertThat(last(bed).getParameters()).isEqualTo(expected.parameters());
            assertThat(figure(bed, "admission.online.seen")).isEqualTo(EVENTS);
            assertThat(figure(bed, "admission.online.admitted")).isEqualTo((double) expected.admission.admitted());
            assertThat(figure(bed, "admission.online.released")).isEqualTo(1);
            assertThat(bed.statuses())
                    .as("the scoring job passes over what is for learners")
                    .noneMatch(status -> status.getKind() == CommandKind.RELEASE);
        }
    }

    private static void awaitMatched(LearningTestBed bed, int least) {
        bed.await(
                () -> bed.told(LabelOutcome.MATCHED) >= least,
                () -> least + " matched, found " + bed.told(LabelOutcome.MATCHED));
    }

    private static List<QuarantinedExample> all(LearningTestBed bed) {
        List<QuarantinedExample> records = new ArrayList<>();
        assertThat(QuarantineTopic.forEach(bed.pipeline(), records::add)).isZero();
        return records;
    }

    private static List<QuarantinedExample> quarantined(LearningTestBed bed) {
        return all(bed).stream()
                .filter(record -> record.getState() == QuarantineState.HELD)
                .toList();
    }

    private static ModelSnapshot last(LearningTestBed bed) {
        return bed.snapshots().stream()
                .filter(snapshot -> snapshot.getVersion() == 0)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static double figure(LearningTestBed bed, String name) {
        return bed.findings(AdmissionReport.KIND).stream()
                .filter(finding -> finding.getName().equals(name))
                .reduce((first, second) -> second)
                .orElseThrow()
                .getValue();
    }

    private static ControlCommand release(LearningTestBed bed, String... events) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return ControlCommand.newBuilder()
                .setId(UUID.randomUUID().toString())
                .setPipeline(bed.pipeline().name())
                .setSlot("main")
                .setKind(CommandKind.RELEASE)
                .setEvents(List.of(events))
                .setIssuer("test")
                .setIssuedAt(now)
                .setNotAfter(now.plus(1, ChronoUnit.HOURS))
                .build();
    }

    private static void command(LearningTestBed bed, ControlCommand command, String outcome) {
        bed.command(command);
        List<MonitoringEvent> found = new ArrayList<>();
        bed.await(
                () -> {
                    found.clear();
                    bed.findings(LearnerOutcomes.KIND).stream()
                            .filter(finding ->
                                    command.getId().equals(finding.getLabels().get(LearnerOutcomes.COMMAND)))
                            .forEach(found::add);
                    return !found.isEmpty();
                },
                () -> "an outcome of " + command);
        assertThat(found)
                .singleElement()
                .satisfies(finding -> assertThat(finding.getLabels())
                        .as(finding.getCause())
                        .containsEntry(LearnerOutcomes.OUTCOME, outcome));
    }

    /** The library in a loop of its own. */
    private final class Expected {
        final List<String> refused = new ArrayList<>();
        final OnlineModel model;
        final Admission admission;
        private final FeatureRow row;
        private final double[] scores = new double[1];
        private final Submission submission = new Submission();

        Expected(AdmissionPlan plan) {
            OnlineModelConfig config = OnlineModelConfig.of(
                    LearnersScenario.FIELDS, LogisticRegressionConfig.DEFAULTS.withOptimizer(Sgd.withRate(0.05)));
            model = OnlineModel.of(config);
            row = model.newRow();
            admission = plan.newFilter(config, 1);
            clicks.inOrderOfLabels().forEach(i -> {
                submit(i);
                if (admission.admit(submission)) {
                    model.learn(row, clicks.label(i), submission.weight());
                } else {
                    refused.add("e" + i + " " + submission.reason().text());
                }
            });
        }

        private void submit(int i) {
            row.clear();
            row.setNumber(0, clicks.stream().x0(i));
            row.setNumber(1, i % 7 == 0 ? Double.NaN : clicks.stream().x1(i));
            row.setText(2, clicks.stream().carrier(i));
            model.score(row, scores);
            submission
                    .from("e" + i, clicks.principal(i), "default", clicks.eventTime(i))
                    .says(row, model.columns(row), clicks.label(i), 1, scores);
        }

        void release(String eventId) {
            int i = Integer.parseInt(eventId.substring(1));
            submit(i);
            assertThat(admission.release(submission)).isTrue();
            model.learn(row, clicks.label(i), submission.weight());
        }

        List<LearnedParameter> parameters() {
            List<LearnedParameter> parameters = new ArrayList<>();
            for (Parameter parameter : model.parameters()) {
                parameters.add(new LearnedParameter(parameter.name(), parameter.value()));
            }
            return parameters;
        }
    }
}
