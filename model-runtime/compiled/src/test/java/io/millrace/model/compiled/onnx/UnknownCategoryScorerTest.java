package io.millrace.model.compiled.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.RowBatch;
import io.millrace.model.ScorerContract;
import io.millrace.model.compiled.CompiledEngine;
import java.util.Random;

/** Open texts, and rows that the graph itself refuses: a one-hot encoder without zeros. */
final class UnknownCategoryScorerTest extends ScorerContract {
    private static final String[] COLOURS = {"red", "green", "blue"};

    @Override
    protected Model load() {
        GraphBuilder graph = new GraphBuilder()
                .input("colour", DataType.STRING, -1, 1)
                .input("size", DataType.FLOAT, -1, 1)
                .output("y", DataType.FLOAT, -1, 1)
                .longs("flat", new long[] {2}, -1, 3)
                .ml("OneHotEncoder", "colour -> a")
                .with("cats_strings", COLOURS)
                .with("zeros", 0L)
                .node("Reshape", "a flat -> b")
                .node("Concat", "b size -> c")
                .with("axis", 1L)
                .ml("LinearRegressor", "c -> y")
                .with("coefficients", new double[] {1, 2, 3, 0.5});
        return new CompiledEngine().load(graph.bundle(), Device.CPU);
    }

    @Override
    protected void fill(Random random, RowBatch rows, int row) {
        rows.setText(row, 0, COLOURS[random.nextInt(COLOURS.length)]);
        rows.set(row, 1, (float) random.nextGaussian());
    }

    @Override
    protected void spoil(RowBatch rows, int row) {
        rows.setText(row, 0, "mauve");
    }
}
