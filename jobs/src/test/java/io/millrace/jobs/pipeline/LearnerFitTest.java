package io.millrace.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.gate.DivergenceConfig;
import io.millrace.learning.gate.GateConfig;
import io.millrace.learning.gate.HoldoutConfig;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.linear.SoftmaxRegressionConfig;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.MissingValues;
import io.millrace.learning.model.Scaling;
import io.millrace.learning.model.ScalingOrder;
import io.millrace.model.FeatureType;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelId;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LearnerFitTest {
    private static final List<Feature> FEATURES = List.of(
            new Feature("x", "x", false, 1),
            new Feature("v", "v", false, 3),
            new Feature("carrier", "carrier", true, 1),
            new Feature("unused", "unused", false, 1));
    private static final List<ModelInput> INPUTS = List.of(
            ModelInput.categorical("carrier", List.of("UA")),
            ModelInput.vector("v", FeatureType.FLOAT, 3),
            ModelInput.of("x", FeatureType.FLOAT));
    private static final ModelId ID = new ModelId("static", 1, "0".repeat(64));

    private static LearnerPlan plan(String name, LearnerConfig algorithm, int scores) {
        return plan(name, algorithm, scores, List.of(), List.of());
    }

    private static LearnerPlan plan(
            String name, LearnerConfig algorithm, int scores, List<FeatureField> fields, List<String> outputs) {
        return new LearnerPlan(
                name,
                "main",
                algorithm,
                fields,
                Scaling.STANDARD,
                ScalingOrder.LATE,
                MissingValues.MEAN,
                0,
                List.of(),
                outputs,
                GateConfig.of(scores == 1 ? ScoreLoss.LOG_LOSS : ScoreLoss.MULTICLASS_LOG_LOSS, scores),
                Optional.empty(),
                DivergenceConfig.DEFAULTS,
                0,
                Optional.empty());
    }

    private final List<String> problems = new ArrayList<>();

    private List<LearnerFit> fit(LearnerPlan plan, ModelOutput... outputs) {
        return LearnerFit.of(
                new Learning(Optional.empty(), List.of(plan), Optional.empty()),
                FEATURES,
                ID,
                new ModelContract(INPUTS, List.of(outputs)),
                problems);
    }

    @Test
    void learnsFromTheSingleValuesThatTheModelIsGiven() {
        LearnerFit fit = fit(plan("online", LogisticRegressionConfig.DEFAULTS, 1), ModelOutput.number("p"))
                .get(0);
        assertThat(problems).isEmpty();
        assertThat(fit.model().fields())
                .containsExactly(FeatureField.learned("carrier", 100), FeatureField.numeric("x"));
        assertThat(fit.outputs()).containsExactly("p");
    }

    @Test
    void aHoldoutHasAColumnForEachFeatureOfLearnerAndModel() {
        HoldoutExamples examples =
                new HoldoutExamples("0".repeat(64), "label", new double[] {0, 1}, Map.of("x", new double[2]), Map.of());
        LearnerPlan open = plan("online", LogisticRegressionConfig.DEFAULTS, 1);
        LearnerPlan plan = new LearnerPlan(
                open.name(),
                open.slot(),
                open.algorithm(),
                List.of(FeatureField.numeric("x")),
                open.scaling(),
                open.scalingOrder(),
                open.missingValues(),
                open.hashingBits(),
                open.classes(),
                open.outputs(),
                open.gate(),
                Optional.of(new HoldoutPlan(HoldoutConfig.of(ScoreLoss.LOG_LOSS, 1), examples)),
                open.divergence(),
                open.thaw(),
                open.signingKey());
        fit(plan, ModelOutput.number("p"));
        assertThat(problems)
                .containsExactly("learners[0].publish.gate.holdout.file: must have a column for each feature of the"
                        + " learner and of the slot's model, found none for [carrier]");
    }

    @Test
    void aTextIsNoScore() {
        LearnerFit fit = fit(
                        plan("online", LogisticRegressionConfig.DEFAULTS, 1),
                        ModelOutput.text("label"),
                        ModelOutput.number("p"))
                .get(0);
        assertThat(fit.outputs()).containsExactly("p");
    }

    @Test
    void whichOfSeveralNumbersIsTheScoreMustBeTold() {
        LogisticRegressionConfig algorithm = LogisticRegressionConfig.DEFAULTS;
        fit(plan("online", algorithm, 1), ModelOutput.number("p0"), ModelOutput.number("p1"));
        assertThat(problems)
                .containsExactly("learners[0].outputs: must name 1 of the numbers [p0, p1] that the slot's model"
                        + " answers, found nothing");
        problems.clear();
        fit(plan("online", algorithm, 1, List.of(), List.of("p2")), ModelOutput.number("p0"), ModelOutput.number("p1"));
        assertThat(problems)
                .containsExactly(
                        "learners[0].outputs: must be 1 of the numbers [p0, p1] that the slot's model answers, found"
                                + " [p2]");
        problems.clear();
        assertThat(fit(
                                plan("online", algorithm, 1, List.of(), List.of("p1")),
                                ModelOutput.number("p0"),
                                ModelOutput.number("p1"))
                        .get(0)
                        .outputs())
                .containsExactly("p1");
        assertThat(fit(
                                plan("online", SoftmaxRegressionConfig.defaults(2), 2),
                                ModelOutput.number("p0"),
                                ModelOutput.number("p1"))
                        .get(0)
                        .outputs())
                .containsExactly("p0", "p1");
        assertThat(problems).isEmpty();
    }

    @Test
    void allThatDoesNotFitIsTold() {
        List<FeatureField> fields =
                List.of(FeatureField.numeric("x"), FeatureField.numeric("unused"), FeatureField.hashed("carrier"));
        fit(plan("static", LogisticRegressionConfig.DEFAULTS, 1, fields, List.of("x")), ModelOutput.number("x"));
        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "learners[0].name: must differ from the name of the slot's model, or their versions mix, found"
                                + " \"static\"",
                        "learners[0].features: must be inputs of the slot's model, whose predictions log them, found"
                                + " unused",
                        "learners[0]: must be a model that can be published, found field carrier: hashed, which PMML"
                                + " cannot express",
                        "learners[0].outputs: must differ from the features, found x");
    }
}
