package io.millrace.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.millrace.model.FeatureType;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.Model;
import io.millrace.model.ModelException;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.Models;
import io.millrace.model.OutputKind;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import io.millrace.model.format.onnx.OnnxGraph;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine reads out of a graph, what it refuses, and what a bad row does. */
final class OnnxEngineTest {
    @TempDir
    Path folder;

    @Test
    void aBareFileNamesItsContract() {
        try (Model model = Fixtures.load("bare")) {
            assertThat(model.id().name()).isEqualTo("bare");
            assertThat(model.id().version()).isEqualTo(1);
            assertThat(model.engine()).isEqualTo("onnxruntime");
            assertThat(model.contract().inputs())
                    .containsExactly(
                            ModelInput.vector("x", FeatureType.DOUBLE, 5),
                            ModelInput.of("tag", FeatureType.CATEGORICAL)
                                    .withPolicies(MissingPolicy.RETURN_INVALID, InvalidPolicy.RETURN_INVALID),
                            ModelInput.of("count", FeatureType.INTEGER)
                                    .withPolicies(MissingPolicy.RETURN_INVALID, InvalidPolicy.RETURN_INVALID));
            assertThat(model.contract().outputs())
                    .extracting(ModelOutput::name)
                    .containsExactly(
                            "twice[0]",
                            "twice[1]",
                            "twice[2]",
                            "twice[3]",
                            "twice[4]",
                            "total",
                            "tag_out",
                            "count_out");
            assertThat(model.contract().outputs())
                    .extracting(ModelOutput::isText)
                    .containsOnlyOnce(true);
        }
    }

    @Test
    void aVectorKeepsItsOrderAndItsPrecision() {
        try (Model model = Fixtures.load("bare");
                Scorer scorer = model.newScorer(2)) {
            RowBatch rows = scorer.newRows();
            for (int row = 0; row < 2; row++) {
                rows.addRow();
                for (int column = 0; column < 5; column++) {
                    rows.set(row, column, 0.1 * (row * 5 + column));
                }
                rows.setText(row, 5, "Zürich " + row);
                rows.set(row, 6, Integer.MAX_VALUE / 2 - row);
            }
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            for (int row = 0; row < 2; row++) {
                for (int column = 0; column < 5; column++) {
                    assertThat(scores.number(row, column)).isEqualTo(2 * (0.1 * (row * 5 + column)));
                }
                assertThat(scores.text(row, 6)).isEqualTo("Zürich " + row);
                assertThat(scores.number(row, 7)).isEqualTo(Integer.MAX_VALUE - 1 - 2 * row);
            }
        }
    }

    @Test
    void zipMapOutputsAreNamedByTheirKeys() {
        try (Model logistic = Fixtures.load("logistic");
                Model strings = Fixtures.load("strings")) {
            assertThat(logistic.contract().outputs())
                    .containsExactly(
                            new ModelOutput("output_label", false, OutputKind.CLASS, ""),
                            probability("output_probability(10)", "10"),
                            probability("output_probability(20)", "20"),
                            probability("output_probability(30)", "30"));
            assertThat(strings.contract().outputs())
                    .containsExactly(
                            new ModelOutput("output_label", true, OutputKind.CLASS, ""),
                            probability("output_probability(bus)", "bus"),
                            probability("output_probability(walk)", "walk"),
                            probability("output_probability(Árbol)", "Árbol"));
        }
    }

    @Test
    void aMissingValueThatATensorCannotHoldRefusesItsRow() {
        try (Model model = Fixtures.load("separate");
                Scorer scorer = model.newScorer(5)) {
            RowBatch rows = scorer.newRows();
            for (int row = 0; row < 5; row++) {
                rows.addRow();
                rows.set(row, 0, 40);
                rows.set(row, 1, 3);
                rows.set(row, 2, 1);
                rows.setText(row, 3, "DE");
                if (row >= 1) {
                    rows.set(row, row - 1, Double.NaN);
                }
            }
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(rows.fault(0)).isEqualTo(RowFault.NONE);
            assertThat(rows.fault(1)).as("NaN in a float tensor").isEqualTo(RowFault.NONE);
            assertThat(scores.number(1, 0)).isNaN();
            for (int row = 2; row < 5; row++) {
                assertThat(rows.fault(row)).isEqualTo(RowFault.INVALID_FEATURE);
                assertThat(rows.faultColumn(row)).isEqualTo(row - 1);
            }
        }
    }

