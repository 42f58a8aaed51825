package io.millrace.learning.model;

/** What is done to numeric fields. */
public enum Scaling {
    /** To mean 0 and variance 1, see {@link io.millrace.learning.preprocessing.StandardScaler}. */
    STANDARD,
    /** To [0, 1], see {@link io.millrace.learning.preprocessing.MinMaxScaler}. */
    MIN_MAX,
    /** Nothing: for trees, counts, and fields that come scaled. */
    NONE
}
