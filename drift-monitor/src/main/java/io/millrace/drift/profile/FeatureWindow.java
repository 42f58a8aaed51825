package io.millrace.drift.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * One feature's values in one window, as counts: an accumulator that merges and travels. Its saved form is at most
 * {@value #MOST_BYTES} bytes (with {@link Retention#ALL}: 8 a value more), whatever the values. Counts do not depend on
 * the order of values or merges.
 *
 * <p>One thread at a time.
 */
public sealed interface FeatureWindow permits NumericWindow, CategoricalWindow {
    /** Bound of the saved form. */
    int MOST_BYTES = 8192;

    /** How values are counted. */
    FeatureLayout layout();

    /** Values seen, without missing and invalid ones. */
    long count();

    /** Rows without a value. */
    long missing();

    /** Rows whose value is none of the feature's kind: an infinity, a text for a number. */
    long invalid();

    /** Counts a row without a value. */
    void addMissing();

    /** Counts a value that is none of the feature's kind. */
    void addInvalid();

    /** All rows: with a value, missing and invalid. */
    default long rows() {
        return count() + missing() + invalid();
    }

    /**
     * Adds all that {@code other} counted; {@code other} stays as it is.
     *
     * @throws IllegalArgumentException if its layout is another one
     */
    void merge(FeatureWindow other);

    /** Forgets everything, for the next window. */
    void clear();

    /** Writes the window without its layout. */
    void writeTo(DataOutput out) throws IOException;

    /**
     * The window that {@link #writeTo} wrote.
     *
     * @throws IOException if the bytes end early, are of another version, or the window had another layout
     */
    static FeatureWindow read(FeatureLayout layout, DataInput in) throws IOException {
        Wire.requireVersion("window of " + layout.feature(), in);
        long fingerprint = in.readLong();
        if (fingerprint != layout.fingerprint()) {
            throw new IOException("window must be of the layout of " + layout.feature() + ", "
                    + Long.toHexString(layout.fingerprint()) + ", found " + Long.toHexString(fingerprint));
        }
        FeatureWindow window = layout.newWindow();
        if (window instanceof NumericWindow numbers) {
            numbers.readBody(in);
        } else if (window instanceof CategoricalWindow texts) {
            texts.readBody(in);
        }
        return window;
    }
}
