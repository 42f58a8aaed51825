package io.millrace.model.compiled.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelId;
import io.millrace.model.ModelInput;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds small ONNX graphs for tests. A dimension of -1 is open. */
final class GraphBuilder {
    private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    private NodeProto.Builder last;

    GraphBuilder() {
        this(18, 3);
    }

    GraphBuilder(long opset, long mlOpset) {
        model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset));
        model.addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain(Operators.ML).setVersion(mlOpset));
    }

    GraphBuilder input(String name, DataType type, long... shape) {
        graph.addInput(info(name, type, shape));
        return this;
    }

    GraphBuilder output(String name, DataType type, long... shape) {
        graph.addOutput(info(name, type, shape));
        return this;
    }

    /** A sequence of maps to FLOAT. */
    GraphBuilder outputMaps(String name, DataType keys) {
        TypeProto.Map map = TypeProto.Map.newBuilder()
                .setKeyType(keys.getNumber())
                .setValueType(tensor(DataType.FLOAT))
                .build();
        TypeProto element = TypeProto.newBuilder().setMapType(map).build();
        graph.addOutput(ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setSequenceType(TypeProto.Sequence.newBuilder().setElemType(element))));
        return this;
    }

    GraphBuilder floats(String name, long[] shape, double... values) {
        graph.addInitializer(floatTensor(shape, values).setName(name));
        return this;
    }

    GraphBuilder doubles(String name, long[] shape, double... values) {
        graph.addInitializer(doubleTensor(shape, values).setName(name));
        return this;
    }

    GraphBuilder longs(String name, long[] shape, long... values) {
        TensorProto.Builder tensor = shaped(DataType.INT64, shape).setName(name);
        Arrays.stream(values).forEach(tensor::addInt64Data);
        graph.addInitializer(tensor);
        return this;
    }

    GraphBuilder texts(String name, long[] shape, String... values) {
        TensorProto.Builder tensor = shaped(DataType.STRING, shape).setName(name);
        Arrays.stream(values).map(ByteString::copyFromUtf8).forEach(tensor::addStringData);
        graph.addInitializer(tensor);
        return this;
    }

    /** A node of ONNX's own operators; inputs, {@code ->}, outputs, with blanks between. */
    GraphBuilder node(String operator, String inputsAndOutputs) {
        return node("", operator, inputsAndOutputs);
    }

    /** A node of ONNX-ML. */
    GraphBuilder ml(String operator, String inputsAndOutputs) {
        return node(Operators.ML, operator, inputsAndOutputs);
    }

    private GraphBuilder node(String domain, String operator, String inputsAndOutputs) {
        List<String> names = Arrays.asList(inputsAndOutputs.split(" ", -1));
        int arrow = names.indexOf("->");
        String name = "node " + graph.getNodeCount();
        last = graph.addNodeBuilder().setName(name).setOpType(operator).setDomain(domain);
        names.subList(0, arrow).forEach(last::addInput);
        last.addAllOutput(names.subList(arrow + 1, names.size()));
        return this;
    }

    /** An attribute of the last node: whole numbers are {@code Long}, others {@code Float}, lists of one type. */
    GraphBuilder with(String name, Object value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        if (value instanceof Long whole) {
            attribute.setType(AttributeType.INT).setI(whole);
        } else if (value instanceof Float number) {
            attribute.setType(AttributeType.FLOAT).setF(number);
        } else if (value instanceof String text) {
            attribute.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
        } else if (value instanceof long[] wholes) {
            attribute.setType(AttributeType.INTS);
            Arrays.stream(wholes).forEach(attribute::addInts);
        } else if (value instanceof double[] numbers) {
            attribute.setType(AttributeType.FLOATS);
            Arrays.stream(numbers).forEach(number -> attribute.addFloats((float) number));
        } else if (value instanceof String[] texts) {
            attribute.setType(AttributeType.STRINGS);
            Arrays.stream(texts).map(ByteString::copyFromUtf8).forEach(attribute::addStrings);
        } else if (value instanceof TensorProto tensor) {
            attribute.setType(AttributeType.TENSOR).setT(tensor);
        } else {
            throw new IllegalArgumentException("no attribute is a " + value.getClass());
        }
        last.addAttribute(attribute);
        return this;
    }

    static TensorProto.Builder floatTensor(long[] shape, double... values) {
        TensorProto.Builder tensor = shaped(DataType.FLOAT, shape);
        Arrays.stream(values).forEach(value -> tensor.addFloatData((float) value));
        return tensor;
    }

    static TensorProto.Builder doubleTensor(long[] shape, double... values) {
        TensorProto.Builder tensor = shaped(DataType.DOUBLE, shape);
        Arrays.stream(values).forEach(tensor::addDoubleData);
        return tensor;
    }

    static TensorProto byteTensor(int... values) {
        TensorProto.Builder tensor = shaped(DataType.UINT8, new long[] {values.length});
        Arrays.stream(values).forEach(tensor::addInt32Data);
        return tensor.build();
    }

    private static TensorProto.Builder shaped(DataType type, long[] shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(type.getNumber());
        Arrays.stream(shape).forEach(tensor::addDims);
        return tensor;
    }

    private static ValueInfoProto info(String name, DataType type, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (long size : shape) {
            TensorShapeProto.Dimension.Builder dimension = dimensions.addDimBuilder();
            if (size >= 0) {
                dimension.setDimValue(size);
            }
        }
        TypeProto.Builder tensor = tensor(type);
        tensor.getTensorTypeBuilder().setShape(dimensions);
        return ValueInfoProto.newBuilder().setName(name).setType(tensor).build();
    }

    private static TypeProto.Builder tensor(DataType type) {
        return TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.getNumber()));
    }

    /** The graph as a bare file. */
    ModelBundle bundle() {
        return bundle(List.of());
    }

    /** The graph with inputs declared. */
    ModelBundle bundle(List<ModelInput> inputs) {
        byte[] bytes = model.setGraph(graph).build().toByteArray();
        return new ModelBundle(
                Path.of("test.onnx"),
                new ModelId("test", 1, "0".repeat(64)),
                "onnx",
                bytes,
                Optional.empty(),
                inputs,
                List.of(),
                Map.of(),
                List.of(),
                Optional.empty());
    }
}
