package io.millrace.drift;

/** What a {@link DriftDetector} says of the values so far, in order of gravity. */
public enum DriftLevel {
    /** Nothing speaks against the values being drawn as before. */
    STABLE,
    /** They may have changed: a detector that knows this level goes on to {@link #DRIFT} or back. */
    WARNING,
    /** They have changed. The detector starts afresh with the next value. */
    DRIFT
}
