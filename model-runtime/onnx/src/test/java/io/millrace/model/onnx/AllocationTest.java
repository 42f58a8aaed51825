package io.millrace.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.sun.management.ThreadMXBean;
import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import io.millrace.model.format.onnx.OnnxGraph;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a call costs the collector: no more than ONNX Runtime's own Java call with pinned buffers, however many rows. */
final class AllocationTest {
    private static final int ROWS = 64;
    private static final int COLUMNS = 8;
    private static final int ROUNDS = 20;
    private static final int CALLS = 10_000;

    @TempDir
    Path folder;

    /** A call that may fail as ONNX Runtime's do. */
    @FunctionalInterface
    private interface Call {
        void run() throws OrtException;
    }

    @Test
    void aCallAllocatesWhatOnnxRuntimeAllocatesAndNoMore() throws OrtException {
        ModelBundle bundle = new OnnxGraph()
                .input("x", DataType.FLOAT, -1, COLUMNS)
                .output("y", DataType.FLOAT, -1, COLUMNS)
                .node("Relu", List.of("x"), List.of("y"))
                .bundle(folder);
        double ours = ours(bundle);
        double byHand = byHand(bundle);
        assertThat(ours)
                .as("bytes a call of %d rows; by hand %.1f", ROWS, byHand)
                .isLessThan(byHand + 1);
    }

    private static double ours(ModelBundle bundle) throws OrtException {
        try (Model model = new OnnxEngine().load(bundle, Device.CPU);
                Scorer scorer = model.newScorer(ROWS)) {
            RowBatch rows = scorer.newRows();
            ScoreBatch scores = scorer.newScores();
            for (int row = 0; row < ROWS; row++) {
                rows.addRow();
                for (int column = 0; column < COLUMNS; column++) {
                    rows.set(row, column, row - column);
                }
            }
            return bytesPerCall(() -> scorer.score(rows, scores));
        }
    }

    private static double byHand(ModelBundle bundle) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = {ROWS, COLUMNS};
        try (OrtSession session = environment.createSession(bundle.bytes());
                OnnxTensor x = OnnxTensor.createTensor(environment, buffer(), shape, OnnxJavaType.FLOAT);
                OnnxTensor y = OnnxTensor.createTensor(environment, buffer(), shape, OnnxJavaType.FLOAT)) {
            Map<String, OnnxTensor> inputs = new HashMap<>(Map.of("x", x));
            Map<String, OnnxTensor> outputs = new HashMap<>(Map.of("y", y));
            return bytesPerCall(() -> session.run(inputs, outputs).close());
        }
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(ROWS * COLUMNS * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    /** The least of several rounds: the first ones run code that is not compiled yet, which allocates more. */
    private static double bytesPerCall(Call call) throws OrtException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least / (double) CALLS;
    }
}
