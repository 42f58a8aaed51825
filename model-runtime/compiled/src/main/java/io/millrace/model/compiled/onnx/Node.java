package io.millrace.model.compiled.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.millrace.model.UnsupportedModelException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node of a graph, with its attributes by name and its inputs as far as they are known. */
final class Node {
    private final String path;
    private final NodeProto proto;
    private final long opset;
    private final List<Tensor> inputs;
    private final Map<String, AttributeProto> attributes = new HashMap<>();

    /**
     * A node.
     *
     * @param path of the model, for messages
     * @param opset version of the node's operator set
     * @param inputs its inputs; null for one that is left out
     */
    Node(String path, NodeProto proto, long opset, List<Tensor> inputs) {
        this.path = path;
        this.proto = proto;
        this.opset = opset;
        this.inputs = inputs;
        proto.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
    }

    /** Version of the node's operator set. */
    long opset() {
        return opset;
    }

    int inputCount() {
        return inputs.size();
    }

    int outputCount() {
        return proto.getOutputCount();
    }

    boolean hasInput(int index) {
        return index < inputs.size() && inputs.get(index) != null;
    }

    /** An input that must be there. */
    Tensor input(int index) {
        if (!hasInput(index)) {
            throw unsupported("an input " + index, "none");
        }
        return inputs.get(index);
    }

    /** An input that must be numbers. */
    Tensor numbers(int index) {
        Tensor input = input(index);
        if (!input.isNumeric()) {
            throw unsupported("numbers as input " + index, input);
        }
        return input;
    }

    /** An input that must be the same for all rows. */
    Tensor constant(int index) {
        Tensor input = input(index);
        if (!input.isConstant()) {
            throw unsupported("a constant as input " + index, input);
        }
        return input;
    }

    /** A constant input of whole numbers. */
    long[] wholes(int index) {
        Tensor input = constant(index);
        long[] wholes = new long[input.size()];
        for (int i = 0; i < wholes.length; i++) {
            wholes[i] = (long) input.value(i);
        }
        return wholes;
    }

    boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    long whole(String attribute, long otherwise) {
        return has(attribute) ? attributes.get(attribute).getI() : otherwise;
    }

    double number(String attribute, double otherwise) {
        return has(attribute) ? attributes.get(attribute).getF() : otherwise;
    }

    String text(String attribute, String otherwise) {
        return has(attribute) ? attributes.get(attribute).getS().toStringUtf8() : otherwise;
    }

    /** Empty if the attribute is not there. */
    List<Long> wholes(String attribute) {
        return has(attribute) ? attributes.get(attribute).getIntsList() : List.of();
    }

    /** Empty if the attribute is not there. */
    List<String> texts(String attribute) {
        return has(attribute)
                ? attributes.get(attribute).getStringsList().stream()
                        .map(ByteString::toStringUtf8)
                        .toList()
                : List.of();
    }

    /** Empty if the attribute is not there. */
    double[] numbers(String attribute) {
        return has(attribute)
                ? attributes.get(attribute).getFloatsList().stream()
                        .mapToDouble(Float::doubleValue)
                        .toArray()
                : new double[0];
    }

    TensorProto tensor(String attribute) {
        if (!has(attribute)) {
            throw unsupported("attribute " + attribute, "none");
        }
        return attributes.get(attribute).getT();
    }

    /** Numbers of an attribute that is a tensor; whole numbers without a sign of 8 bits, too. */
    double[] tensorNumbers(String attribute) {
        TensorProto tensor = tensor(attribute);
        if (tensor.getDataType() == TensorProto.DataType.UINT8.getNumber()) {
            byte[] raw = tensor.getRawData().toByteArray();
            double[] numbers = new double[tensor.hasRawData() ? raw.length : tensor.getInt32DataCount()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = tensor.hasRawData() ? Byte.toUnsignedInt(raw[i]) : tensor.getInt32Data(i);
            }
            return numbers;
        }
        return Constants.read(tensor, new Texts(), found -> unsupported(attribute + ": numbers", found))
                .values();
    }

    /** The axis that an attribute names, counted from the front. */
    int axis(String attribute, long otherwise, int rank) {
        return axis(whole(attribute, otherwise), rank);
    }

    /** An axis counted from the front. */
    int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw unsupported("an axis of " + rank, axis);
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** What steps cannot do exactly as ONNX Runtime does. */
    UnsupportedModelException unsupported(String expected, Object found) {
        return new UnsupportedModelException(path + ": node " + proto.getName() + ", operator " + proto.getOpType()
                + " version " + opset + ": the compiled engine expects " + expected + ", found " + found);
    }

    @Override
    public String toString() {
        return proto.getOpType() + inputs;
    }
}
