package io.millrace.model.format.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is known before any run of one graph's values: short lists of whole numbers (shapes), and sizes. */
final class Constants {
    /** No tensor has as many dimensions. */
    private static final int LONGEST = 64;

    private final Map<String, List<Long>> values = new HashMap<>();
    private final Map<String, Long> sizes = new HashMap<>();

    void put(String name, TensorProto tensor) {
        long count = OnnxScan.elements(tensor.getDimsList());
        sizes.put(name, count);
        if (count < 1 || count > LONGEST) {
            return;
        }
        List<Long> known = wholeNumbers(tensor);
        if (known != null) {
            values.put(name, known);
        }
    }

    /** The elements of a tensor of int32 or int64; null if it is of another type. */
    static List<Long> wholeNumbers(TensorProto tensor) {
        if (tensor.getDataType() == TensorProto.DataType.INT64.getNumber()) {
            return longs(tensor);
        }
        return tensor.getDataType() == TensorProto.DataType.INT32.getNumber() ? ints(tensor) : null;
    }

    void putSize(String name, long size) {
        sizes.put(name, size);
    }

    /** The values of a node's input; null if they are not known. */
    List<Long> values(NodeProto node, int index) {
        return index < node.getInputCount() ? values.get(node.getInput(index)) : null;
    }

    /** Number of elements of a node's input; 1 if it is not known. */
    long size(NodeProto node, int index) {
        return index < node.getInputCount() ? sizes.getOrDefault(node.getInput(index), 1L) : 1;
    }

    /** A {@code Constant} node. */
    void define(NodeProto node) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (node.getOutputCount() == 0) {
                return;
            }
            String name = node.getOutput(0);
            switch (attribute.getName()) {
                case "value" -> put(name, attribute.getT());
                case "value_int" -> values.put(name, List.of(attribute.getI()));
                case "value_ints" -> {
                    if (attribute.getIntsCount() <= LONGEST) {
                        values.put(name, attribute.getIntsList());
                    }
                }
                default -> {
                    // no shape
                }
            }
        }
    }

    /** A node whose output has the elements of its first input. */
    void pass(NodeProto node) {
        if (node.getOutputCount() > 0) {
            sizes.put(node.getOutput(0), size(node, 0));
            List<Long> passed = values(node, 0);
            if (passed != null) {
                values.put(node.getOutput(0), passed);
            }
        }
    }

    /** A {@code Concat} node. */
    void concat(NodeProto node) {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < node.getInputCount(); i++) {
            List<Long> part = values(node, i);
            if (part == null || all.size() + part.size() > LONGEST) {
                return;
            }
            all.addAll(part);
        }
        if (node.getOutputCount() > 0) {
            values.put(node.getOutput(0), all);
        }
    }

    /** Number of elements that a {@code Range} node makes; 0 if it is not known. */
    long range(NodeProto node) {
        double[] bounds = new double[3];
        for (int i = 0; i < bounds.length; i++) {
            List<Long> bound = values(node, i);
            if (bound == null || bound.isEmpty()) {
                return 0;
            }
            bounds[i] = bound.get(0);
        }
        double count = bounds[2] == 0 ? 0 : Math.ceil((bounds[1] - bounds[0]) / bounds[2]);
        return (long) Math.max(0, count);
    }

    /** Elements of a tensor of this shape; 0 if it is not known. What a shape leaves to others (-1) counts as 1. */
    static long elements(List<Long> shape) {
        return shape == null
                ? 0
                : OnnxScan.elements(
                        shape.stream().map(size -> size < 0 ? 1 : size).toList());
    }

    /** The product of two sizes, {@link Long#MAX_VALUE} where it is beyond. */
    static long times(long a, long b) {
        return b > 0 && a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }

    private static List<Long> longs(TensorProto tensor) {
        if (!tensor.hasRawData()) {
            return tensor.getInt64DataList();
        }
        List<Long> longs = new ArrayList<>();
        for (ByteBuffer raw = raw(tensor); raw.remaining() >= Long.BYTES; ) {
            longs.add(raw.getLong());
        }
        return longs;
    }

    private static List<Long> ints(TensorProto tensor) {
        List<Long> longs = new ArrayList<>();
        if (!tensor.hasRawData()) {
            tensor.getInt32DataList().forEach(value -> longs.add((long) value));
            return longs;
        }
        for (ByteBuffer raw = raw(tensor); raw.remaining() >= Integer.BYTES; ) {
            longs.add((long) raw.getInt());
        }
        return longs;
    }

    private static ByteBuffer raw(TensorProto tensor) {
        return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
}