    @Test
    void aNumberThatATensorCannotHoldRefusesItsRow() {
        try (Model model = Fixtures.load("separate");
                Scorer scorer = model.newScorer(4)) {
            RowBatch rows = scorer.newRows();
            double[] visits = {2.5, 0x1p60, -7, Double.NEGATIVE_INFINITY};
            for (int row = 0; row < 4; row++) {
                rows.addRow();
                rows.set(row, 0, 40);
                rows.set(row, 1, visits[row]);
                rows.set(row, 2, 1);
                rows.setText(row, 3, "DE");
            }
            scorer.score(rows, scorer.newScores());
            assertThat(List.of(rows.fault(0), rows.fault(1), rows.fault(2), rows.fault(3)))
                    .containsExactly(
                            RowFault.INVALID_FEATURE,
                            RowFault.INVALID_FEATURE,
                            RowFault.NONE,
                            RowFault.INVALID_FEATURE);
        }
    }

    @Test
    void aRowThatTheGraphFailsOnFailsAlone() {
        try (Model model = Fixtures.load("cast");
                Scorer scorer = model.newScorer(5)) {
            RowBatch rows = scorer.newRows();
            String[] texts = {"1.5", "many", "-2", null, "1e3"};
            for (int row = 0; row < texts.length; row++) {
                rows.setText(rows.addRow(), 0, texts[row]);
            }
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(scores.number(0, 0)).isEqualTo(1.5);
            assertThat(rows.fault(1)).isEqualTo(RowFault.SCORING_FAILED);
            assertThat(scores.failure(1)).contains("Cast");
            assertThat(scores.number(2, 0)).isEqualTo(-2);
            assertThat(rows.fault(3))
                    .as("missing, refused before the graph saw it")
                    .isEqualTo(RowFault.INVALID_FEATURE);
            assertThat(rows.faultColumn(3)).isZero();
            assertThat(scores.number(4, 0)).isEqualTo(1000);
        }
    }

    @Test
    void aRefusedRowNeverFailsItsNeighbours() {
        try (Model model = Fixtures.load("cast");
                Scorer scorer = model.newScorer(2)) {
            RowBatch rows = scorer.newRows();
            rows.setText(rows.addRow(), 0, null);
            rows.setText(rows.addRow(), 0, "7");
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(rows.fault(0)).isEqualTo(RowFault.INVALID_FEATURE);
            assertThat(rows.fault(1)).isEqualTo(RowFault.NONE);
            assertThat(scores.number(1, 0)).isEqualTo(7);
        }
    }

    @Test
    void openColumnsTakeTheirNumberFromTheManifest() throws IOException {
        Path bundle = Fixtures.bundle(folder, "open", "inputs: [{name: a, type: float}, {name: b, type: float}]\n");
        try (Model model = Models.load(bundle);
                Scorer scorer = model.newScorer(1)) {
            assertThat(model.contract().outputs())
                    .containsExactly(ModelOutput.number("Y[0]"), ModelOutput.number("Y[1]"));
            RowBatch rows = scorer.newRows();
            rows.set(rows.addRow(), 0, 3);
            rows.set(0, 1, -4);
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(scores.number(0, 0)).isEqualTo(-3);
            assertThat(scores.number(0, 1)).isEqualTo(4);
        }
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        assertRefused(file("empty.onnx", new byte[0]), "LOAD_FAILED: file: expected an ONNX model, found 0 bytes");
    }

    @Test
    void halfAFileIsRefused() throws IOException {
        for (String fixture : List.of("forest", "bare")) {
            byte[] whole = Files.readAllBytes(Fixtures.onnx(fixture));
            assertRefused(
                    file("half.onnx", Arrays.copyOf(whole, whole.length / 2)),
                    "LOAD_FAILED: file: expected a whole ONNX model, found ");
        }
    }

    @Test
    void pmmlIsRefused() throws IOException {
        byte[] pmml = "<?xml version=\"1.0\"?><PMML version=\"4.4\"/>".getBytes(StandardCharsets.UTF_8);
        assertRefused(file("tree.onnx", pmml), "LOAD_FAILED: file: expected a whole ONNX model, found ");
    }

