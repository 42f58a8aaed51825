package io.millrace.jobs.monitoring;

import io.millrace.model.ColumnProfile;
import io.millrace.model.ReferenceProfile;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a model that answers.
 *
 * @param columns what its predictions log, in their order
 * @param reference how its features and outputs were spread when it was packaged; empty: nobody knows
 */
record WatchedModel(List<WatchedColumn> columns, Optional<ReferenceProfile> reference) {
    /** Copies the list. */
    WatchedModel {
        columns = List.copyOf(columns);
    }

    /** How a column was spread when the model was packaged; empty if the bundle does not tell, or tells of another kind of column. */
    Optional<ColumnProfile> reference(WatchedColumn column) {
        return reference.flatMap(profile -> (column.isOutput() ? profile.outputs() : profile.features())
                .stream()
                        .filter(known -> known.name().equals(column.name())
                                && known instanceof ColumnProfile.Categorical == column.categorical())
                        .findFirst());
    }

    /** Whether there is a reference, but not one of this model: it has not all of its features, or of another kind. */
    boolean hasForeignReference() {
        return reference.isPresent()
                && columns.stream()
                        .anyMatch(column ->
                                column.isWatched() && reference(column).isEmpty());
    }
}
