package io.millrace.model.pmml;

import static io.millrace.model.KnownAnswers.assertThatModelAgrees;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Device;
import io.millrace.model.FeatureType;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.Models;
import io.millrace.model.OutputKind;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the engine reads out of a document, what it refuses, and what a bad row does. */
final class PmmlEngineTest {
    /** scikit-learn and JPMML add in another order, both in 64 bits. */
    private static final double DOUBLE_PRECISION = 1e-9;

    @TempDir
    Path folder;

    @Test
    void scoresAsScikitLearnDoes() throws IOException {
        try (Model churn = Fixtures.load("churn");
                Model price = Fixtures.load("price")) {
            assertThatModelAgrees(churn, Fixtures.csv("churn"), DOUBLE_PRECISION, 1, 2, 0);
            assertThatModelAgrees(price, Fixtures.csv("price"), DOUBLE_PRECISION, 0, 1);
        }
    }

    @Test
    void aGpuIsAskedForInVainAndTheModelSaysSo() {
        ModelBundle bundle = ModelBundle.open(Fixtures.pmml("churn"));
        try (Model onCpu = new PmmlEngine().load(bundle, Device.CPU);
                Model onGpu = new PmmlEngine().load(bundle, Device.parse("cuda:1"))) {
            assertThat(onCpu.degradation()).isEmpty();
            assertThat(onGpu.degradation()).contains("cpu instead of cuda:1: JPMML runs on the CPU only");
        }
    }

    @Test
    void theDocumentIsTheContract() {
        try (Model model = Fixtures.load("treatments")) {
            assertThat(model.id().toString()).isEqualTo("treatments@1");
            assertThat(model.engine()).isEqualTo("jpmml-evaluator");
            assertThat(model.contract().inputs())
                    .extracting(ModelInput::name)
                    .containsExactly("a", "b", "c", "d", "e", "grade");
            assertThat(model.contract().inputs().get(0))
                    .isEqualTo(ModelInput.of("a", FeatureType.DOUBLE).withRange(0, 9));
            assertThat(model.contract().outputs())
                    .containsExactly(new ModelOutput("score", false, OutputKind.VALUE, ""));
        }
    }

    @Test
    void outputFieldsComeBeforeTargets() {
        try (Model churn = Fixtures.load("churn");
                Model species = Fixtures.load("species")) {
            assertThat(churn.contract().outputs())
                    .as("the exporter lists no class; it is kept all the same")
                    .containsExactly(
                            probability("probability(0)", "0"),
                            probability("probability(1)", "1"),
                            new ModelOutput("churn", false, OutputKind.CLASS, ""));
            assertThat(species.contract().outputs())
                    .as("types from the fields' kinds; hidden is not final")
                    .containsExactly(
                            new ModelOutput("class", true, OutputKind.CLASS, ""),
                            probability("p", "virginica"),
                            new ModelOutput("large", true, OutputKind.OTHER, ""));
        }
    }

