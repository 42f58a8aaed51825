package io.millrace.jobs.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.pipeline.AdmissionPlan;
import io.millrace.jobs.pipeline.AdmissionPlan.Retention;
import io.millrace.jobs.pipeline.AdmissionPlan.Source;
import io.millrace.jobs.pipeline.HoldoutExamples;
import io.millrace.jobs.pipeline.HoldoutPlan;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.admission.AdmissionConfig;
import io.millrace.learning.admission.IdentityConfig;
import io.millrace.learning.admission.SchemaRulesConfig;
import io.millrace.learning.admission.TrustClass;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.GateConfig;
import io.millrace.learning.gate.HoldoutAnswers;
import io.millrace.learning.gate.HoldoutConfig;
import io.millrace.learning.gate.TrustedHoldout;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.optimizer.Sgd;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.MonitoringEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Learners whose candidates are held against trusted examples: honest labels for 600 examples, then nothing but lies. */
final class LearnersHoldoutTest {
    private static final LearnerConfig LOGISTIC = LogisticRegressionConfig.DEFAULTS.withOptimizer(Sgd.withRate(0.05));
    private static final GateConfig GATE =
            GateConfig.of(ScoreLoss.LOG_LOSS, 1).withEvery(100).withMinExamples(60);
    private static final int HONEST = 600;
    private static final ClickStream STREAM = new ClickStream(3, 2_400);
    private static final String SHA256 = "ab".repeat(32);
    private static final double NONE = Double.NaN;

    @TempDir
    private Path folder;

    /** 400 examples of another draw of the same world. */
    private static HoldoutPlan trusted(String sha256) {
        ClickStream other = new ClickStream(17, 400);
        double[] labels = new double[other.size()];
        double[] x0 = new double[other.size()];
        double[] x1 = new double[other.size()];
        String[] carriers = new String[other.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = other.truth(i);
            x0[i] = other.x0(i);
            x1[i] = i % 9 == 0 ? NONE : other.x1(i);
            carriers[i] = other.carrier(i);
        }
        return new HoldoutPlan(
                HoldoutConfig.of(ScoreLoss.LOG_LOSS, 1),
                new HoldoutExamples(sha256, "label", labels, Map.of("x0", x0, "x1", x1), Map.of("carrier", carriers)));
    }

    private static HoldoutSettings holdout() {
        return new HoldoutSettings(trusted(SHA256), HoldoutAnswers.NONE);
    }

    private SlotSettings settings(HoldoutSettings holdout, GateConfig gate) {
        AdmissionPlan anybody = new AdmissionPlan(
                new AdmissionConfig(
                        IdentityConfig.DEFAULTS.withClasses(List.of(
                                TrustClass.of("customers"), new TrustClass(AdmissionPlan.UNLABELLED, 1e9, false))),
                        List.of(SchemaRulesConfig.DEFAULTS)),
                Source.LABEL,
                Map.of(),
                Map.of(),
                List.of(),
                10,
                new Retention(0, 1));
        return LearnersScenario.settings(
                folder.resolve("store"),
                gate,
                holdout,
                List.of("probability"),
                LearnersScenario.filtered("online", LOGISTIC, null, anybody));
    }

