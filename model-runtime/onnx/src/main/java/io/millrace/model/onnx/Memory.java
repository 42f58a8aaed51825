package io.millrace.model.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory that ONNX Runtime reads and writes without a copy. */
final class Memory {
    private Memory() {}

    /**
     * A zeroed buffer outside the heap for {@code rows} x {@code columns} elements.
     *
     * @throws ArithmeticException if that is more than a buffer can hold
     */
    static ByteBuffer direct(OnnxJavaType type, int rows, int columns) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(Math.multiplyExact(rows, columns), type.size))
                .order(ByteOrder.nativeOrder());
    }

    /** A tensor over the first {@code elements} elements of a direct buffer. */
    static OnnxTensor tensor(
            OrtEnvironment environment, ByteBuffer buffer, OnnxJavaType type, long[] shape, int elements)
            throws OrtException {
        ByteBuffer part = buffer.duplicate().order(ByteOrder.nativeOrder()).limit(elements * type.size);
        return OnnxTensor.createTensor(environment, part, shape, type);
    }

    /** An element as a double. */
    static double get(ByteBuffer buffer, OnnxJavaType type, int cell) {
        return switch (type) {
            case FLOAT -> buffer.getFloat(cell * 4);
            case DOUBLE -> buffer.getDouble(cell * 8);
            case INT64 -> buffer.getLong(cell * 8);
            case INT32 -> buffer.getInt(cell * 4);
            case INT16 -> buffer.getShort(cell * 2);
            case FLOAT16 -> Fp16Conversions.fp16ToFloat(buffer.getShort(cell * 2));
            case BFLOAT16 -> Fp16Conversions.bf16ToFloat(buffer.getShort(cell * 2));
            case UINT8 -> Byte.toUnsignedInt(buffer.get(cell));
            default -> buffer.get(cell);
        };
    }
}
