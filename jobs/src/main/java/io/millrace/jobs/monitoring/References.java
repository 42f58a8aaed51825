package io.millrace.jobs.monitoring;

import io.millrace.drift.profile.CategoricalLayout;
import io.millrace.drift.profile.FeatureLayout;
import io.millrace.drift.profile.NumericLayout;
import io.millrace.drift.profile.Reference;
import io.millrace.drift.profile.Retention;
import io.millrace.drift.profile.TextCount;
import io.millrace.jobs.pipeline.DriftReference;
import io.millrace.model.ColumnProfile;
import java.util.Optional;

/** Turns the profile of a model bundle into what windows are held against. */
final class References {
    private References() {}

    /** The reference of a column as the settings want it, or one that gives its bins; empty: it is made of events. */
    static Optional<Reference> of(WatchedModel model, WatchedColumn column, DriftReference wanted) {
        return wanted.isOfModel() ? model.reference(column).map(References::of) : Optional.empty();
    }

    private static Reference of(ColumnProfile profile) {
        if (profile instanceof ColumnProfile.Numeric numbers) {
            return Reference.numeric(
                    numbers.name(),
                    numbers.edges().stream().mapToDouble(edge -> edge).toArray(),
                    numbers.counts().stream().mapToLong(count -> count).toArray(),
                    numbers.missing(),
                    numbers.invalid(),
                    numbers.min(),
                    numbers.max(),
                    numbers.mean(),
                    numbers.std());
        }
        ColumnProfile.Categorical texts = (ColumnProfile.Categorical) profile;
        return Reference.categorical(
                texts.name(),
                texts.categories().stream()
                        .map(category -> new TextCount(category.value(), category.count()))
                        .toList(),
                texts.other(),
                texts.missing(),
                texts.invalid());
    }

    /** How values are counted while nobody knows yet how they are spread: rounded, where there are many. */
    static FeatureLayout unknown(WatchedColumn column) {
        return column.categorical()
                ? CategoricalLayout.open(column.name())
                : NumericLayout.unbinned(column.name(), Retention.ROUNDED);
    }
}