    private static void teach(LearnersScenario scenario, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            double truth = STREAM.truth(i);
            Example example = LearnersScenario.example(
                    i, STREAM.answer(i, LearnersScenario.FILE_MODEL, 0.5), i < HONEST ? truth : 1 - truth);
            example.principal = "p" + i % 10;
            scenario.send(example);
            scenario.watermark(example.time);
        }
    }

    private static List<MonitoringEvent> failures(LearnersScenario scenario) {
        return scenario.findings("CANDIDATE_REFUSED").stream()
                .filter(finding -> "fails-holdout".equals(finding.getLabels().get("outcome")))
                .toList();
    }

    @Test
    void whatIsHarmfulOnTrustedExamplesIsNotOffered() throws Exception {
        try (LearnersScenario open = new LearnersScenario(settings(null, GATE.withMaxRefusals(0))).started();
                LearnersScenario guarded =
                        new LearnersScenario(settings(holdout(), GATE.withMaxRefusals(0))).started()) {
            teach(open, 0, HONEST);
            teach(guarded, 0, HONEST);
            int honest = guarded.offers().size();
            assertThat(honest).isPositive();
            ModelSnapshot offer = guarded.offers().get(0);
            assertThat(offer.getLineage()).containsEntry("holdout", SHA256);
            assertThat(offer.getMetrics().get("holdout.auc")).isGreaterThan(0.7);
            teach(open, HONEST, STREAM.size());
            teach(guarded, HONEST, STREAM.size());
            assertThat(open.offers().size()).as("without, lies are served").isGreaterThan(honest);
            assertThat(guarded.offers()).hasSize(honest);
            assertThat(failures(guarded)).isNotEmpty();
            assertThat(failures(guarded).get(0).getCause())
                    .startsWith("better here, but harmful on the trusted holdout")
                    .contains("AUC")
                    .endsWith("; holdout " + SHA256);
        }
    }

    @Test
    void threeInARowStopLearningAndRaiseAnAlarm() throws Exception {
        try (LearnersScenario scenario = new LearnersScenario(settings(holdout(), GATE)).started()) {
            teach(scenario, 0, STREAM.size());
            assertThat(scenario.findings("PUBLISHING_STOPPED")).hasSize(1);
            assertThat(scenario.findings("LEARNING_FROZEN"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.getCause()).isEqualTo("candidates in a row were harmful"));
            assertThat(scenario.quarantined()).as("what came after").isNotEmpty();
        }
    }

    /** What a candidate reached is state: a learner that comes back must reach it, too. */
    @Test
    void goesOnAfterEachRestore() throws Exception {
        try (LearnersScenario scenario = new LearnersScenario(settings(holdout(), GATE)).started();
                LearnersScenario twin = new LearnersScenario(settings(holdout(), GATE))
                        .restoringAfterEachInput()
                        .started()) {
            teach(scenario, 0, 1_500);
            teach(twin, 0, 1_500);
            assertThat(twin.findings("CANDIDATE_REFUSED")).isEqualTo(scenario.findings("CANDIDATE_REFUSED"));
            assertThat(twin.offers()).isEqualTo(scenario.offers());
            assertThat(failures(twin)).isNotEmpty();
            assertThat(twin.snapshot()).isEqualTo(scenario.snapshot());
        }
    }

    @Test
    void aNewHoldoutForgetsWhatWasReachedOnTheOld() throws Exception {
        GateConfig patient = GATE.withMaxRefusals(0);
        try (LearnersScenario scenario = new LearnersScenario(settings(holdout(), patient)).started()) {
            teach(scenario, 0, 1_500);
            assertThat(failures(scenario)).isNotEmpty();
            int before = scenario.offers().size();
            scenario.restore(settings(new HoldoutSettings(trusted("cd".repeat(32)), HoldoutAnswers.NONE), patient));
            teach(scenario, 1_500, STREAM.size());
            assertThat(scenario.offers().size())
                    .as("nothing to be held against")
                    .isGreaterThan(before);
        }
    }

    @Test
    void theModelOfThePipelineFileIsToBeReachedFromTheBeginning() throws Exception {
        GateConfig patient = GATE.withMaxRefusals(0);
        HoldoutPlan plan = trusted(SHA256);
        double[] labels = plan.examples().labels();
        TrustedHoldout<Integer> examples = new TrustedHoldout<>(
                plan.config(), IntStream.range(0, labels.length).boxed().toList(), labels);
        HoldoutSettings perfect = new HoldoutSettings(plan, examples.ask((example, scores) -> {
            scores[0] = labels[example] == 1 ? 0.99 : 0.01;
            return true;
        }));
        try (LearnersScenario scenario = new LearnersScenario(settings(perfect, patient)).started()) {
            teach(scenario, 0, HONEST);
            scenario.restore();
            teach(scenario, HONEST, HONEST + 1);
            assertThat(scenario.offers()).isEmpty();
            assertThat(failures(scenario)).isNotEmpty();
            assertThat(failures(scenario).get(0).getCause()).contains("best so far 1.0000");
        }
    }
}
