package io.millrace.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelException;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import io.millrace.model.format.onnx.OnnxGraph;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the wish for a GPU where there is none; {@link CudaTest} has one. */
final class DeviceTest {
    @TempDir
    Path folder;

    @Test
    void theCpuIsNoDegradation() {
        try (Model model = new OnnxEngine().load(OnnxGraph.identity().bundle(folder), Device.CPU)) {
            assertThat(model.degradation()).isEmpty();
        }
    }

    @Test
    void withoutTheGpuTheCpuServesAndSaysSo() {
        // there or not, nobody has a hundred of them
        Device gpu = Device.parse("cuda:99").withMemoryLimit(1L << 30);
        try (Model model = new OnnxEngine().load(OnnxGraph.identity().bundle(folder), gpu);
                Scorer scorer = model.newScorer(1)) {
            assertThat(model.degradation())
                    .get()
                    .asString()
                    .startsWith("cpu instead of cuda:99: ")
                    .hasLineCount(1);
            RowBatch rows = scorer.newRows();
            rows.set(rows.addRow(), 0, 7);
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            assertThat(scores.number(0, 0)).isEqualTo(7);
        }
    }

    @Test
    void aBadModelIsNoMatterOfTheDevice() {
        OnnxGraph bad = new OnnxGraph()
                .input("x", DataType.FLOAT, -1, 2)
                .output("y", DataType.FLOAT, -1, 2)
                .node("NoSuchOperator", List.of("x"), List.of("y"));
        assertThatThrownBy(() -> new OnnxEngine().load(bad.bundle(folder), Device.parse("cuda:0")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("LOAD_FAILED: ONNX Runtime cannot load it as ONNX: ");
    }

    @Test
    void aGpuSeesFewSizesOfBatches() {
        BatchSizes sizes = new BatchSizes(0, true);
        assertThat(List.of(1, 2, 3, 4, 5, 64, 65, 512))
                .map(sizes::runRows)
                .containsExactly(2, 2, 4, 4, 8, 64, 128, 512);
        assertThat(new BatchSizes(0, false).runRows(5)).isEqualTo(5);
        assertThat(new BatchSizes(0, false).runRows(1)).isEqualTo(2);
        assertThat(new BatchSizes(4, true).runRows(1)).isEqualTo(4);
    }
}
