package io.millrace.model;

/**
 * What a model wants done with a value outside its input's type, range or categories: PMML's
 * {@code invalidValueTreatment}.
 */
public enum InvalidPolicy {
    /** The row cannot be scored. The default, as in PMML. */
    RETURN_INVALID,
    /** Hand it to the model as it is; an unseen category has code -1. */
    AS_IS,
    /** Treat it as missing, then follow the {@link MissingPolicy}. */
    AS_MISSING,
    /** Replace it by {@link InputTreatment#invalidReplacement()}. */
    AS_VALUE
}
