package io.millrace.model.format.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** ONNX's own element types: names and sizes, also of those that no row can hold. */
final class Types {
    private Types() {}

    /** Name of a number of {@code TensorProto.DataType}. */
    static String name(int number) {
        DataType type = DataType.forNumber(number);
        return type == null ? "type " + number : type.name();
    }

    /** Bits of an element as raw bytes hold it; 2, the least there is, for types newer than this table. */
    static int bits(int number) {
        DataType type = DataType.forNumber(number);
        if (type == null) {
            return 2;
        }
        return switch (type) {
            case COMPLEX128 -> 128;
            case DOUBLE, INT64, UINT64, COMPLEX64 -> 64;
            case FLOAT, INT32, UINT32 -> 32;
            case FLOAT16, BFLOAT16, INT16, UINT16 -> 16;
            case UINT4, INT4 -> 4;
            default -> 8;
        };
    }
}
