package io.millrace.jobs.monitoring;

import io.millrace.drift.profile.FeatureLayout;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.Reference;
import io.millrace.jobs.pipeline.DetectorPlan;
import io.millrace.jobs.pipeline.DetectorPlan.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the columns of a model's predictions are counted and watched. Immutable. */
final class Columns {
    private final List<WatchedColumn> columns;
    private final int features;
    /** Null for a column that nobody watches. */
    private final List<FeatureLayout> layouts = new ArrayList<>();

    private final int[] columnOfDetector;
    private final boolean foreignReference;

    private Columns(WatchedModel model, MonitoringSettings settings) {
        columns = model.columns();
        features = columns.size() - settings.outputs().size();
        for (WatchedColumn column : columns) {
            Optional<Reference> reference = References.of(model, column, settings.reference());
            layouts.add(
                    column.isWatched()
                            ? reference.map(Reference::layout).orElseGet(() -> References.unknown(column))
                            : null);
        }
        columnOfDetector =
                settings.detectors().stream().mapToInt(this::columnOf).toArray();
        foreignReference = settings.reference().isOfModel() && model.hasForeignReference();
    }

    static Columns of(WatchedModel model, MonitoringSettings settings) {
        return new Columns(model, settings);
    }

    private int columnOf(DetectorPlan plan) {
        for (int i = 0; i < columns.size(); i++) {
            WatchedColumn column = columns.get(i);
            boolean isWanted = column.isOutput() ? plan.watch() == Watch.SCORE : plan.watch() == Watch.FEATURE;
            if (isWanted && !column.categorical() && column.name().equals(plan.name())) {
                return i;
            }
        }
        return -1;
    }

    /** How many there are, outputs among them. */
    int size() {
        return columns.size();
    }

    /** How many of them predictions log as features. */
    int features() {
        return features;
    }

    boolean isWatched(int column) {
        return layouts.get(column) != null;
    }

    String subject(int column) {
        return columns.get(column).subject();
    }

    /** Column that a detector watches; -1: none of this model's. */
    int columnOfDetector(int detector) {
        return columnOfDetector[detector];
    }

    /** Whether the model's reference is not of this model. */
    boolean isReferenceForeign() {
        return foreignReference;
    }

    /** A window for each column that is watched, null for the others. */
    FeatureWindow[] newWindows() {
        return layouts.stream()
                .map(layout -> layout == null ? null : layout.newWindow())
                .toArray(FeatureWindow[]::new);
    }
}
