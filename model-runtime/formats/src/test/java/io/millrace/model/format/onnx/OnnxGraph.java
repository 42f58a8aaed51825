package io.millrace.model.format.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Writes small ONNX models for tests, those that no exporter would write, too. */
public final class OnnxGraph {
    private final ModelProto.Builder model =
            ModelProto.newBuilder().setIrVersion(8).setProducerName("test");

    /** A model without a node yet, of opset 17 and opset 3 of ai.onnx.ml. */
    public OnnxGraph() {
        opset("", 17).opset("ai.onnx.ml", 3);
        model.getGraphBuilder().setName("graph");
    }

    /** {@code y = Identity(x)} for rows of two floats. */
    public static OnnxGraph identity() {
        return new OnnxGraph()
                .input("x", DataType.FLOAT, -1, 2)
                .output("y", DataType.FLOAT, -1, 2)
                .node("Identity", List.of("x"), List.of("y"));
    }

    /** The model as it is built so far, to be changed at will. */
    public ModelProto.Builder model() {
        return model;
    }

    /** The main graph. */
    public GraphProto.Builder graph() {
        return model.getGraphBuilder();
    }

    /** Sets the version of a domain's operators. */
    public OnnxGraph opset(String domain, long version) {
        for (OperatorSetIdProto.Builder known : model.getOpsetImportBuilderList()) {
            if (known.getDomain().equals(domain)) {
                known.setVersion(version);
                return this;
            }
        }
        model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version));
        return this;
    }

    /** Adds an input; -1 is a dimension of any size. */
    public OnnxGraph input(String name, DataType type, long... dimensions) {
        graph().addInput(tensor(name, type, dimensions));
        return this;
    }

    /** Adds an output; -1 is a dimension of any size. */
    public OnnxGraph output(String name, DataType type, long... dimensions) {
        graph().addOutput(tensor(name, type, dimensions));
        return this;
    }

    /** Adds an output that is a sequence of maps to floats. */
    public OnnxGraph maps(String name, DataType keys) {
        TypeProto.Builder value = TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber()));
        TypeProto.Builder map = TypeProto.newBuilder()
                .setMapType(
                        TypeProto.Map.newBuilder().setKeyType(keys.getNumber()).setValueType(value));
        graph().addOutput(ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setSequenceType(TypeProto.Sequence.newBuilder().setElemType(map))));
        return this;
    }

    /** Adds a node of ONNX's own operators. */
    public OnnxGraph node(String operator, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        return node("", operator, inputs, outputs, attributes);
    }

    /** Adds a node. */
    public OnnxGraph node(
            String domain, String operator, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        graph().addNode(NodeProto.newBuilder()
                .setDomain(domain)
                .setOpType(operator)
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(Arrays.asList(attributes)));
        return this;
    }

    /** Adds an initializer of whole numbers. */
    public OnnxGraph longs(String name, long... values) {
        graph().addInitializer(longTensor(values).toBuilder().setName(name));
        return this;
    }

    /** Adds an initializer of single precision. */
    public OnnxGraph floats(String name, long[] dimensions, float... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
        for (long dimension : dimensions) {
            tensor.addDims(dimension);
        }
        for (float value : values) {
            tensor.addFloatData(value);
        }
        graph().addInitializer(tensor);
        return this;
    }

    /** A one-dimensional tensor of whole numbers. */
    public static TensorProto longTensor(long... values) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setDataType(DataType.INT64.getNumber()).addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return tensor.build();
    }

    /** An attribute that is a whole number. */
    public static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    /** An attribute that is a list of whole numbers. */
    public static AttributeProto attribute(String name, List<Long> values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(values)
                .build();
    }

    /** An attribute that is a text. */
    public static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    /** An attribute that is a list of texts. */
    public static AttributeProto texts(String name, String... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRINGS)
                .addAllStrings(
                        Arrays.stream(values).map(ByteString::copyFromUtf8).toList())
                .build();
    }

    /** An attribute that is a list of numbers. */
    public static AttributeProto numbers(String name, float... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOATS);
        for (float value : values) {
            attribute.addFloats(value);
        }
        return attribute.build();
    }

    /** An attribute that is a tensor. */
    public static AttributeProto attribute(String name, TensorProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value)
                .build();
    }

    /** An attribute that is a graph. */
    public static AttributeProto attribute(String name, GraphProto.Builder value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(value)
                .build();
    }

    /** The file's bytes. */
    public byte[] bytes() {
        return model.build().toByteArray();
    }

    /** Writes {@code model.onnx} into a folder and opens it as a bare file. */
    public ModelBundle bundle(Path folder) {
        return ModelBundle.open(file(folder));
    }

    /** Writes {@code model.onnx} and a {@code model.yaml} with these lines about inputs and outputs. */
    public Path bundle(Path folder, String yaml) {
        file(folder);
        write(folder.resolve("model.yaml"), ("""
                name: test
                version: 1
                format: onnx
                file: model.onnx
                """ + yaml).getBytes(StandardCharsets.UTF_8));
        return folder;
    }

    /** Writes {@code model.onnx} into a folder. */
    public Path file(Path folder) {
        return write(folder.resolve("model.onnx"), bytes());
    }

    private static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A declaration; no dimensions at all leave the shape open. */
    private static ValueInfoProto tensor(String name, DataType type, long... dimensions) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
        if (dimensions.length > 0) {
            TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
            for (long dimension : dimensions) {
                shape.addDim(
                        dimension < 0
                                ? TensorShapeProto.Dimension.newBuilder().setDimParam("any")
                                : TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
            }
            tensor.setShape(shape);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
