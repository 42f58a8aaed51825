package io.millrace.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.ModelOutput;
import io.millrace.model.OutputKind;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import io.millrace.model.format.onnx.OnnxGraph;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Graphs of all types and shapes that rows can be put into, and some that they cannot. */
final class OnnxGraphsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {
                "FLOAT",
                "DOUBLE",
                "FLOAT16",
                "BFLOAT16",
                "INT64",
                "INT32",
                "INT16",
                "INT8",
                "UINT8",
                "BOOL",
                "STRING"
            })
    void everyTypeGoesThrough(DataType type) {
        double[] values =
                switch (type) {
                    case BOOL -> new double[] {0, 1};
                    case UINT8 -> new double[] {0, 255};
                    case INT8 -> new double[] {-128, 127};
                    case INT16 -> new double[] {-32768, 32767};
                    case FLOAT16 -> new double[] {-65504, 0x1p-24};
                    case BFLOAT16 -> new double[] {-0x1.FEp127, 1.5};
                    case INT64 -> new double[] {-0x1p53, 0x1p53};
                    default -> new double[] {-2, 1_234_567};
                };
        OnnxGraph graph = new OnnxGraph()
                .input("x", type, -1, 2)
                .output("y", type, -1, 2)
                .node("Identity", List.of("x"), List.of("y"));
        try (Model model = load(graph);
                Scorer scorer = model.newScorer(3)) {
            RowBatch rows = scorer.newRows();
            for (int row = 0; row < 3; row++) {
                rows.addRow();
                for (int column = 0; column < 2; column++) {
                    double value = values[(row + column) % 2];
                    if (type == DataType.STRING) {
                        rows.setText(row, column, "text " + value);
                    } else {
                        rows.set(row, column, value);
                    }
                }
            }
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            for (int row = 0; row < 3; row++) {
                assertThat(rows.fault(row)).isEqualTo(RowFault.NONE);
                for (int column = 0; column < 2; column++) {
                    double value = values[(row + column) % 2];
                    if (type == DataType.STRING) {
                        assertThat(scores.text(row, column)).isEqualTo("text " + value);
                    } else {
                        assertThat(scores.number(row, column)).isEqualTo(value);
                    }
                }
            }
        }
    }

    @Test
    void aValueBeyondATypesRangeRefusesItsRowOnly() {
        OnnxGraph graph = new OnnxGraph()
                .input("x", DataType.FLOAT16, -1, 1)
                .output("y", DataType.FLOAT16, -1, 1)
                .node("Identity", List.of("x"), List.of("y"));
        try (Model model = load(graph);
                Scorer scorer = model.newScorer(3)) {
            RowBatch rows = scorer.newRows();
            rows.set(rows.addRow(), 0, 1);
            rows.set(rows.addRow(), 0, 65_520);
            rows.set(rows.addRow(), 0, Double.NaN);
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(scores.number(0, 0)).isEqualTo(1);
            assertThat(rows.fault(1)).isEqualTo(RowFault.INVALID_FEATURE);
            assertThat(scores.number(2, 0)).isNaN();
        }
    }

    @Test
    void dimensionsBehindTheRowsAreFlattenedOnBothSides() {
        OnnxGraph graph = new OnnxGraph()
                .input("x", DataType.FLOAT, -1, 2, 3)
                .output("y", DataType.FLOAT, -1, 3, 2)
                .node("Transpose", List.of("x"), List.of("y"), OnnxGraph.attribute("perm", List.of(0L, 2L, 1L)));
        try (Model model = load(graph);
                Scorer scorer = model.newScorer(2)) {
            RowBatch rows = scorer.newRows();
            for (int row = 0; row < 2; row++) {
                rows.addRow();
                for (int column = 0; column < 6; column++) {
                    rows.set(row, column, 10 * row + column);
                }
            }
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(model.contract().outputs()).hasSize(6).contains(ModelOutput.number("y[5]"));
            double[] transposed = {0, 3, 1, 4, 2, 5};
            for (int row = 0; row < 2; row++) {
                for (int i = 0; i < 6; i++) {
                    assertThat(scores.number(row, i)).isEqualTo(10 * row + transposed[i]);
                }
            }
        }
    }

    @Test
    void textsOfSeveralDimensionsAreFlattened() {
        OnnxGraph graph = new OnnxGraph()
                .input("x", DataType.STRING, -1, 1, 2)
                .output("y", DataType.STRING, -1, 2, 1)
                .node("Transpose", List.of("x"), List.of("y"), OnnxGraph.attribute("perm", List.of(0L, 2L, 1L)));
        try (Model model = load(graph);
                Scorer scorer = model.newScorer(1)) {
            RowBatch rows = scorer.newRows();
            rows.setText(rows.addRow(), 0, "a");
            rows.setText(0, 1, "b");
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(scores.text(0, 0)).isEqualTo("a");
            assertThat(scores.text(0, 1)).isEqualTo("b");
        }
    }

    @Test
    void aWidthThatTheFileGetsWrongIsFoundOut() {
        OnnxGraph graph = new OnnxGraph()
                .input("x", DataType.FLOAT, -1, 3)
                .output("open", DataType.FLOAT)
                .output("rows", DataType.FLOAT, 1, 3)
                .node("Neg", List.of("x"), List.of("open"))
                .node("Abs", List.of("x"), List.of("rows"));
        try (Model model = load(graph);
                Scorer scorer = model.newScorer(5)) {
            assertThat(model.contract().outputs())
                    .extracting(ModelOutput::name)
                    .containsExactly("open[0]", "open[1]", "open[2]", "rows[0]", "rows[1]", "rows[2]");
            RowBatch rows = scorer.newRows();
            for (int row = 0; row < 5; row++) {
                rows.addRow();
                for (int column = 0; column < 3; column++) {
                    rows.set(row, column, row - column);
                }
            }
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            for (int row = 0; row < 5; row++) {
                for (int column = 0; column < 3; column++) {
                    assertThat(scores.number(row, column)).isEqualTo(column - row);
                    assertThat(scores.number(row, 3 + column)).isEqualTo(Math.abs(row - column));
                }
            }
        }
    }

    @Test
    void aClassifiersOutputsSayWhatTheyAre() {
        OnnxGraph graph = new OnnxGraph()
                .input("x", DataType.FLOAT, -1, 2)
                .node(
                        "ai.onnx.ml",
                        "LinearClassifier",
                        List.of("x"),
                        List.of("label", "p"),
                        OnnxGraph.numbers("coefficients", 1, 0, 0, 1),
                        OnnxGraph.numbers("intercepts", 0, 0),
                        OnnxGraph.texts("classlabels_strings", "left", "right"),
                        OnnxGraph.attribute("post_transform", "SOFTMAX"))
                .output("label", DataType.STRING, -1)
                .output("p", DataType.FLOAT, -1, 2);
        try (Model model = load(graph);
                Scorer scorer = model.newScorer(1)) {
            assertThat(model.contract().outputs())
                    .containsExactly(
                            new ModelOutput("label", true, OutputKind.CLASS, ""),
                            new ModelOutput("p[0]", false, OutputKind.PROBABILITY, "left"),
                            new ModelOutput("p[1]", false, OutputKind.PROBABILITY, "right"));
            RowBatch rows = scorer.newRows();
            rows.set(rows.addRow(), 0, 0);
            rows.set(0, 1, 1);
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(scores.text(0, 0)).isEqualTo("right");
            assertThat(scores.number(0, 2)).isBetween(0.731058, 0.731059);
        }
    }

    @Test
    void anOutputThatIsNotOneEntryForEachRowIsRefused() {
        OnnxGraph graph = new OnnxGraph()
                .input("x", DataType.FLOAT, -1, 2)
                .output("y", DataType.FLOAT, -1, 2)
                .output("sum", DataType.FLOAT, 1, 2)
                .node("Identity", List.of("x"), List.of("y"))
                .node("ReduceSum", List.of("x", "axes"), List.of("sum"))
                .longs("axes", 0);
        assertThatThrownBy(() -> load(graph).close())
                .isInstanceOf(ModelException.class)
                .hasMessageEndingWith(
                        "CONTRACT: output sum: expected one entry for each row, found shape [1, 2] for 2 rows");
        ModelBundle asking = ModelBundle.open(graph.bundle(folder, "outputs: [{name: y0, from: y, index: 0}]\n"));
        try (Model model = new OnnxEngine().load(asking, Device.CPU)) {
            assertThat(model.contract().outputs()).containsExactly(ModelOutput.number("y0"));
        }
    }

    @Test
    void wrongNumbersOfRowsAndOpenWidthsThatCannotBeFoundOutAreRefused() {
        OnnxGraph graph = new OnnxGraph()
                .input("x", DataType.STRING, -1, 2)
                .output("y", DataType.FLOAT, -1, -1)
                .node("Cast", List.of("x"), List.of("y"), OnnxGraph.attribute("to", 1));
        assertThatThrownBy(() -> load(graph).close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(
                        "CONTRACT: output y: expected a declared number of values for each row, because a run on zeros "
                                + "fails (")
                .hasMessageEndingWith("), found FLOAT[-1, -1]");
    }

    private Model load(OnnxGraph graph) {
        return new OnnxEngine().load(graph.bundle(folder), Device.CPU);
    }
}
