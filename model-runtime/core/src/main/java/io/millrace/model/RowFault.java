package io.millrace.model;

/** Why one row of a batch has no score. The name is the stable cause code of dead letters and fallbacks. */
public enum RowFault {
    /** The row is fine. */
    NONE,
    /** A value is missing or invalid, and the model declares that it cannot be scored then. */
    INVALID_FEATURE,
    /** A vector has another length than the model needs. */
    SHAPE,
    /** The engine failed on this row. */
    SCORING_FAILED
}
