package io.millrace.learning.evaluation;

/** Over which examples a metric is taken. */
public enum Form {
    /** All so far. */
    CUMULATIVE,
    /** All so far, each newer one with more weight than the one before. */
    FADING,
    /** The last ones. */
    WINDOWED
}
