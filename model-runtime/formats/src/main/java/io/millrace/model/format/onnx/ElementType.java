package io.millrace.model.format.onnx;

import io.millrace.model.FeatureType;

/**
 * Types of tensor elements that a row's cells can be put into or read from, named as in ONNX's
 * {@code TensorProto.DataType}.
 */
public enum ElementType {
    /** IEEE 754, 32 bits. */
    FLOAT(1, 4, FeatureType.FLOAT, Float.MAX_VALUE, true),
    /** Whole number from 0 to 255. */
    UINT8(2, 1, FeatureType.INTEGER, 255, false),
    /** Whole number of 8 bits. */
    INT8(3, 1, FeatureType.INTEGER, Byte.MAX_VALUE, false),
    /** Whole number of 16 bits. */
    INT16(5, 2, FeatureType.INTEGER, Short.MAX_VALUE, false),
    /** Whole number of 32 bits. */
    INT32(6, 4, FeatureType.INTEGER, Integer.MAX_VALUE, false),
    /** Whole number of 64 bits; rows hold it exactly within ±2<sup>53</sup>. */
    INT64(7, 8, FeatureType.LONG, 0x1p53, false),
    /** UTF-8 text of any length. */
    STRING(8, 0, FeatureType.CATEGORICAL, Double.MAX_VALUE, false),
    /** One byte, 0 or 1. */
    BOOL(9, 1, FeatureType.BOOLEAN, 1, false),
    /** IEEE 754, 16 bits: up to 65,504, some 3 decimal digits. */
    FLOAT16(10, 2, FeatureType.FLOAT, 65_504, true),
    /** IEEE 754, 64 bits. */
    DOUBLE(11, 8, FeatureType.DOUBLE, Double.MAX_VALUE, true),
    /** The upper half of {@link #FLOAT}: its range, some 2 decimal digits. */
    BFLOAT16(16, 2, FeatureType.FLOAT, 0x1.FEp127, true);

    private final int number;
    private final int bytes;
    private final FeatureType featureType;
    private final double greatest;
    private final boolean floating;

    ElementType(int number, int bytes, FeatureType featureType, double greatest, boolean floating) {
        this.number = number;
        this.bytes = bytes;
        this.featureType = featureType;
        this.greatest = greatest;
        this.floating = floating;
    }

    /** The type with this number in {@code TensorProto.DataType}; null if rows can hold no such values. */
    static ElementType of(int number) {
        for (ElementType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        return null;
    }

    /** Bytes of an element; 0 for {@link #STRING}. */
    public int bytes() {
        return bytes;
    }

    /** The feature type that fits best. */
    public FeatureType featureType() {
        return featureType;
    }

    /** Whether NaN can stand for a missing value. */
    public boolean holdsNaN() {
        return floating;
    }

    /** Least number that it holds. */
    double least() {
        boolean unsigned = this == UINT8 || this == BOOL;
        return unsigned ? 0 : floating || this == INT64 ? -greatest : -greatest - 1;
    }

    /** Greatest number that it holds. */
    double greatest() {
        return greatest;
    }
}
