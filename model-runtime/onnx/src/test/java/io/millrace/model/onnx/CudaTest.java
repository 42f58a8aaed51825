package io.millrace.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import io.millrace.model.format.onnx.OnnxGraph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine on an NVIDIA GPU; skipped where there is none. How to run it: the module's README. */
final class CudaTest {
    private static final long SEED = 20_260_101;
    private static final Device GPU = Device.parse("cuda:0").withMemoryLimit(1L << 30);

    @TempDir
    Path folder;

    @BeforeEach
    void needsCuda() {
        assumeTrue(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA), "ONNX Runtime without CUDA");
        assumeTrue(Files.exists(Path.of("/proc/driver/nvidia/version")), "no NVIDIA driver");
    }

    @Test
    void theGpuServesWithoutDegradation() {
        try (Model model = new OnnxEngine().load(OnnxGraph.identity().bundle(folder), GPU)) {
            assertThat(model.degradation()).isEmpty();
        }
    }

    @Test
    void theGpuGivesTheCpusNumbersInBatchesOfEverySize() {
        ModelBundle bundle = ModelBundle.open(Fixtures.onnx("logistic"));
        Random random = new Random(SEED);
        try (Model onCpu = new OnnxEngine().load(bundle, Device.CPU);
                Model onGpu = new OnnxEngine().load(bundle, GPU);
                Scorer cpu = onCpu.newScorer(100);
                Scorer gpu = onGpu.newScorer(100)) {
            for (int count = 1; count <= 100; count++) {
                RowBatch onCpuRows = cpu.newRows();
                RowBatch onGpuRows = gpu.newRows();
                for (int row = 0; row < count; row++) {
                    onCpuRows.addRow();
                    onGpuRows.addRow();
                    for (int column = 0; column < onCpu.contract().width(); column++) {
                        double value = random.nextGaussian();
                        onCpuRows.set(row, column, value);
                        onGpuRows.set(row, column, value);
                    }
                }
                ScoreBatch expected = cpu.newScores();
                ScoreBatch found = gpu.newScores();
                cpu.score(onCpuRows, expected);
                gpu.score(onGpuRows, found);
                for (int row = 0; row < count; row++) {
                    for (int output = 1; output < onCpu.contract().outputs().size(); output++) {
                        assertThat(found.number(row, output))
                                .as("seed %d, batch of %d, row %d, output %d", SEED, count, row, output)
                                .isCloseTo(expected.number(row, output), within(1e-5));
                    }
                }
            }
        }
    }
}
