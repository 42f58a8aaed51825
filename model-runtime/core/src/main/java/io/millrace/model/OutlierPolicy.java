package io.millrace.model;

/**
 * What a model wants done with a valid number outside {@link InputTreatment#outlierLow()} to
 * {@link InputTreatment#outlierHigh()}: PMML's {@code outliers}.
 */
public enum OutlierPolicy {
    /** Hand it to the model as it is. The default, as in PMML. */
    AS_IS,
    /** Treat it as missing, then follow the {@link MissingPolicy}. */
    AS_MISSING,
    /** Replace it by the nearer of the two bounds. */
    AS_EXTREME
}
