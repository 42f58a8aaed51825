package io.millrace.gateway.inference;

import io.millrace.model.FeatureType;
import java.util.Optional;

/** The protocol's types of tensor elements that have a form in JSON. */
enum Datatype {
    BOOL,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
    INT8,
    INT16,
    INT32,
    INT64,
    FP16,
    FP32,
    FP64,
    BYTES;

    static Optional<Datatype> of(String name) {
        for (Datatype type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** How the metadata of a model calls an input of ours. */
    static Datatype of(FeatureType type) {
        return switch (type) {
            case FLOAT -> FP32;
            case DOUBLE -> FP64;
            case INTEGER -> INT32;
            case LONG -> INT64;
            case BOOLEAN -> BOOL;
            case CATEGORICAL -> BYTES;
        };
    }

    boolean isFloating() {
        return this == FP16 || this == FP32 || this == FP64;
    }

    /** Whether a whole number fits. */
    boolean holds(double value) {
        return switch (this) {
            case BOOL -> value == 0 || value == 1;
            case UINT8 -> value >= 0 && value <= 0xFF;
            case UINT16 -> value >= 0 && value <= 0xFFFF;
            case UINT32 -> value >= 0 && value <= 0xFFFFFFFFL;
            case UINT64 -> value >= 0 && value < 0x1p64;
            case INT8 -> value >= Byte.MIN_VALUE && value <= Byte.MAX_VALUE;
            case INT16 -> value >= Short.MIN_VALUE && value <= Short.MAX_VALUE;
            case INT32 -> value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE;
            case INT64 -> value >= -0x1p63 && value < 0x1p63;
            case FP16 -> Math.abs(value) <= 65_504;
            case FP32 -> Math.abs(value) <= Float.MAX_VALUE;
            case FP64, BYTES -> true;
        };
    }
}
