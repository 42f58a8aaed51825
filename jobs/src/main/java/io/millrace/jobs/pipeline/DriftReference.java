package io.millrace.jobs.pipeline;

import java.io.Serializable;
import java.util.Optional;

/**
 * What windows are held against.
 *
 * @param kind where it comes from
 * @param events how many events at least make it, of {@link Kind#FIRST}, and of the others where the model has none
 * @param panes of {@link Kind#TRAILING}, how many panes before the window make it; of the others, how many make it at least: from fewer
 *     nobody knows how much windows usually differ
 * @param seasons of {@link Kind#SEASONAL}, what is alike; null of the others
 */
public record DriftReference(Kind kind, long events, int panes, DriftSeasons seasons) implements Serializable {
    /** The model's own; of a model without, its first 10,000 events in at least 14 panes. */
    public static final DriftReference OF_MODEL = new DriftReference(Kind.MODEL, 10_000, 14);

    /** Where a reference comes from. */
    public enum Kind {
        /** The model's bundle, {@code reference.json}; a model without is held against its first events. */
        MODEL,
        /** The first panes of each model version in which it has answered so many events. */
        FIRST,
        /** The panes before the window: a change is told while it is new, then it is the normal. */
        TRAILING,
        /** The first windows at the same time of day or week, each time with a reference of its own; bins are those of the model's own. */
        SEASONAL
    }

    /** One without seasons. */
    public DriftReference(Kind kind, long events, int panes) {
        this(kind, events, panes, null);
    }

    /** One for each time of a day or week. */
    public static DriftReference seasonal(DriftSeasons seasons) {
        // Bins need values, not many stretches: what is usual is learned from season to season.
        return new DriftReference(Kind.SEASONAL, OF_MODEL.events(), 1, seasons);
    }

    /** Whether a model's own reference is used where it has one; of {@link Kind#SEASONAL}, its bins. */
    public boolean isOfModel() {
        return kind == Kind.MODEL || kind == Kind.SEASONAL;
    }

    /** What is alike, of {@link Kind#SEASONAL}. */
    public Optional<DriftSeasons> season() {
        return Optional.ofNullable(seasons);
    }
}
