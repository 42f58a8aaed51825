package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgreementTest {
    private static final ModelContract NUMBERS = new ModelContract(
            List.of(ModelInput.of("a", FeatureType.DOUBLE), ModelInput.of("b", FeatureType.DOUBLE)),
            List.of(ModelOutput.number("score")));

    private static FakeEngine engine(String name, ToDoubleFunction<double[]> formula) {
        return engine(name, NUMBERS, formula);
    }

    private static FakeEngine engine(String name, ModelContract contract, ToDoubleFunction<double[]> formula) {
        return new FakeEngine(name, name.equals("reference"), contract, (rows, row, scores) -> {
            double[] cells = new double[contract.width()];
            for (int column = 0; column < cells.length; column++) {
                cells[column] = rows.get(row, column);
            }
            scores.setNumber(row, 0, formula.applyAsDouble(cells));
        });
    }

    private static Agreement.Outcome compare(FakeEngine candidate, FakeEngine reference) {
        try (Model ours = candidate.model();
                Model theirs = reference.model()) {
            return Agreement.of(ours, theirs);
        } finally {
            assertThat(candidate.open()).isZero();
            assertThat(reference.open()).isZero();
        }
    }

    private static String disagreement(FakeEngine candidate, FakeEngine reference) {
        return compare(candidate, reference).disagreement().orElse("none");
    }

    @Test
    void enginesThatSayTheSameAgree() {
        Agreement.Outcome outcome = compare(
                engine("candidate", cells -> cells[0] < 3.5 ? 1 : 2).withBoundaries(new double[] {3.5}, new double[0]),
                engine("reference", cells -> cells[0] < 3.5 ? 1 : 2));
        assertThat(outcome.disagreement()).isEmpty();
        assertThat(outcome.isComplete()).isTrue();
        assertThat(outcome.rows()).isGreaterThan(1_000);
    }

    @Test
    void anotherComparisonAtAThresholdIsFound() {
        assertThat(disagreement(
                        engine("candidate", cells -> cells[0] <= 3.5 ? 1 : 2).withBoundaries(new double[] {3.5}),
                        engine("reference", cells -> cells[0] < 3.5 ? 1 : 2)))
                .startsWith("on generated row {a=3.5, b=")
                .endsWith("output score is 1.0 in candidate, 2.0 in reference");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1e-3, 12345.678})
    void aThresholdThatWasRoundedToSinglePrecisionIsFound(double threshold) {
        assertThat(disagreement(
                        engine("candidate", cells -> cells[1] <= (float) threshold ? 1 : 2)
                                .withBoundaries(new double[0], new double[] {(float) threshold}),
                        engine("reference", cells -> cells[1] <= threshold ? 1 : 2)))
                .contains("output score is");
        assertThat(disagreement(
                        engine("candidate", cells -> (float) cells[1] <= threshold ? 1 : 2)
                                .withBoundaries(new double[0], new double[] {threshold}),
                        engine("reference", cells -> cells[1] <= threshold ? 1 : 2)))
                .contains("output score is");
    }

    @Test
    void everyThresholdOfManyIsVisited() {
        double[] thresholds = new double[3_000];
        for (int i = 0; i < thresholds.length; i++) {
            thresholds[i] = i * 0.7;
        }
        for (int wrong : new int[] {0, 1_234, thresholds.length - 1}) {
            assertThat(disagreement(
                            engine("candidate", cells -> cells[0] == thresholds[wrong] ? 1 : 0)
                                    .withBoundaries(thresholds),
                            engine("reference", cells -> 0)))
                    .as("threshold %d", wrong)
                    .startsWith("on generated row {a=" + thresholds[wrong]);
        }
    }

    @Test
    void anotherAnswerToMissingInOneColumnOrInTwoIsFound() {
        assertThat(disagreement(
                        engine("candidate", cells -> Double.isNaN(cells[1]) ? 1 : 0), engine("reference", cells -> 0)))
                .contains("b=missing}");
        assertThat(disagreement(
                        engine("candidate", cells -> Double.isNaN(cells[0]) && Double.isNaN(cells[1]) ? 1 : 0),
                        engine("reference", cells -> 0)))
                .contains("{a=missing, b=missing}");
    }

    @Test
    void everyCategoryAndAnUnseenOneAreVisited() {
        ModelContract categories = new ModelContract(
                List.of(ModelInput.categorical("colour", List.of("red", "green", "blue"))
                        .withPolicies(MissingPolicy.AS_IS, InvalidPolicy.AS_IS)),
                List.of(ModelOutput.number("score")));
        FakeEngine reference = engine("reference", categories, cells -> 0);
        assertThat(disagreement(engine("candidate", categories, cells -> cells[0] == 2 ? 1 : 0), reference))
                .contains("colour=\"blue\"");
        assertThat(disagreement(engine("candidate", categories, cells -> cells[0] == -1 ? 1 : 0), reference))
                .contains("colour=\"a text that no model knows\"");
    }

    @Test
    void everyTextThatTheModelKnowsIsVisitedWhereItListsNoCategories() {
        ModelContract text =
                new ModelContract(List.of(ModelInput.categorical("town", List.of())), List.of(ModelOutput.number("x")));
        FakeEngine candidate = new FakeEngine(
                        "candidate",
                        false,
                        text,
                        (rows, row, scores) -> scores.setNumber(row, 0, "Ulm".equals(rows.text(row, 0)) ? 1 : 0))
                .withTexts(List.of(List.of("Bonn", "Ulm")));
        assertThat(disagreement(candidate, engine("reference", text, cells -> 0)))
                .contains("{town=\"Ulm\"}");
    }

    @Test
    void rowsThatOneEngineRefusesAreFound() {
        FakeEngine candidate = new FakeEngine("candidate", false, NUMBERS, (rows, row, scores) -> {
            scores.setNumber(row, 0, 0);
            if (rows.isMissing(row, 0)) {
                rows.fail(row, RowFault.SCORING_FAILED, 0);
                scores.setFailure(row, "no a");
            }
        });
        assertThat(disagreement(candidate, engine("reference", cells -> 0)))
                .contains("fault is SCORING_FAILED (no a) in candidate, NONE in reference");
    }

    @Test
    void roundingIsNoDisagreementButTheNinthDigitIs() {
        FakeEngine reference = engine("reference", cells -> cells[0] > 1 ? 1_000 : 1);
        assertThat(disagreement(engine("candidate", cells -> (cells[0] > 1 ? 1_000 : 1) * (1 + 5e-10)), reference))
                .isEqualTo("none");
        assertThat(disagreement(engine("candidate", cells -> (cells[0] > 1 ? 1_000 : 1) * (1 + 5e-9)), reference))
                .contains("output score is");
        FakeEngine single = engine("reference", cells -> 1).inSinglePrecision();
        assertThat(disagreement(engine("candidate", cells -> 1 + 5e-7), single)).isEqualTo("none");
        assertThat(disagreement(engine("candidate", cells -> 1 + 5e-6), single)).contains("output score is");
    }

    @Test
    void whatCancellationLeavesIsComparedAsExactlyAsItIsKnown() {
        // logistic regression in single precision: at a logit near 0, what is left of large terms is rounding
        ModelContract contract = new ModelContract(
                List.of(ModelInput.vector("x", FeatureType.FLOAT, 6)), List.of(ModelOutput.number("probability")));
        float[] weights = {7.313f, -5.127f, 0.31f, 0.997f, -3.019f, 0.173f};
        FakeEngine reference = engine("reference", contract, cells -> {
                    float sum = 0;
                    for (int i = 0; i < 6; i++) {
                        sum += weights[i] * (float) cells[i];
                    }
                    return 1 / (1 + Math.exp(-sum));
                })
                .inSinglePrecision();
        assertThat(disagreement(
                        engine("candidate", contract, cells -> {
                            float sum = 0;
                            for (int i = 5; i >= 0; i--) {
                                sum += weights[i] * (float) cells[i];
                            }
                            return 1 / (1 + Math.exp(-sum));
                        }),
                        reference))
                .isEqualTo("none");
        assertThat(disagreement(
                        engine("candidate", contract, cells -> {
                            double sum = 1e-3;
                            for (int i = 0; i < 6; i++) {
                                sum += weights[i] * cells[i];
                            }
                            return 1 / (1 + Math.exp(-sum));
                        }),
                        reference))
                .contains("output probability is");
    }

    @Test
    void labelsMayDifferOnlyWhereTheProbabilitiesAreTied() {
        ModelContract classes = new ModelContract(
                List.of(ModelInput.of("a", FeatureType.INTEGER)),
                List.of(
                        new ModelOutput("label", true, OutputKind.CLASS, ""),
                        new ModelOutput("yes", false, OutputKind.PROBABILITY, "yes"),
                        new ModelOutput("no", false, OutputKind.PROBABILITY, "no")));
        assertThat(disagreement(
                        classifier("candidate", classes, 0.5, "yes"), classifier("reference", classes, 0.5, "no")))
                .isEqualTo("none");
        assertThat(disagreement(
                        classifier("candidate", classes, 0.6, "yes"), classifier("reference", classes, 0.6, "no")))
                .contains("output label is yes in candidate, no in reference");
    }

    private static FakeEngine classifier(String name, ModelContract contract, double probability, String label) {
        return new FakeEngine(name, name.equals("reference"), contract, (rows, row, scores) -> {
            scores.setText(row, 0, label);
            scores.setNumber(row, 1, probability);
            scores.setNumber(row, 2, 1 - probability);
        });
    }

    @Test
    void anotherContractIsADisagreement() {
        ModelContract renamed = new ModelContract(NUMBERS.inputs(), List.of(ModelOutput.number("result")));
        assertThat(disagreement(engine("candidate", renamed, cells -> 0), engine("reference", cells -> 0)))
                .startsWith("in the contract: output 1 is ModelOutput[name=result")
                .contains("in candidate, ModelOutput[name=score");
    }

    @Test
    void theSameModelGivesTheSameRows() {
        try (Model model = engine("candidate", cells -> 0)
                .withBoundaries(new double[] {1, 2, 3}, new double[] {0.5})
                .model()) {
            GeneratedRows first = new GeneratedRows(model);
            GeneratedRows second = new GeneratedRows(model);
            for (int row = 0; row < first.size(); row++) {
                assertThat(second.row(row)).as("row %d", row).isEqualTo(first.row(row));
            }
        }
    }
}
