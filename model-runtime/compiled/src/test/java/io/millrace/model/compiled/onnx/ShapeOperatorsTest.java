package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.SameAsOnnxRuntime.onRandomRows;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import org.junit.jupiter.api.Test;

/** Operators that move elements, against ONNX Runtime. */
final class ShapeOperatorsTest {
    private static GraphBuilder graph() {
        return new GraphBuilder().input("x", DataType.FLOAT, -1, 4);
    }

    @Test
    void reshapeAndBack() {
        onRandomRows()
                .check(graph().output("z", DataType.FLOAT, -1, 4)
                        .longs("deep", new long[] {3}, -1, 2, 2)
                        .longs("flat", new long[] {2}, 0, 4)
                        .longs("turn", new long[] {3}, 0, 2, 1)
                        .node("Reshape", "x deep -> a")
                        .node("Transpose", "a -> b")
                        .with("perm", new long[] {0, 2, 1})
                        .node("Reshape", "b flat -> z"));
    }

    @Test
    void rowsNeedNotComeFirstOnTheWay() {
        onRandomRows()
                .check(graph().output("z", DataType.FLOAT, -1, 4)
                        .longs("pages", new long[] {3}, 1, -1, 4)
                        .longs("axis", new long[] {1}, 0)
                        .node("Reshape", "x pages -> a")
                        .node("Add", "a a -> b")
                        .node("Concat", "a b -> c")
                        .with("axis", 0L)
                        .node("ReduceMean", "c axis -> z")
                        .with("keepdims", 0L));
    }

    @Test
    void transposedTwice() {
        onRandomRows()
                .check(graph().output("z", DataType.FLOAT, -1, 4)
                        .node("Transpose", "x -> a")
                        .node("Neg", "a -> b")
                        .node("Transpose", "b -> z"));
    }

    @Test
    void squeezeUnsqueezeFlatten() {
        onRandomRows()
                .check(graph().output("z", DataType.FLOAT, -1, 4)
                        .longs("axis", new long[] {1}, 1)
                        .node("Unsqueeze", "x axis -> a")
                        .node("Squeeze", "a axis -> b")
                        .node("Unsqueeze", "b axis -> c")
                        .node("Flatten", "c -> z"));
    }

    @Test
    void oldAttributesOfAxes() {
        onRandomRows()
                .check(new GraphBuilder(9, 1)
                        .input("x", DataType.FLOAT, -1, 4)
                        .output("z", DataType.FLOAT, -1, 2)
                        .node("Unsqueeze", "x -> a")
                        .with("axes", new long[] {1})
                        .node("Squeeze", "a -> b")
                        .with("axes", new long[] {1})
                        .node("Slice", "b -> z")
                        .with("starts", new long[] {1})
                        .with("ends", new long[] {3})
                        .with("axes", new long[] {1}));
    }

    @Test
    void gatherSliceSplitConcat() {
        onRandomRows()
                .check(graph().output("z", DataType.FLOAT, -1, 7)
                        .longs("some", new long[] {2}, -1, 0)
                        .longs("start", new long[] {1}, 1)
                        .longs("end", new long[] {1}, -1)
                        .longs("axis", new long[] {1}, 1)
                        .longs("sizes", new long[] {2}, 1, 3)
                        .node("Gather", "x some -> a")
                        .with("axis", 1L)
                        .node("Slice", "x start end axis -> b")
                        .node("Split", "x sizes -> c d")
                        .with("axis", 1L)
                        .node("Concat", "d b a -> z")
                        .with("axis", -1L));
    }

    @Test
    void evenSplit() {
        onRandomRows()
                .check(graph().output("z", DataType.FLOAT, -1, 2)
                        .node("Split", "x -> a b")
                        .with("axis", 1L)
                        .with("num_outputs", 2L)
                        .node("Sub", "a b -> z"));
    }

    @Test
    void constantsOfTheRowsShape() {
        onRandomRows()
                .check(graph().output("z", DataType.FLOAT, -1, 4)
                        .node("Shape", "x -> shape")
                        .node("ConstantOfShape", "shape -> twos")
                        .with(
                                "value",
                                GraphBuilder.floatTensor(new long[] {1}, 2).build())
                        .floats("row", new long[] {1, 4}, 1, 2, 3, 4)
                        .node("Expand", "row shape -> rows")
                        .node("Mul", "x twos -> a")
                        .node("Add", "a rows -> z"));
    }

    @Test
    void constantNodes() {
        onRandomRows()
                .check(graph().output("z", DataType.FLOAT, -1, 4)
                        .node("Constant", "-> one")
                        .with("value_float", 1f)
                        .node("Constant", "-> some")
                        .with(
                                "value",
                                GraphBuilder.floatTensor(new long[] {4}, 1, 2, 3, 4)
                                        .build())
                        .node("Add", "one some -> sum")
                        .node("Mul", "x sum -> z"));
    }

    @Test
    void featureVectorizerCutsAndCasts() {
        onRandomRows()
                .check(graph().input("n", DataType.FLOAT, -1, 2)
                        .output("z", DataType.FLOAT, -1, 3)
                        .ml("FeatureVectorizer", "n x -> z")
                        .with("inputdimensions", new long[] {2, 1}));
    }

    @Test
    void labelsByIndex() {
        onRandomRows()
                .check(graph().output("z", DataType.STRING, -1)
                        .texts("names", new long[] {4}, "a", "b", "c", "d")
                        .longs("flat", new long[] {1}, -1)
                        .node("ArgMax", "x -> i")
                        .with("axis", 1L)
                        .ml("ArrayFeatureExtractor", "names i -> wide")
                        .node("Reshape", "wide flat -> z"));
        onRandomRows()
                .check(graph().output("z", DataType.STRING, -1)
                        .texts("names", new long[] {4}, "a", "b", "c", "d")
                        .node("ArgMin", "x -> i")
                        .with("axis", 1L)
                        .with("keepdims", 0L)
                        .node("Gather", "names i -> z"));
    }

    @Test
    void columnsByConstantIndex() {
        onRandomRows()
                .check(graph().output("z", DataType.FLOAT, -1, 3)
                        .longs("some", new long[] {3}, 3, 1, 1)
                        .ml("ArrayFeatureExtractor", "x some -> z"));
    }
}
