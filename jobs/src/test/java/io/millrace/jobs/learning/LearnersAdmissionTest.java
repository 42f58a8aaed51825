package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.control.LearnerOutcomes;
import io.millrace.jobs.pipeline.AdmissionPlan;
import io.millrace.jobs.pipeline.AdmissionPlan.Retention;
import io.millrace.jobs.pipeline.AdmissionPlan.Source;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.admission.Admission;
import io.millrace.learning.admission.AdmissionConfig;
import io.millrace.learning.admission.AdmissionStageConfig;
import io.millrace.learning.admission.FieldRule;
import io.millrace.learning.admission.GradientClipConfig;
import io.millrace.learning.admission.IdentityConfig;
import io.millrace.learning.admission.InfluenceCapConfig;
import io.millrace.learning.admission.LabelFlipGuardConfig;
import io.millrace.learning.admission.OutlierFilterConfig;
import io.millrace.learning.admission.PrincipalBucketsConfig;
import io.millrace.learning.admission.SchemaRulesConfig;
import io.millrace.learning.admission.Submission;
import io.millrace.learning.admission.TrustClass;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.GateConfig;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.optimizer.Sgd;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.QuarantineState;
import io.millrace.schemas.QuarantinedExample;
import io.millrace.schemas.QuarantinedFeature;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Learners behind the filter: what is learned, what is quarantined, and what commands do. */
final class LearnersAdmissionTest {
    private static final LearnerConfig LOGISTIC = LogisticRegressionConfig.DEFAULTS.withOptimizer(Sgd.withRate(0.05));
    private static final GateConfig GATE =
            GateConfig.of(ScoreLoss.LOG_LOSS, 1).withEvery(100).withMinExamples(60);
    private static final String LIAR = "mallory";
    private static final Instant FOR_EVER = Instant.parse("2999-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    /** All kinds of stages, quick enough for small streams. */
    private static final List<AdmissionStageConfig> STAGES = List.of(
            SchemaRulesConfig.DEFAULTS.withFields(List.of(FieldRule.range("x0", -2.5, 2.5))),
            OutlierFilterConfig.DEFAULTS.withQuantile(0.98).withWarmUp(50),
            new LabelFlipGuardConfig(0.4, 1e-3, 50, 3, 0.01, 1),
            GradientClipConfig.DEFAULTS.withMaxNorm(2),
            PrincipalBucketsConfig.DEFAULTS.withBuckets(4).withRefresh(32),
            InfluenceCapConfig.DEFAULTS
                    .withMaxExamples(5)
                    .withWindowMillis(60_000)
                    .withRememberedIds(1_000));

    private static AdmissionPlan plan(
            List<AdmissionStageConfig> stages, int held, Retention retention, Map<String, String> classes) {
        IdentityConfig identity = IdentityConfig.DEFAULTS.withClasses(List.of(
                TrustClass.of("customers"),
                new TrustClass("analysts", 10, false),
                new TrustClass(AdmissionPlan.UNLABELLED, 1e9, false)));
        return new AdmissionPlan(
                new AdmissionConfig(identity, stages), Source.LABEL, Map.of(), classes, List.of(), held, retention);
    }

    private static AdmissionPlan usual() {
        return plan(STAGES, 1_000, new Retention(10_000, 64), Map.of("p1", "analysts"));
    }

    private static AdmissionPlan of(AdmissionStageConfig... stages) {
        return plan(List.of(stages), 1_000, new Retention(10_000, 64), Map.of());
    }

    private LearnersScenario scenario(AdmissionPlan plan) throws Exception {
        return new LearnersScenario(LearnersScenario.settings(
                folder.resolve("store"), GATE, LearnersScenario.filtered("online", LOGISTIC, null, plan)));
    }

    /** Ten principals; one lies from the middle on. */
    private static Example example(ClickStream stream, int i) {
        String principal = i % 10 == 7 ? LIAR : "p" + i % 10;
        boolean lies = principal.equals(LIAR) && i >= stream.size() / 2;
        Example example = LearnersScenario.example(
                i, stream.answer(i, LearnersScenario.FILE_MODEL, 0.5), lies ? 1 - stream.truth(i) : stream.truth(i));
        example.principal = principal;
        return example;
    }

    private static void send(LearnersScenario scenario, ClickStream stream, Predicate<Example> isSent)
            throws Exception {
        for (int i = 0; i < stream.size(); i++) {
            Example example = example(stream, i);
            if (isSent.test(example)) {
                scenario.send(example);
            }
            scenario.watermark(example.time);
        }
    }

    private static HostedLearner learner(LearnersScenario scenario) {
        return scenario.learners().learners().get(0);
    }

    private static Admission admission(LearnersScenario scenario) {
        return learner(scenario).filter().orElseThrow().admission();
    }

    /** The library's own loop beside the job. */
    @Test
    void learnsWhatTheLibraryAdmitsAndQuarantinesTheRest() throws Exception {
        ClickStream stream = new ClickStream(1, 600);
        OnlineModelConfig config = OnlineModelConfig.of(LearnersScenario.FIELDS, LOGISTIC);
        OnlineModel model = OnlineModel.of(config);
        AdmissionPlan plan = usual();
        Admission admission = plan.newFilter(config, 1);
        Submission submission = new Submission();
        FeatureRow row = model.newRow();
        double[] scores = new double[1];
        List<String> refused = new ArrayList<>();
        try (LearnersScenario scenario = scenario(plan).started()) {
            send(scenario, stream, example -> true);
            for (int i = 0; i < stream.size(); i++) {
                Example example = example(stream, i);
                row.clear();
                row.setNumber(0, (float) stream.x0(i));
                row.setNumber(1, i % 7 == 0 ? Double.NaN : stream.x1(i));
                row.setText(2, stream.carrier(i));
                model.score(row, scores);
                submission
                        .from(
                                example.eventId,
                                example.principal,
                                example.principal.equals("p1") ? "analysts" : "customers",
                                example.eventTime)
                        .says(row, model.columns(row), example.number, 1, scores);
                if (admission.admit(submission)) {
                    model.learn(row, example.number, submission.weight());
                } else {
                    refused.add(example.eventId + " " + submission.reason().text() + " "
                            + admission.stageName(submission) + " " + submission.score());
                }
            }
            assertThat(refused).hasSizeGreaterThan(20);
            assertThat(scenario.quarantined().stream()
                            .map(record -> record.getEventId() + " " + record.getReason() + " " + record.getStage()
                                    + " " + record.getScore()))
                    .containsExactlyElementsOf(refused);
            assertThat(learner(scenario).model().snapshot()).isEqualTo(model.snapshot());
            assertThat(admission(scenario).snapshot()).isEqualTo(admission.snapshot());
            assertThat(scenario.quarantined())
                    .extracting(QuarantinedExample::getReason)
                    .contains("out-of-range", "outlier", "distrusted", "example-cap");
        }
    }

    @Test
    void aQuarantinedExampleSaysWhatItWas() throws Exception {
        ClickStream stream = new ClickStream(2, 1);
        AdmissionStageConfig rules =
                SchemaRulesConfig.DEFAULTS.withFields(List.of(FieldRule.oneOf("carrier", List.of("none"))));
        try (LearnersScenario scenario = scenario(of(rules)).started()) {
            Example example = example(stream, 0);
            example.partition = 3;
            example.offset = 17;
            scenario.send(example);
            scenario.watermark(Long.MAX_VALUE);
            assertThat(scenario.quarantined())
                    .singleElement()
                    .isEqualTo(QuarantinedExample.newBuilder()
                            .setEventId("e0")
                            .setSlot("main")
                            .setLearner("online")
                            .setState(QuarantineState.HELD)
                            .setReason("not-a-category")
                            .setStage("schema-rules")
                            .setScore(2)
                            .setPrincipal("p0")
                            .setTrustClass("customers")
                            .setLabel(stream.truth(0))
                            .setFeatures(List.of(
                                    new QuarantinedFeature("x0", (double) (float) stream.x0(0)),
                                    new QuarantinedFeature("x1", null),
                                    new QuarantinedFeature("carrier", stream.carrier(0))))
                            .setScores(List.of(0.5))
                            .setModel("static@1")
                            .setEventTime(Instant.ofEpochMilli(0))
                            .setKnownAt(Instant.ofEpochMilli(500))
                            .setPartition(3)
                            .setOffset(17)
                            .build());
        }
    }

    @Test
    void aRestoreAfterEachInputChangesNothing() throws Exception {
        ClickStream stream = new ClickStream(3, 250);
        AdmissionPlan plan = plan(STAGES, 12, new Retention(100, 16), Map.of("p1", "analysts"));
        byte[] expected;
        List<QuarantinedExample> quarantined;
        List<byte[]> lessons;
        try (LearnersScenario scenario = scenario(plan).started()) {
            sendWithCommands(scenario, stream);
            expected = scenario.snapshot();
            quarantined = scenario.quarantined();
            lessons = scenario.learners().keptLessons();
        }
        assertThat(quarantined)
                .extracting(QuarantinedExample::getState)
                .contains(QuarantineState.HELD, QuarantineState.EXPIRED, QuarantineState.RELEASED);
        try (LearnersScenario scenario = scenario(plan).started().restoringAfterEachInput()) {
            sendWithCommands(scenario, stream);
            assertThat(scenario.quarantined()).isEqualTo(quarantined);
            assertThat(scenario.snapshot()).isEqualTo(expected);
            assertThat(scenario.learners().keptLessons()).hasSize(lessons.size());
            for (int i = 0; i < lessons.size(); i++) {
                assertThat(scenario.learners().keptLessons().get(i)).isEqualTo(lessons.get(i));
            }
        }
    }

    private static void sendWithCommands(LearnersScenario scenario, ClickStream stream) throws Exception {
        for (int i = 0; i < stream.size(); i++) {
            Example example = example(stream, i);
            scenario.send(example);
            scenario.watermark(example.time);
            if (i % 50 == 49) {
                List<QuarantinedExample> held = scenario.quarantined().stream()
                        .filter(record -> record.getState() == QuarantineState.HELD)
                        .toList();
                scenario.command(release(
                        held.isEmpty() ? "none" : held.get(held.size() - 1).getEventId()));
            }
        }
        scenario.command(revert(LIAR, LearnersScenario.time(200), LearnersScenario.time(1_000)));
    }

    // --- commands ---

    private static ControlCommand.Builder command(CommandKind kind) {
        return ControlCommand.newBuilder()
                .setId("c-" + kind)
                .setPipeline("p")
                .setSlot("main")
                .setKind(kind)
                .setIssuer("ann")
                .setIssuedAt(Instant.EPOCH)
                .setNotAfter(FOR_EVER);
    }

    private static ControlCommand release(String... events) {
        return command(CommandKind.RELEASE).setEvents(List.of(events)).build();
    }

    private static ControlCommand reject(String... events) {
        return command(CommandKind.REJECT).setEvents(List.of(events)).build();
    }

    private static ControlCommand revert(String principal, long from, long to) {
        return command(CommandKind.REVERT)
                .setPrincipal(principal)
                .setFrom(Instant.ofEpochMilli(from))
                .setTo(Instant.ofEpochMilli(to))
                .build();
    }

    private static String lastOutcome(LearnersScenario scenario) {
        List<MonitoringEvent> outcomes = scenario.findings(LearnerOutcomes.KIND);
        MonitoringEvent last = outcomes.get(outcomes.size() - 1);
        return last.getLabels().get("outcome") + " " + last.getLabels().get("reason") + " " + last.getValue() + ": "
                + last.getCause();
    }

    /** What is released is learned as the library would, once. */
    @Test
    void aReleasedExampleIsLearnedOnce() throws Exception {
        ClickStream stream = new ClickStream(4, 40);
        AdmissionStageConfig cap =
                InfluenceCapConfig.DEFAULTS.withMaxExamples(1).withWindowMillis(3_600_000);
        try (LearnersScenario scenario = scenario(of(cap)).started()) {
            send(scenario, stream, example -> true);
            assertThat(learner(scenario).examples()).isEqualTo(10);
            assertThat(scenario.quarantined()).hasSize(30);
            OnlineModel expected = learner(scenario).model().copy();
            FeatureRow row = expected.newRow();
            row.setNumber(0, (float) stream.x0(12));
            row.setNumber(1, stream.x1(12));
            row.setText(2, stream.carrier(12));
            expected.learn(row, stream.truth(12), 1);

            scenario.command(release("e12"));
            assertThat(lastOutcome(scenario)).isEqualTo("DONE  1.0: 1 released");
            assertThat(learner(scenario).model().snapshot()).isEqualTo(expected.snapshot());
            assertThat(scenario.quarantined().get(30).getState()).isEqualTo(QuarantineState.RELEASED);
            assertThat(scenario.quarantined().get(30).getIssuer()).isEqualTo("ann");

            scenario.command(release("e12", "e13", "e0", "never seen"));
            assertThat(lastOutcome(scenario))
                    .isEqualTo("PARTLY NOT_HELD 1.0: 1 released; not done: e12 was released before; e0 is not held: it"
                            + " never was, or is forgotten; never seen is not held: it never was, or is forgotten");
            assertThat(learner(scenario).examples()).isEqualTo(12);
            assertThat(admission(scenario).released()).isEqualTo(2);

            scenario.command(reject("e14"));
            assertThat(lastOutcome(scenario)).isEqualTo("DONE  1.0: 1 rejected");
            scenario.command(release("e14"));
            assertThat(lastOutcome(scenario))
                    .isEqualTo("REFUSED NOT_HELD 0.0: 0 released; not done: e14 was rejected before");
            assertThat(learner(scenario).examples()).isEqualTo(12);
            assertThat(scenario.learners().quarantine().size()).isEqualTo(27);
        }
    }

    @Test
    void commandsThatMakeNoSenseAreRefusedWithAReason() throws Exception {
        try (LearnersScenario scenario = scenario(usual()).started()) {
            scenario.command(release());
            assertThat(lastOutcome(scenario)).startsWith("REFUSED INVALID 0.0: events: ");
            scenario.command(command(CommandKind.RELEASE)
                    .setEvents(List.of("e"))
                    .setLearner("nobody")
                    .build());
            assertThat(lastOutcome(scenario)).startsWith("REFUSED UNKNOWN_LEARNER 0.0: learner: ");
            scenario.command(command(CommandKind.RELEASE)
                    .setEvents(List.of("e"))
                    .setNotAfter(Instant.EPOCH.minusSeconds(1))
                    .build());
            assertThat(lastOutcome(scenario)).startsWith("REFUSED STALE 0.0: notAfter: ");
            scenario.command(revert("", 0, 1));
            assertThat(lastOutcome(scenario)).startsWith("REFUSED INVALID 0.0: principal, from, to: ");
            scenario.command(revert(LIAR, 2, 1));
            assertThat(lastOutcome(scenario)).startsWith("REFUSED INVALID 0.0: principal, from, to: ");
            scenario.command(revert(LIAR, 0, 1));
            assertThat(lastOutcome(scenario)).startsWith("REFUSED NOTHING_TO_REVERT 0.0: principal: ");
        }
    }

    @Test
    void whatIsHeldIsBounded() throws Exception {
        ClickStream stream = new ClickStream(5, 40);
        AdmissionStageConfig cap =
                InfluenceCapConfig.DEFAULTS.withMaxExamples(1).withWindowMillis(3_600_000);
        try (LearnersScenario scenario =
                scenario(plan(List.of(cap), 5, Retention.DEFAULT, Map.of())).started()) {
            send(scenario, stream, example -> true);
            assertThat(scenario.learners().quarantine().size()).isEqualTo(5);
            assertThat(scenario.learners().quarantine().expired()).isEqualTo(25);
            assertThat(scenario.quarantined())
                    .filteredOn(record -> record.getState() == QuarantineState.EXPIRED)
                    .hasSize(25);
            scenario.command(release("e34"));
            assertThat(lastOutcome(scenario))
                    .isEqualTo(
                            "REFUSED NOT_HELD 0.0: 0 released; not done: e34 has expired: more were refused since than"
                                    + " are held");
            scenario.command(release("e35"));
            assertThat(lastOutcome(scenario)).startsWith("DONE");
        }
    }

    /** A learner after the revert is the learner that never met the liar, with its filter. */
    @Test
    void aRevertedLearnerIsOneThatNeverMetThePrincipal() throws Exception {
        ClickStream stream = new ClickStream(6, 500);
        byte[] model;
        byte[] filter;
        try (LearnersScenario scenario = scenario(usual()).started()) {
            send(scenario, stream, example -> !example.principal.equals(LIAR));
            model = learner(scenario).model().snapshot();
            filter = admission(scenario).snapshot();
        }
        try (LearnersScenario scenario = scenario(usual()).started()) {
            send(scenario, stream, example -> true);
            assertThat(learner(scenario).model().snapshot()).isNotEqualTo(model);
            scenario.command(revert(LIAR, 0, LearnersScenario.time(500)));
            assertThat(lastOutcome(scenario))
                    .isEqualTo("DONE  50.0: 50 examples of mallory taken back, 450 learned again");
            assertThat(learner(scenario).model().snapshot()).isEqualTo(model);
            assertThat(admission(scenario).snapshot()).isEqualTo(filter);
            scenario.command(revert(LIAR, 0, LearnersScenario.time(500)));
            assertThat(lastOutcome(scenario)).startsWith("REFUSED NOTHING_TO_REVERT");
            int trials = scenario.candidates().size();
            ClickStream more = new ClickStream(7, 501);
            scenario.send(example(more, 500));
            scenario.watermark(Long.MAX_VALUE);
            assertThat(scenario.candidates()).as("it is the next candidate").hasSize(trials + 1);
        }
    }

    /** What the liar taught before the range stays, and the points of a time before serve. */
    @Test
    void aRevertTakesBackARange() throws Exception {
        ClickStream stream = new ClickStream(8, 500);
        long from = LearnersScenario.time(300);
        byte[] model;
        try (LearnersScenario scenario = scenario(usual()).started()) {
            send(scenario, stream, example -> !example.principal.equals(LIAR) || example.time < from);
            model = learner(scenario).model().snapshot();
        }
        try (LearnersScenario scenario = scenario(usual()).started().restoringAfterEachInput()) {
            send(scenario, stream, example -> true);
            scenario.command(revert(LIAR, from, Long.MAX_VALUE / 1_000));
            assertThat(learner(scenario).model().snapshot()).isEqualTo(model);
        }
    }

    @Test
    void aRangeWithoutAPointIsRefused() throws Exception {
        ClickStream stream = new ClickStream(9, 300);
        AdmissionPlan plan = plan(STAGES, 1_000, new Retention(100, 50), Map.of());
        try (LearnersScenario scenario = scenario(plan).started()) {
            send(scenario, stream, example -> true);
            byte[] before = scenario.snapshot();
            long forgotten = scenario.learners().lessons().forgotten();
            assertThat(forgotten).isBetween(LearnersScenario.time(100), LearnersScenario.time(200));
            scenario.command(revert(LIAR, forgotten, LearnersScenario.time(300)));
            assertThat(lastOutcome(scenario)).startsWith("REFUSED NO_SNAPSHOT 0.0: from: must be after ");
            assertThat(scenario.snapshot()).isEqualTo(before);
            scenario.command(revert(LIAR, forgotten + 1, LearnersScenario.time(300)));
            assertThat(lastOutcome(scenario)).startsWith("DONE");
        }
        AdmissionPlan none = plan(STAGES, 1_000, new Retention(0, 1), Map.of());
        try (LearnersScenario scenario = scenario(none).started()) {
            scenario.command(revert(LIAR, 0, 1));
            assertThat(lastOutcome(scenario)).startsWith("REFUSED NO_SNAPSHOT 0.0: admission.retention.examples: ");
        }
    }

    /** Of what was released before the revert, nothing is learned twice or lost. */
    @Test
    void aRevertKeepsWhatWasReleased() throws Exception {
        ClickStream stream = new ClickStream(10, 60);
        AdmissionStageConfig cap =
                InfluenceCapConfig.DEFAULTS.withMaxExamples(2).withWindowMillis(3_600_000);
        try (LearnersScenario scenario = scenario(of(cap)).started()) {
            send(scenario, stream, example -> true);
            assertThat(learner(scenario).examples()).isEqualTo(20);
            scenario.command(release("e20", "e27"));
            assertThat(learner(scenario).examples()).isEqualTo(22);
            // e27 is the liar's, as are two of those that were admitted
            scenario.command(revert(LIAR, 0, LearnersScenario.time(60)));
            assertThat(lastOutcome(scenario)).startsWith("DONE  7.0");
            assertThat(learner(scenario).examples()).isEqualTo(19);
            assertThat(admission(scenario).released()).isEqualTo(1);
        }
    }

    // --- bad input ---

    @Test
    void aPrincipalOfAMegabyteIsRefusedAndCut() throws Exception {
        ClickStream stream = new ClickStream(11, 1);
        try (LearnersScenario scenario = scenario(usual()).started()) {
            Example example = example(stream, 0);
            example.principal = "x".repeat(1 << 20);
            scenario.send(example);
            scenario.watermark(Long.MAX_VALUE);
            QuarantinedExample record = scenario.quarantined().get(0);
            assertThat(record.getReason()).isEqualTo("principal-too-long");
            assertThat(record.getPrincipal()).hasSize(201);
            scenario.command(release("e0"));
            assertThat(lastOutcome(scenario)).endsWith("e0 cannot be learned, now as before");
            assertThat(admission(scenario).principals()).isZero();
        }
    }

    /** Nobody labelled what is missing: it shares no cap with those who do not say who they are. */
    @Test
    void missingLabelsAreNobodys() throws Exception {
        ClickStream stream = new ClickStream(12, 30);
        AdmissionStageConfig cap =
                InfluenceCapConfig.DEFAULTS.withMaxExamples(2).withWindowMillis(3_600_000);
        try (LearnersScenario scenario = scenario(of(cap)).started()) {
            for (int i = 0; i < stream.size(); i++) {
                Example example = example(stream, i);
                example.principal = null;
                example.labelled = i % 3 == 0;
                scenario.send(example);
                scenario.watermark(example.time);
            }
            assertThat(learner(scenario).examples()).isEqualTo(20 + 2);
            assertThat(admission(scenario).admitted(2)).isEqualTo(20);
        }
    }

    // --- figures ---

    @Test
    void figuresAreExactAndNeverAboutOnePrincipal() throws Exception {
        ClickStream stream = new ClickStream(13, 1_000);
        try (LearnersScenario scenario = scenario(usual()).started()) {
            send(scenario, stream, example -> true);
            List<MonitoringEvent> figures = scenario.findings(AdmissionReport.KIND);
            assertThat(value(figures, "admission.online.seen")).isEqualTo(1_000);
            double refused = figures.stream()
                    .filter(figure -> figure.getName().equals("admission.online.refused"))
                    .mapToDouble(MonitoringEvent::getValue)
                    .sum();
            assertThat(value(figures, "admission.online.admitted") + refused).isEqualTo(1_000);
            assertThat(refused).isEqualTo(scenario.quarantined().size());
            assertThat(value(figures, "quarantine.held")).isEqualTo(refused);
            assertThat(value(figures, "quarantine.age")).isPositive();
            assertThat(value(figures, "admission.online.distrusted")).isOne();
            assertThat(figures).extracting(MonitoringEvent::getName).contains("admission.online.influence");
            assertThat(figures)
                    .allSatisfy(figure -> assertThat(figure.getLabels().keySet())
                            .isSubsetOf(Set.of("stage", "position", "reason", "class")));
        }
    }

    private static double value(List<MonitoringEvent> figures, String name) {
        return figures.stream()
                .filter(figure -> figure.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }
}