    /** Cells: NaN is missing. Expected: what the document's treatments make of it, see treatments.pmml. */
    @ParameterizedTest
    @CsvSource({
        "1, 2, 3, 4, 1, high, 128.5",
        "1, 2, 3, 4, 0, (unseen), 127.25",
        "0.125, 2, 0.1, 4, 0, low, 36.600000001490116",
        "1, NaN, 3, 4, 1, high, 138.5",
        "1, 9, 3, 4, 1, high, 138.5",
        "1, -1, 3, 4, 1, high, 138.5",
        "1, Infinity, 3, 4, 1, high, 138.5",
        "1, 2, NaN, 4, 1, high, 126.5",
        "1, 2, 100, 4, 1, high, 225.5",
        "1, 2, 3, 1000, 1, high, 129.5",
        "1, 2, 3, -1000, 1, high, 119.5",
        "1, 2, 3, NaN, 1, high, 124.5",
        "1, 2, 3, 4, NaN, high, 127.5",
        "1, 2, 3, 4, 1, medium, 128",
        "1, 2, 3, 4, 1, , 128",
        "-0.0, 2, 3, 4, 1, high, 28.5",
    })
    void theDocumentTreatsItsValues(double a, double b, double c, double d, double e, String grade, double expected) {
        try (Model model = Fixtures.load("treatments");
                Scorer scorer = model.newScorer(1)) {
            RowBatch rows = treatmentsRow(scorer, a, b, c, d, e, grade);
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(rows.fault(0)).isEqualTo(RowFault.NONE);
            assertThat(scores.number(0, 0)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 4, 1, 0,",
        "9.5, 4, 1, 0,",
        "Infinity, 4, 1, 0,",
        "1e308, 4, 1, 0,",
        "1, 4.5, 1, 3,",
        "1, 1e10, 1, 3,",
        "1, 4, 2, 4,",
        "NaN, 4, 1, -1, the model gives no value for output score",
    })
    void theDocumentRefusesItsValues(double a, double d, double e, int column, String sentence) {
        try (Model model = Fixtures.load("treatments");
                Scorer scorer = model.newScorer(3)) {
            RowBatch rows = treatmentsRow(scorer, 1, 2, 3, 4, 1, "high");
            addTreatmentsRow(rows, a, 2, 3, d, e, "high");
            addTreatmentsRow(rows, 1, 2, 3, 4, 1, "high");
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(rows.fault(1)).isEqualTo(RowFault.INVALID_FEATURE);
            assertThat(rows.faultColumn(1)).isEqualTo(column);
            assertThat(scores.failure(1))
                    .as("what the contract refuses JPMML never sees")
                    .isEqualTo(sentence);
            for (int neighbour : new int[] {0, 2}) {
                assertThat(rows.fault(neighbour)).isEqualTo(RowFault.NONE);
                assertThat(scores.number(neighbour, 0)).isEqualTo(128.5);
            }
        }
    }

    @Test
    void anUnseenCategoryIsTheDocumentsToRefuse() {
        try (Model model = Fixtures.load("churn");
                Scorer scorer = model.newScorer(2)) {
            RowBatch rows = scorer.newRows();
            for (int row = 0; row < 2; row++) {
                rows.addRow();
                rows.set(row, 1, 30);
                rows.set(row, 2, 20_000);
            }
            rows.setText(0, 0, "ES");
            rows.set(1, 0, -1);
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            for (int row = 0; row < 2; row++) {
                assertThat(rows.fault(row)).isEqualTo(RowFault.INVALID_FEATURE);
                assertThat(rows.faultColumn(row)).isZero();
            }
        }
    }

    /** Whatever stands in a row, its neighbours score as if it were not there. */
    @Test
    void oddRowsLeaveTheirNeighboursAlone() {
        double[] odd = {
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            1e308,
            -1e308,
            1e-308,
            0.5,
            -0.0,
            2_147_483_648.0
        };
        try (Model model = Fixtures.load("treatments");
                Scorer scorer = model.newScorer(3)) {
            for (int column = 0; column < 5; column++) {
                for (double value : odd) {
                    RowBatch rows = treatmentsRow(scorer, 1, 2, 3, 4, 1, "high");
                    addTreatmentsRow(rows, 1, 2, 3, 4, 1, "nobody lists me");
                    addTreatmentsRow(rows, 1, 2, 3, 4, 1, "high");
                    rows.set(1, column, value);
                    ScoreBatch scores = scorer.newScores();
                    scorer.score(rows, scores);
                    assertThat(rows.fault(1))
                            .as("column " + column + ", " + value)
                            .isIn(RowFault.NONE, RowFault.INVALID_FEATURE);
                    for (int neighbour : new int[] {0, 2}) {
                        assertThat(rows.fault(neighbour)).isEqualTo(RowFault.NONE);
                        assertThat(scores.number(neighbour, 0)).isEqualTo(128.5);
                    }
                }
            }
        }
    }

    @Test
    void textsAndDatesAndTextOutputs() {
        try (Model model = Fixtures.load("species");
                Scorer scorer = model.newScorer(4)) {
            RowBatch rows = scorer.newRows();
            double[] petals = {1.5, 5, 5, 3};
            String[] dates = {"2026-07-01", "2029-12-31", "2030-01-01", "2026-13-01"};
            for (int row = 0; row < 4; row++) {
                rows.addRow();
                rows.set(row, 0, petals[row]);
                rows.setText(row, 1, dates[row]);
                rows.setText(row, 2, "here");
            }
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(scores.text(0, 0)).isEqualTo("setosa");
            assertThat(scores.number(0, 1)).isEqualTo(0.02);
            assertThat(scores.text(0, 2)).isEqualTo("false");
            assertThat(scores.text(1, 0)).isEqualTo("virginica");
            assertThat(scores.number(1, 1)).isEqualTo(0.9);
            assertThat(scores.text(1, 2)).isEqualTo("true");
            assertThat(rows.fault(2)).as("no true child").isEqualTo(RowFault.INVALID_FEATURE);
            assertThat(scores.failure(2)).isEqualTo("the model gives no value for output class");
            assertThat(rows.fault(3)).as("no date").isEqualTo(RowFault.INVALID_FEATURE);
            assertThat(rows.faultColumn(3)).isEqualTo(1);
        }
    }

    @Test
    void theManifestChoosesAndTreatsFirst() throws IOException {
        Path bundle = Fixtures.bundle(folder, "churn", """
                inputs:
                  - {name: income, type: double, range: [0, 1000000]}
                  - {name: age, type: double, missingReplacement: 50, invalid: asMissing, range: [18, 90]}
                  - {name: country, type: categorical, categories: [FR, IT, DE, ES], missingReplacement: IT}
                outputs:
                  - {name: stays, from: probability(0)}
                  - {name: choice, from: churn}
                """);
        try (Model bare = Fixtures.load("churn");
                Model model = Models.load(bundle);
                Scorer expected = bare.newScorer(1);
                Scorer scorer = model.newScorer(3)) {
            RowBatch bareRow = expected.newRows();
            bareRow.addRow();
            bareRow.setText(0, 0, "IT");
            bareRow.set(0, 1, 50);
            bareRow.set(0, 2, 20_000);
            ScoreBatch bareScores = expected.newScores();
            expected.score(bareRow, bareScores);

            RowBatch rows = scorer.newRows();
            for (int row = 0; row < 3; row++) {
                rows.addRow();
                rows.set(row, 0, 20_000);
            }
            rows.set(0, 1, 1e308);
            rows.set(1, 0, -1);
            rows.setText(2, 2, "ES");
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(model.contract().outputs())
                    .containsExactly(probability("stays", "0"), new ModelOutput("choice", false, OutputKind.CLASS, ""));
            assertThat(rows.fault(0)).isEqualTo(RowFault.NONE);
            assertThat(scores.number(0, 0)).isEqualTo(bareScores.number(0, 0));
            assertThat(scores.number(0, 1)).isEqualTo(bareScores.number(0, 0) >= 0.5 ? 0 : 1);
            assertThat(rows.fault(1)).isEqualTo(RowFault.INVALID_FEATURE);
            assertThat(scores.failure(1))
                    .as("refused by the manifest, JPMML never saw it")
                    .isNull();
            assertThat(model.contract().inputs().get(2).categories())
                    .as("a category that the document does not list is none")
                    .containsExactly("FR", "IT", "DE");
            assertThat(rows.fault(2)).isEqualTo(RowFault.INVALID_FEATURE);
            assertThat(rows.faultColumn(2)).isEqualTo(2);
        }
    }

    @Test
    void aDocumentWithoutATargetNameCallsItPrediction() throws IOException {
        String nameless = treatments()
                .replace("<MiningField name=\"score\" usageType=\"target\"/>", "")
                .replace("<DataField name=\"score\" optype=\"continuous\" dataType=\"double\"/>", "")
                .replaceAll("(?s)<ModelVerification>.*</ModelVerification>", "");
        try (Model model = Models.load(file("nameless.pmml", nameless));
                Scorer scorer = model.newScorer(1)) {
            assertThat(model.contract().outputs())
                    .containsExactly(new ModelOutput("prediction", false, OutputKind.VALUE, ""));
            RowBatch rows = treatmentsRow(scorer, 1, 2, 3, 4, 1, "high");
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(scores.number(0, 0)).isEqualTo(128.5);
        }
    }

    @Test
    void anInputThatTheDocumentLacksIsRefused() throws IOException {
        assertRefused(
                Fixtures.bundle(folder, "price", "inputs: [{name: age, type: float}, {name: pay, type: float}]\n"),
                "CONTRACT: input pay: expected one of the PMML's active fields [age, income], once, found pay");
    }

    @Test
    void anInputThatTheManifestLacksIsRefused() throws IOException {
        assertRefused(
                Fixtures.bundle(folder, "price", "inputs: [{name: age, type: float}]\n"),
                "CONTRACT: inputs: expected all of the PMML's active fields, found none for [income]");
    }

    @Test
    void anInputOfAnotherKindIsRefused() throws IOException {
        assertRefused(
                Fixtures.bundle(
                        folder, "price", "inputs: [{name: age, type: categorical}, {name: income, type: float}]\n"),
                "CONTRACT: input age: expected a numeric type, because the PMML's dataType is float, "
                        + "found CATEGORICAL");
    }

    @Test
    void aVectorIsRefused() throws IOException {
        assertRefused(
                Fixtures.bundle(folder, "price", "inputs: [{name: age, type: float, size: 2}]\n"),
                "CONTRACT: input age: expected size 1, because PMML fields are scalars, found 2");
    }

    @Test
    void anUnknownOutputIsRefused() throws IOException {
        assertRefused(
                Fixtures.bundle(folder, "churn", "outputs: [{name: p, from: probability}]\n"),
                "CONTRACT: output p: expected from: one of the PMML's outputs "
                        + "[churn, probability(0), probability(1)], found probability");
    }

    @Test
    void anIndexIsRefused() throws IOException {
        assertRefused(
                Fixtures.bundle(folder, "churn", "outputs: [{name: churn, index: 1}]\n"),
                "CONTRACT: output churn: expected no index, because PMML results are single values, found 1");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        assertRefused(file("empty.pmml", ""), "the PMML file is empty");
    }

    @Test
    void aModelThatFailsItsOwnVerificationIsRefused() throws IOException {
        assertRefused(
                file("wrong.pmml", treatments().replace("<score>128.5<", "<score>128.6<")),
                "the PMML's ModelVerification fails: ");
    }

    @Test
    void nestingUpToTheLimitFitsTheStack() throws IOException {
        int nodes = 512 - 3;
        StringBuilder chain = new StringBuilder();
        for (int i = 0; i < nodes; i++) {
            chain.append("<Node score=\"setosa\"><True/>");
        }
        String tree = Files.readString(Fixtures.pmml("species"))
                .replaceAll("(?s)<Node id=\"root\">.*</Node>", chain + "</Node>".repeat(nodes))
                .replaceAll("(?s)<Output>.*</Output>", "");
        try (Model model = Models.load(file("chain.pmml", tree));
                Scorer scorer = model.newScorer(1)) {
            RowBatch rows = scorer.newRows();
            rows.addRow();
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(scores.text(0, 0)).isEqualTo("setosa");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "java.lang.Runtime, functions must be PMML's own or defined in the document",
        "no-such-function, functions must be PMML's own or defined in the document",
        "matches, functions must not run regular expressions of the document",
        "replace, functions must not run regular expressions of the document",
    })
    void foreignFunctionsAreRefused(String function, String rule) throws IOException {
        String document = Files.readString(Fixtures.pmml("species")).replace("greaterThan", function);
        assertRefused(file("function.pmml", document), "cannot be loaded as PMML: " + rule + ", found " + function);
    }

    private static RowBatch treatmentsRow(
            Scorer scorer, double a, double b, double c, double d, double e, String grade) {
        RowBatch rows = scorer.newRows();
        addTreatmentsRow(rows, a, b, c, d, e, grade);
        return rows;
    }

    private static void addTreatmentsRow(
            RowBatch rows, double a, double b, double c, double d, double e, String grade) {
        int row = rows.addRow();
        double[] numbers = {a, b, c, d, e};
        for (int column = 0; column < numbers.length; column++) {
            rows.set(row, column, numbers[column]);
        }
        rows.setText(row, 5, grade);
    }

    private static ModelOutput probability(String name, String category) {
        return new ModelOutput(name, false, OutputKind.PROBABILITY, category);
    }

    private static String treatments() throws IOException {
        return Files.readString(Fixtures.pmml("treatments"));
    }

    private Path file(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(Path path, String sentence) {
        assertThatThrownBy(() -> Models.load(path).close())
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(path + ": " + sentence)
                .message()
                .hasLineCount(1);
    }
}
