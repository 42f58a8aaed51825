package io.millrace.model.compiled.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.millrace.model.format.onnx.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;

/** Reads the tensors that an ONNX file holds. */
final class Constants {
    /** More elements than any model that is worth compiling has. */
    private static final long MAX_ELEMENTS = 1L << 26;

    private Constants() {}

    /**
     * The values of a tensor.
     *
     * @param refuse makes the exception for a type or size that is not read
     */
    static Tensor read(TensorProto proto, Texts texts, Function<Object, RuntimeException> refuse) {
        ElementType type = type(proto.getDataType());
        if (type == null) {
            throw refuse.apply(DataType.forNumber(proto.getDataType()));
        }
        int[] shape = new int[proto.getDimsCount()];
        long count = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            long size = proto.getDims(axis);
            if (size < 0 || size > MAX_ELEMENTS || count * size > MAX_ELEMENTS) {
                throw refuse.apply("dimensions " + proto.getDimsList());
            }
            count *= size;
            shape[axis] = (int) size;
        }
        double[] values = values(proto, type, (int) count, texts, refuse);
        return Tensor.constant(type, shape, values);
    }

    /** The type with this number; null for those that are not compiled. */
    static ElementType type(int number) {
        DataType type = DataType.forNumber(number);
        if (type == null) {
            return null;
        }
        return switch (type) {
            case FLOAT -> ElementType.FLOAT;
            case DOUBLE -> ElementType.DOUBLE;
            case INT32 -> ElementType.INT32;
            case INT64 -> ElementType.INT64;
            case BOOL -> ElementType.BOOL;
            case STRING -> ElementType.STRING;
            default -> null;
        };
    }

    private static double[] values(
            TensorProto proto, ElementType type, int count, Texts texts, Function<Object, RuntimeException> refuse) {
        boolean raw = proto.hasRawData() && type != ElementType.STRING;
        int held = raw ? proto.getRawData().size() / type.bytes() : held(proto, type);
        if (held != count) {
            throw refuse.apply(held + " elements for dimensions " + proto.getDimsList());
        }
        double[] values = new double[count];
        ByteBuffer bytes = proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            values[i] = raw ? raw(bytes, type) : typed(proto, type, i, texts);
        }
        return values;
    }

    private static int held(TensorProto proto, ElementType type) {
        return switch (type) {
            case FLOAT -> proto.getFloatDataCount();
            case DOUBLE -> proto.getDoubleDataCount();
            case INT64 -> proto.getInt64DataCount();
            case STRING -> proto.getStringDataCount();
            default -> proto.getInt32DataCount();
        };
    }

    private static double typed(TensorProto proto, ElementType type, int i, Texts texts) {
        return switch (type) {
            case FLOAT -> proto.getFloatData(i);
            case DOUBLE -> proto.getDoubleData(i);
            case INT64 -> proto.getInt64Data(i);
            case STRING -> text(proto.getStringData(i), texts);
            default -> proto.getInt32Data(i);
        };
    }

    private static double raw(ByteBuffer bytes, ElementType type) {
        return switch (type) {
            case FLOAT -> bytes.getFloat();
            case DOUBLE -> bytes.getDouble();
            case INT64 -> bytes.getLong();
            case INT32 -> bytes.getInt();
            default -> bytes.get();
        };
    }

    private static double text(ByteString text, Texts texts) {
        return texts.add(text.toStringUtf8());
    }
}
