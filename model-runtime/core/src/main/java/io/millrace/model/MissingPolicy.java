package io.millrace.model;

/** What a model wants done with a missing value: PMML's {@code missingValueTreatment}. */
public enum MissingPolicy {
    /** Hand it to the model, which knows what to do. */
    AS_IS,
    /** Replace it by {@link InputTreatment#missingReplacement()}. */
    AS_VALUE,
    /** The row cannot be scored. */
    RETURN_INVALID
}
