package io.millrace.benchmarks;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * ONNX Runtime as the peers call it: one session, direct buffers, pinned output, one thread, tensors kept by batch size. No
 * contract, no policies. Not closed in the middle of a run; one thread.
 */
final class BareModel implements AutoCloseable {
    private record Tensors(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {}

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final ByteBuffer input;
    private final FloatBuffer inputFloats;
    private final ByteBuffer output;
    private final Tensors[] tensors;
    private final int width;

    /** Loads the ONNX file at {@code model}, which takes readings, for batches of up to {@code maxRows}. */
    BareModel(Path model, int maxRows) throws OrtException {
        this(model, ReadingDecoder.WIDTH, maxRows);
    }

    /**
     * Loads an ONNX file with one input {@code features} and one output {@code score}.
     *
     * @param width number of features
     * @param maxRows most rows of a batch
     */
    BareModel(Path model, int width, int maxRows) throws OrtException {
        this.width = width;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(model.toString(), options);
        }
        input = ByteBuffer.allocateDirect(maxRows * width * Float.BYTES).order(ByteOrder.nativeOrder());
        inputFloats = input.asFloatBuffer();
        output = ByteBuffer.allocateDirect(maxRows * Float.BYTES).order(ByteOrder.nativeOrder());
        tensors = new Tensors[maxRows + 1];
    }

    /** Scores the first {@code count} rows of {@code rows}; {@link #score} has the answers. */
    void run(float[] rows, int count) throws OrtException {
        inputFloats.clear().put(rows, 0, count * width);
        Tensors shaped = tensors(count);
        session.run(shaped.inputs, shaped.outputs).close();
    }

    /** The score of a row of the last run. */
    float score(int row) {
        return output.getFloat(row * Float.BYTES);
    }

    private Tensors tensors(int rows) throws OrtException {
        if (tensors[rows] == null) {
            Tensors shaped = new Tensors(new HashMap<>(), new HashMap<>());
            shaped.inputs.put("features", tensor(input, rows, width));
            shaped.outputs.put("score", tensor(output, rows, 1));
            tensors[rows] = shaped;
        }
        return tensors[rows];
    }

    private OnnxTensor tensor(ByteBuffer buffer, int rows, int columns) throws OrtException {
        ByteBuffer part = buffer.duplicate().order(ByteOrder.nativeOrder()).limit(rows * columns * Float.BYTES);
        return OnnxTensor.createTensor(environment, part, new long[] {rows, columns}, OnnxJavaType.FLOAT);
    }

    @Override
    public void close() throws OrtException {
        for (Tensors shaped : tensors) {
            if (shaped != null) {
                shaped.inputs.values().forEach(OnnxTensor::close);
                shaped.outputs.values().forEach(OnnxTensor::close);
            }
        }
        session.close();
    }
}
