package io.millrace.model.format.onnx;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;

/**
 * A graph's input or output as the file declares it.
 *
 * @param name its name
 * @param form whether it is a tensor at all
 * @param type type of the elements, of a map's values; null if no row could hold them
 * @param shape the dimensions of a tensor, -1 where the graph leaves one open, the rows first; null if it leaves open
 *     even their number
 * @param description the declaration as ONNX would write it, for messages, e.g. {@code FLOAT[-1, 4]}
 */
public record TensorSignature(String name, Form form, ElementType type, List<Long> shape, String description) {
    /** What a graph input or output is. */
    public enum Form {
        /** A tensor. */
        TENSOR,
        /** A sequence of maps, one map for each row: what ZipMap gives. */
        MAPS,
        /** Anything else: a sequence of tensors, an optional, a sparse tensor. */
        OTHER
    }

    /** Number of a shape's dimensions; -1 if open. */
    public int rank() {
        return shape == null ? -1 : shape.size();
    }

    /** Rows that the declaration wants at a time; -1 if any number. */
    public long rows() {
        return rank() < 1 ? -1 : shape.get(0);
    }

    /** Elements of a row, all dimensions behind the first multiplied; -1 if the declaration leaves them open. */
    public long columns() {
        if (rank() < 1) {
            return -1;
        }
        List<Long> row = shape.subList(1, shape.size());
        return row.stream().allMatch(size -> size >= 1) ? OnnxScan.elements(row) : -1;
    }

    static TensorSignature of(ValueInfoProto info) {
        TypeProto type = info.getType();
        switch (type.getValueCase()) {
            case TENSOR_TYPE -> {
                TypeProto.Tensor tensor = type.getTensorType();
                List<Long> shape = tensor.hasShape() ? shape(tensor.getShape()) : null;
                String text = Types.name(tensor.getElemType()) + (shape == null ? "[?]" : shape.toString());
                return new TensorSignature(
                        info.getName(), Form.TENSOR, ElementType.of(tensor.getElemType()), shape, text);
            }
            case SEQUENCE_TYPE -> {
                TypeProto element = type.getSequenceType().getElemType();
                if (element.hasMapType()) {
                    TypeProto.Map map = element.getMapType();
                    int values = map.getValueType().getTensorType().getElemType();
                    String text = "sequence(map(" + Types.name(map.getKeyType()) + ", " + Types.name(values) + "))";
                    return new TensorSignature(info.getName(), Form.MAPS, ElementType.of(values), null, text);
                }
                return other(info.getName(), "a sequence that is not of maps");
            }
            case MAP_TYPE -> {
                return other(info.getName(), "a map");
            }
            case OPTIONAL_TYPE -> {
                return other(info.getName(), "an optional");
            }
            case SPARSE_TENSOR_TYPE -> {
                return other(info.getName(), "a sparse tensor");
            }
            case OPAQUE_TYPE -> {
                return other(info.getName(), "an opaque type");
            }
            case VALUE_NOT_SET -> {
                return other(info.getName(), "no type");
            }
        }
        return other(info.getName(), "no type");
    }

    private static TensorSignature other(String name, String description) {
        return new TensorSignature(name, Form.OTHER, null, null, description);
    }

    private static List<Long> shape(TensorShapeProto proto) {
        List<Long> shape = new ArrayList<>();
        for (TensorShapeProto.Dimension dimension : proto.getDimList()) {
            shape.add(dimension.hasDimValue() ? Math.max(-1, dimension.getDimValue()) : -1L);
        }
        return List.copyOf(shape);
    }
}
