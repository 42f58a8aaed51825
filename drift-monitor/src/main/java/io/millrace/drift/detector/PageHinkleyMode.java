package io.millrace.drift.detector;

/** Which change {@link PageHinkley} looks for. */
public enum PageHinkleyMode {
    /** A mean that rises. */
    UP,
    /** A mean that falls. */
    DOWN,
    /** A mean that rises or falls. */
    BOTH,
    /**
     * A mean that rises, by the older form (River in 2021): one sum, never below 0, that reaches the threshold, and is checked from one value earlier.
     */
    UP_FLOORED
}
