package io.millrace.drift.stream;

/**
 * An endless stream of labelled rows. The same seed gives the same rows. One thread at a time.
 */
public interface RowStream {
    /** Numbers of a row. */
    int features();

    /** Labels are 0 to classes − 1. */
    int classes();

    /**
     * Draws the next row. Does not allocate.
     *
     * @param row its first {@link #features()} places are written
     * @return the row's label
     */
    int next(double[] row);
}
