package io.millrace.drift.profile;

/** What a window of numbers keeps of its values beside the counts per bin. */
public enum Retention {
    /** Nothing: the default where a reference gives bins. Windows are then exact in whatever order values came. */
    NONE,
    /**
     * A KLL sketch of {@value NumericWindow#SKETCH_K}: any quantile with a rank error of 1.33 % at 99 % confidence. Exact
     * up to that many values. The sketch draws lots from an unseeded source, so beyond that two runs over the same values
     * differ within the error.
     */
    SKETCH,
    /**
     * Up to 640 different values exactly; beyond, values on a grid as fine as fits, e.g. at most 6 % apart for normal values. In at most 8 KB, and the
     * same whatever the order of values and merges: for references that are made of events. Bins that are made of it have exact counts.
     */
    ROUNDED,
    /** All of them, 8 bytes each: for files and samples, not for streams. */
    ALL
}
