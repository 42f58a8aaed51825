package io.millrace.model;

import java.util.List;

/**
 * A bundle's {@code reference.json}: how features and outputs were spread when the model was packaged. Drift is measured
 * against it. {@link ReferenceJson} is its file form.
 *
 * @param rows rows that were profiled
 * @param features the model's columns, in its order
 * @param outputs the model's outputs, in its order, of the rows that have a score
 */
public record ReferenceProfile(long rows, List<ColumnProfile> features, List<ColumnProfile> outputs) {
    /** Copies the lists; checks that no column has more rows than there are. */
    public ReferenceProfile {
        features = List.copyOf(features);
        outputs = List.copyOf(outputs);
        for (ColumnProfile column : features) {
            requireRows(rows, column, column.count() + column.missing() + column.invalid() == rows);
        }
        for (ColumnProfile column : outputs) {
            requireRows(rows, column, column.count() + column.missing() + column.invalid() <= rows);
        }
    }

    private static void requireRows(long rows, ColumnProfile column, boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("counts must fit rows " + rows + ": column " + column.name());
        }
    }
}
