package io.millrace.model.compiled.program;

/** What {@link Reduce} makes of several columns. */
public enum Reduction {
    /** Their sum. */
    SUM,
    /** Their arithmetic mean. */
    MEAN,
    /** The greatest; NaN if one is. */
    MAXIMUM,
    /** The least; NaN if one is. */
    MINIMUM,
    /** Their product. */
    PRODUCT,
    /** Sum of absolute values. */
    SUM_ABSOLUTE,
    /** Sum of squares. */
    SUM_SQUARE,
    /** Euclidean length: the root of the sum of squares. */
    LENGTH,
    /** Logarithm of the sum. */
    LOG_SUM,
    /** Logarithm of the sum of exponentials, without overflow. */
    LOG_SUM_EXP
}