    @Test
    void aBareFileMustSayItsNumberOfColumns() {
        assertRefused(
                Fixtures.onnx("open"),
                "CONTRACT: input X: expected a fixed number of columns, or a model.yaml that names them, "
                        + "found FLOAT[-1, -1]");
    }

    @Test
    void whatOnlyOnnxRuntimeCanTellIsRefusedInItsWords() {
        assertRefused(
                new OnnxGraph()
                        .input("x", DataType.FLOAT, -1, 2)
                        .output("y", DataType.FLOAT, -1, 2)
                        .node("NoSuchOperator", List.of("x"), List.of("y"))
                        .file(folder),
                "LOAD_FAILED: ONNX Runtime cannot load it as ONNX: ");
    }

    @Test
    void anInputThatTheGraphLacksIsRefused() throws IOException {
        assertRefused(
                Fixtures.bundle(folder, "separate", """
                        inputs:
                          - {name: age, type: float}
                          - {name: visits, type: long}
                          - {name: member, type: boolean}
                          - {name: land, type: categorical}
                        """),
                "CONTRACT: input land: expected one of the graph's inputs [age, visits, member, country], found land");
    }

    @Test
    void anInputThatTheManifestLacksIsRefused() throws IOException {
        assertRefused(
                Fixtures.bundle(folder, "separate", """
                        inputs:
                          - {name: age, type: float}
                          - {name: member, type: boolean}
                          - {name: country, type: categorical}
                        """),
                "CONTRACT: input visits: expected INT64[-1, 1], found 0 columns in model.yaml");
    }

    @Test
    void aWrongNumberOfColumnsIsRefused() throws IOException {
        assertRefused(
                Fixtures.bundle(folder, "forest", "inputs: [{name: x, type: float, size: 7}]\n"),
                "CONTRACT: input X: expected FLOAT[-1, 8], found 7 columns in model.yaml");
    }

    @Test
    void anUnknownOutputIsRefused() throws IOException {
        assertRefused(
                Fixtures.bundle(folder, "forest", "outputs: [{name: fraud, from: probability}]\n"),
                "CONTRACT: output fraud: expected from: one of the graph's outputs "
                        + "[label, probabilities], found probability");
    }

    @Test
    void anOutputWithSeveralValuesNeedsAnIndex() throws IOException {
        assertRefused(
                Fixtures.bundle(folder, "forest", "outputs: [{name: fraud, from: probabilities}]\n"),
                "CONTRACT: output fraud: expected an index from 0 to 1 into probabilities, found none");
    }

    @Test
    void anIndexBeyondTheOutputIsRefused() throws IOException {
        assertRefused(
                Fixtures.bundle(folder, "forest", "outputs: [{name: fraud, from: probabilities, index: 2}]\n"),
                "CONTRACT: output fraud: expected an index from 0 to 1 into probabilities, found 2");
    }

    @Test
    void oneValueUnderTwoNamesIsRefused() throws IOException {
        assertRefused(
                Fixtures.bundle(folder, "forest", """
                        outputs:
                          - {name: fraud, from: probabilities, index: 1}
                          - {name: again, from: probabilities, index: 1}
                        """),
                "CONTRACT: output again: expected a value of its own, found probabilities[1] twice");
    }

    @Test
    void aNumberForATensorOfStringsIsRefused() throws IOException {
        assertRefused(
                Fixtures.bundle(folder, "cast", "inputs: [{name: text, type: double}]\n"),
                "CONTRACT: input text: expected type categorical, because tensor text holds strings, found DOUBLE");
    }

    @Test
    void aTextWithoutCategoriesForATensorOfNumbersIsRefused() throws IOException {
        assertRefused(
                Fixtures.bundle(folder, "fixed1", "inputs: [{name: X, type: categorical, size: 3}]\n"),
                "CONTRACT: input X: expected categories, because tensor X holds their codes, found none");
    }

    private static ModelOutput probability(String name, String category) {
        return new ModelOutput(name, false, OutputKind.PROBABILITY, category);
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static void assertRefused(Path path, String sentence) {
        assertThatThrownBy(() -> Models.load(path).close())
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(path + ": " + sentence)
                .message()
                .hasLineCount(1);
    }
}
