package io.millrace.benchmarks;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;

/** ONNX Runtime's Java call by hand, as {@link BareModel} makes it. */
final class OnnxRuntimeLoop implements ScoringLoop {
    private final BareModel model;
    private final float[][] rows;
    private final float[] batch;
    private final int batchRows;
    private int next;

    /** Loads the ONNX file at {@code path}, which takes all features of {@code rows} in their order. */
    OnnxRuntimeLoop(Path path, FeatureRows rows, int batchRows) throws OrtException {
        int width = rows.names().size();
        model = new BareModel(path, width, batchRows);
        this.rows = rows.rows().stream().map(OnnxRuntimeLoop::floats).toArray(float[][]::new);
        batch = new float[batchRows * width];
        this.batchRows = batchRows;
    }

    private static float[] floats(double[] row) {
        float[] floats = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            floats[i] = (float) row[i];
        }
        return floats;
    }

    @Override
    public void scoreNextBatch() throws OrtException {
        for (int i = 0; i < batchRows; i++) {
            float[] row = rows[next++ & (rows.length - 1)];
            System.arraycopy(row, 0, batch, i * row.length, row.length);
        }
        model.run(batch, batchRows);
    }

    @Override
    public double score(int row) {
        return model.score(row);
    }

    @Override
    public void close() throws OrtException {
        model.close();
    }
}
