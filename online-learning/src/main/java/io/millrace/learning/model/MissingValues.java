package io.millrace.learning.model;

/** What a missing value means. */
public enum MissingValues {
    /** A number counts as the mean of its field so far (scaled: 0 under {@link Scaling#STANDARD}); a text sets none of its columns. */
    MEAN,
    /** The row is not learned from, and its scores are NaN. */
    REFUSE
}
