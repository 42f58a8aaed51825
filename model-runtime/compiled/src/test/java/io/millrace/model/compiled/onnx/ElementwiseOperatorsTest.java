package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.SameAsOnnxRuntime.onRandomRows;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators that treat each element by itself, against ONNX Runtime. */
final class ElementwiseOperatorsTest {
    private static final long[] SCALAR = {};
    private static final long[] THREE = {3};

    private static GraphBuilder numbers(DataType type) {
        return new GraphBuilder()
                .input("x", type, -1, 3)
                .input("y", type, -1, 1)
                .output("z", type, -1, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Add", "Sub", "Mul", "Div", "Min", "Max", "Sum"})
    void arithmeticOfColumns(String operator) {
        onRandomRows().check(numbers(DataType.FLOAT).node(operator, "x y -> z"));
        onRandomRows().check(numbers(DataType.DOUBLE).node(operator, "x y -> z"));
        if (!List.of("Div", "Sum").contains(operator)) {
            onRandomRows().check(numbers(DataType.INT64).node(operator, "x y -> z"));
            onRandomRows().check(numbers(DataType.INT32).node(operator, "x y -> z"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Add", "Sub", "Mul", "Div", "Pow"})
    void arithmeticWithConstants(String operator) {
        onRandomRows()
                .check(numbers(DataType.FLOAT)
                        .floats("c", THREE, 2, -0.5, 3)
                        .node(operator, "x c -> a")
                        .floats("d", SCALAR, 0.1)
                        .node("Add", "d a -> z"));
    }

    @Test
    void wholeDivisionCutsTheRest() {
        onRandomRows().check(numbers(DataType.INT64).longs("c", THREE, 2, -3, 5).node("Div", "x c -> z"));
    }

    @Test
    void manyAddends() {
        onRandomRows().check(numbers(DataType.FLOAT).node("Sum", "x y x -> z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"})
    void comparisons(String operator) {
        GraphBuilder graph = new GraphBuilder()
                .input("x", DataType.FLOAT, -1, 3)
                .output("z", DataType.FLOAT, -1, 3)
                .floats("c", THREE, 1, 0, -2)
                .node(operator, "x c -> b")
                .node("Cast", "b -> z")
                .with("to", (long) DataType.FLOAT.getNumber());
        onRandomRows().check(graph);
    }

    @ParameterizedTest
    @ValueSource(strings = {"And", "Or", "Xor"})
    void logic(String operator) {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.BOOL, -1, 2)
                        .input("y", DataType.BOOL, -1, 1)
                        .output("z", DataType.BOOL, -1, 2)
                        .node("Not", "x -> n")
                        .node(operator, "n y -> z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Abs",
                "Neg",
                "Sign",
                "Exp",
                "Log",
                "Sqrt",
                "Reciprocal",
                "Sigmoid",
                "Tanh",
                "Floor",
                "Ceil",
                "Round",
                "Relu",
                "Identity"
            })
    void functions(String operator) {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 3)
                        .output("z", DataType.FLOAT, -1, 3)
                        .node(operator, "x -> z"));
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.DOUBLE, -1, 3)
                        .output("z", DataType.DOUBLE, -1, 3)
                        .node(operator, "x -> z"));
    }

    @Test
    void clip() {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 3)
                        .output("z", DataType.FLOAT, -1, 3)
                        .floats("low", SCALAR, -1)
                        .floats("high", SCALAR, 0.75)
                        .node("Clip", "x low high -> z"));
        onRandomRows()
                .check(new GraphBuilder(9, 1)
                        .input("x", DataType.FLOAT, -1, 3)
                        .output("z", DataType.FLOAT, -1, 3)
                        .node("Clip", "x -> z")
                        .with("max", 0.5f));
    }

    @Test
    void whereMissing() {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 3)
                        .output("z", DataType.FLOAT, -1, 3)
                        .floats("c", THREE, 7, 8, 9)
                        .node("IsNaN", "x -> b")
                        .node("Where", "b c x -> z"));
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE", "INT64", "INT32", "BOOL"})
    void casts(DataType from) {
        for (DataType to : new DataType[] {DataType.FLOAT, DataType.DOUBLE, DataType.INT64, DataType.BOOL}) {
            // what becomes of NaN as a whole number is the processor's choice
            onRandomRows()
                    .withoutMissing()
                    .check(new GraphBuilder()
                            .input("x", from, -1, 3)
                            .output("z", to, -1, 3)
                            .node("Cast", "x -> z")
                            .with("to", (long) to.getNumber()));
        }
    }

    @Test
    void textsEqualToAConstant() {
        onRandomRows()
                .withTexts("red", "blue")
                .check(new GraphBuilder(19, 3)
                        .input("x", DataType.STRING, -1, 2)
                        .output("z", DataType.BOOL, -1, 2)
                        .texts("c", new long[] {2}, "red", "")
                        .node("Equal", "x c -> z"));
    }

    @Test
    void singlePrecisionIsKept() {
        // 1e8 + 1 has no place in 24 bits
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 3)
                        .output("z", DataType.FLOAT, -1, 3)
                        .floats("c", SCALAR, 1e8)
                        .node("Add", "x c -> a")
                        .node("Sub", "a c -> z"));
    }
}
