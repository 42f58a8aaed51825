package io.millrace.drift.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How the values of one feature are counted: the bins of a number, the categories of a text. Immutable; shared by all
 * windows that are to be merged or compared, which therefore need not carry it.
 */
public sealed interface FeatureLayout permits NumericLayout, CategoricalLayout {
    /** Name of the feature. */
    String feature();

    /** Tells layouts apart: equal for equal bins or categories, in every process. */
    long fingerprint();

    /** A window that has seen nothing. */
    FeatureWindow newWindow();

    /** Writes the layout, so that {@link #read} gives an equal one. */
    void writeTo(DataOutput out) throws IOException;

    /**
     * The layout that {@link #writeTo} wrote.
     *
     * @throws IOException if the bytes end early, or are of another version or none of a layout
     */
    static FeatureLayout read(DataInput in) throws IOException {
        Wire.requireVersion("layout", in);
        byte kind = in.readByte();
        return switch (kind) {
            case NumericLayout.KIND -> NumericLayout.readBody(in);
            case CategoricalLayout.KIND -> CategoricalLayout.readBody(in);
            default -> throw new IOException("layout must be of kind 1 or 2, found " + kind);
        };
    }
}
