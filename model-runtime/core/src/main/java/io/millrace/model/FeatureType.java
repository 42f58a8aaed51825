package io.millrace.model;

/** Type of one model input. All but {@link #CATEGORICAL} are held as a {@code double}; see {@link RowBatch}. */
public enum FeatureType {
    /** 32-bit floating point. Finite numbers beyond its range are invalid. */
    FLOAT,
    /** 64-bit floating point. */
    DOUBLE,
    /** Whole number of 32 bits. */
    INTEGER,
    /** Whole number; exact within ±2<sup>53</sup>, invalid beyond, because a row holds doubles. */
    LONG,
    /** 0 or 1. */
    BOOLEAN,
    /** A text out of the input's {@link ModelInput#categories()}, or any text where it lists none. */
    CATEGORICAL;

    /** Whether NaN can stand for a missing value in an engine's own representation. */
    public boolean isFloating() {
        return this == FLOAT || this == DOUBLE;
    }

    /**
     * Whether {@code value} is a value of this type. NaN is none: it means missing.
     *
     * @param value for {@link #CATEGORICAL} the code of the category, negative where it is unseen
     */
    public boolean contains(double value) {
        return switch (this) {
            case FLOAT -> Math.abs(value) <= Float.MAX_VALUE;
            case DOUBLE -> Math.abs(value) <= Double.MAX_VALUE;
            case INTEGER -> value == (int) value;
            case LONG -> Math.abs(value) <= 0x1p53 && value == (long) value;
            case BOOLEAN -> value == 0 || value == 1;
            case CATEGORICAL -> value >= 0;
        };
    }
}
