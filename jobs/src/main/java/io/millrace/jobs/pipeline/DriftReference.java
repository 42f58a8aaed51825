package io.millrace.jobs.pipeline;

import java.io.Serializable;

/**
 * What windows are held against.
 *
 * @param kind where it comes from
 * @param events how many events at least make it, of {@link Kind#FIRST}, and of {@link Kind#MODEL} where the model has none
 * @param panes of {@link Kind#TRAILING}, how many panes before the window make it; of the others, how many make it at least: from fewer
 *     nobody knows how much windows usually differ
 */
public record DriftReference(Kind kind, long events, int panes) implements Serializable {
    /** The model's own; of a model without, its first 10,000 events in at least 14 panes. */
    public static final DriftReference OF_MODEL = new DriftReference(Kind.MODEL, 10_000, 14);

    /** Where a reference comes from. */
    public enum Kind {
        /** The model's bundle, {@code reference.json}; a model without is held against its first events. */
        MODEL,
        /** The first panes of each model version in which it has answered so many events. */
        FIRST,
        /** The panes before the window: a change is told while it is new, then it is the normal. */
        TRAILING
    }

    /** Whether a model's own reference is used where it has one. */
    public boolean isOfModel() {
        return kind == Kind.MODEL;
    }
}
