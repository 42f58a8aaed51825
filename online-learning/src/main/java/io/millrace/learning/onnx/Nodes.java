package io.millrace.learning.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/**
 * Writes the nodes of an ONNX graph like expressions: each call adds a node of opset 17 and gives the name of its output. Values are
 * doubles unless it says otherwise; names of a graph inside of another one differ by their prefix, as ONNX demands.
 */
final class Nodes {
    /** Rows of a value, as many as are asked at a time. */
    static final long ROWS = -1;

    private final GraphProto.Builder graph;
    private final String prefix;
    private int count;

    Nodes(String name, String prefix) {
        graph = GraphProto.newBuilder().setName(name);
        this.prefix = prefix;
    }

    GraphProto build() {
        return graph.build();
    }

    /** A node of several inputs and one output. */
    String node(String operator, List<AttributeProto> attributes, String... inputs) {
        String output = prefix + operator + count++;
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .addAllAttribute(attributes));
        return output;
    }

    /** A node without attributes. */
    String node(String operator, String... inputs) {
        return node(operator, List.of(), inputs);
    }

    String plus(String a, String b) {
        return node("Add", a, b);
    }

    String minus(String a, String b) {
        return node("Sub", a, b);
    }

    String times(String a, String b) {
        return node("Mul", a, b);
    }

    String over(String a, String b) {
        return node("Div", a, b);
    }

    String and(String a, String b) {
        return node("And", a, b);
    }

    String isGreater(String a, String b) {
        return node("Greater", a, b);
    }

    String isEqual(String a, String b) {
        return node("Equal", a, b);
    }

    String choose(String condition, String yes, String no) {
        return node("Where", condition, yes, no);
    }

    /** 1 where it holds and 0 where not. */
    String number(String condition) {
        return node("Cast", List.of(attribute("to", DataType.DOUBLE.getNumber())), condition);
    }

    /** The greatest value of each row, [rows, 1]. */
    String greatest(String matrix) {
        return node("ReduceMax", List.of(attribute("axes", new long[] {1}), attribute("keepdims", 1)), matrix);
    }

    /** The sum of each row, [rows, 1]. */
    String sum(String matrix) {
        return node("ReduceSum", List.of(attribute("keepdims", 1)), matrix, longs(1));
    }

    /** One flag: whether a condition holds anywhere. */
    String any(String condition) {
        String numbers = node("Cast", List.of(attribute("to", DataType.INT32.getNumber())), condition);
        String greatest = node("ReduceMax", List.of(attribute("keepdims", 0)), numbers);
        return node("Cast", List.of(attribute("to", DataType.BOOL.getNumber())), greatest);
    }

    /** Each row as a column of its own, [rows, n, 1]. */
    String column(String matrix) {
        return node("Unsqueeze", matrix, longs(2));
    }

    /** Each row as a row of its own, [rows, 1, n]. */
    String row(String matrix) {
        return node("Unsqueeze", matrix, longs(1));
    }

    /** Each row's matrix times the row. */
    String apply(String matrices, String rows) {
        return node("Squeeze", node("MatMul", matrices, column(rows)), longs(2));
    }

    /** The row times each row's matrix. */
    String applyFromLeft(String rows, String matrices) {
        return node("Squeeze", node("MatMul", row(rows), matrices), longs(1));
    }

    /** A constant of these dimensions; a single number if there are none. */
    String constant(double[] values, long... dimensions) {
        TensorProto.Builder tensor = tensor(DataType.DOUBLE, dimensions);
        for (double value : values) {
            tensor.addDoubleData(value);
        }
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    /** A single number. */
    String constant(double value) {
        return constant(new double[] {value});
    }

    /** A list of whole numbers. */
    String longs(long... values) {
        TensorProto.Builder tensor = tensor(DataType.INT64, values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    private TensorProto.Builder tensor(DataType type, long... dimensions) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(prefix + "constant" + count++).setDataType(type.getNumber());
        for (long dimension : dimensions) {
            tensor.addDims(dimension);
        }
        return tensor;
    }

    /** Declares an input; without dimensions it is a single number. */
    String input(String name, DataType type, long... dimensions) {
        graph.addInput(declared(name, type, dimensions));
        return name;
    }

    /** Declares an output and gives it its value. */
    void output(String name, DataType type, String value, long... dimensions) {
        graph.addOutput(declared(name, type, dimensions));
        graph.addNode(
                NodeProto.newBuilder().setOpType("Identity").addInput(value).addOutput(name));
    }

    /** Repeats {@code body} while its flag is set; gives what {@code first}, its state, has become. */
    List<String> loop(String most, String go, List<String> first, GraphProto body) {
        List<String> last =
                first.stream().map(state -> prefix + "last" + count++).toList();
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Loop")
                .addInput(most)
                .addInput(go)
                .addAllInput(first)
                .addAllOutput(last)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("body")
                        .setType(AttributeProto.AttributeType.GRAPH)
                        .setG(body)));
        return last;
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static AttributeProto attribute(String name, long[] values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private static ValueInfoProto declared(String name, DataType type, long... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dimension : dimensions) {
            shape.addDim(
                    dimension == ROWS
                            ? TensorShapeProto.Dimension.newBuilder().setDimParam("rows")
                            : TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }
}
