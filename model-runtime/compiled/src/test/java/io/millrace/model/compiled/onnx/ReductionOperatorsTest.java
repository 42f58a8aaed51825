package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.SameAsOnnxRuntime.onRandomRows;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reductions over columns and matrix products, against ONNX Runtime. */
final class ReductionOperatorsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReduceSum",
                "ReduceMean",
                "ReduceMax",
                "ReduceMin",
                "ReduceProd",
                "ReduceL1",
                "ReduceL2",
                "ReduceSumSquare",
                "ReduceLogSumExp"
            })
    void reductions(String operator) {
        // the greatest of NaN and others depends on where NaN stands, in ONNX Runtime
        boolean extreme = operator.equals("ReduceMax") || operator.equals("ReduceMin");
        SameAsOnnxRuntime rows = extreme ? onRandomRows().withoutMissing() : onRandomRows();
        rows.check(new GraphBuilder()
                .input("x", DataType.FLOAT, -1, 4)
                .output("z", DataType.FLOAT, -1, 1)
                .longs("axis", new long[] {1}, 1)
                .node(operator, "x axis -> z"));
        rows.check(new GraphBuilder()
                .input("x", DataType.DOUBLE, -1, 4)
                .output("z", DataType.DOUBLE, -1)
                .longs("axis", new long[] {1}, -1)
                .node(operator, "x axis -> z")
                .with("keepdims", 0L));
        rows.check(new GraphBuilder(11, 1)
                .input("x", DataType.FLOAT, -1, 4)
                .output("z", DataType.FLOAT, -1, 2)
                .longs("deep", new long[] {3}, -1, 2, 2)
                .node("Reshape", "x deep -> a")
                .node(operator, "a -> z")
                .with("axes", new long[] {2})
                .with("keepdims", 0L));
    }

    @Test
    void logSum() {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 4)
                        .output("z", DataType.FLOAT, -1, 1)
                        .longs("axis", new long[] {1}, 1)
                        .node("Abs", "x -> a")
                        .node("ReduceLogSum", "a axis -> z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ArgMax", "ArgMin"})
    void positions(String operator) {
        for (long last = 0; last <= 1; last++) {
            onRandomRows()
                    .withoutMissing()
                    .check(new GraphBuilder()
                            .input("x", DataType.FLOAT, -1, 3)
                            .output("z", DataType.INT64, -1, 1)
                            .node("Floor", "x -> a")
                            .node(operator, "a -> z")
                            .with("axis", 1L)
                            .with("select_last_index", last));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void theOneGreatestOrLeast(long largest) {
        onRandomRows()
                .withoutMissing()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 3)
                        .output("z", DataType.FLOAT, -1, 1)
                        .output("i", DataType.INT64, -1, 1)
                        .longs("k", new long[] {1}, 1)
                        .node("Floor", "x -> a")
                        .node("TopK", "a k -> z i")
                        .with("largest", largest));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 13})
    void softmax(long opset) {
        onRandomRows()
                .check(new GraphBuilder(opset, 1)
                        .input("x", DataType.FLOAT, -1, 3)
                        .output("z", DataType.FLOAT, -1, 3)
                        .node("Softmax", "x -> z"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void lpNormalization(long power) {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 3)
                        .output("z", DataType.FLOAT, -1, 3)
                        .node("LpNormalization", "x -> z")
                        .with("p", power));
    }

    @Test
    void products() {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 3)
                        .output("z", DataType.FLOAT, -1, 2)
                        .floats("w", new long[] {3, 2}, 1, 0, 0.5, -2, 0.25, 1)
                        .node("MatMul", "x w -> z"));
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.DOUBLE, -1, 3)
                        .output("z", DataType.DOUBLE, -1)
                        .doubles("w", new long[] {3}, 1, 0, 0.5)
                        .node("MatMul", "x w -> z"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void generalProducts(long transposed) {
        long[] shape = transposed == 1 ? new long[] {2, 3} : new long[] {3, 2};
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 3)
                        .output("z", DataType.FLOAT, -1, 2)
                        .floats("w", shape, 1, 0, 0.5, -2, 0.25, 1)
                        .floats("b", new long[] {2}, 0.5, -0.25)
                        .node("Gemm", "x w b -> z")
                        .with("transB", transposed)
                        .with("alpha", -2f)
                        .with("beta", 0.5f));
    }

    @Test
    void generalProductsWithAnAddendByRow() {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 2)
                        .input("y", DataType.FLOAT, -1, 1)
                        .output("z", DataType.FLOAT, -1, 2)
                        .floats("w", new long[] {2, 2}, 1, 2, 0.5, -2)
                        .node("Gemm", "x w y -> z")
                        .with("beta", 3f));
    }
}
