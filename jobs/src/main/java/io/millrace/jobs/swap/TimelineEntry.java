package io.millrace.jobs.swap;

import java.io.Serializable;

/**
 * One change of what serves a slot.
 *
 * @param sequence its number; grows along the timeline, and never changes
 * @param kind what it changes
 * @param model the model that serves from here on; null for {@link Kind#CANARY_END}
 * @param percent share of the keys that a canary answers, 1 to 100
 * @param cut from where on it holds
 * @param degradation why {@code model} is not the one that was decided; empty where it is
 */
public record TimelineEntry(long sequence, Kind kind, DeployedModel model, int percent, Cut cut, String degradation)
        implements Serializable {
    /** What an entry changes. */
    public enum Kind {
        /** A new champion. It ends a canary. */
        CHAMPION,
        /** A canary for a share of the keys, in place of an earlier one. */
        CANARY,
        /** No canary any more. */
        CANARY_END
    }

    /** This entry with another cut. */
    TimelineEntry withCut(Cut other) {
        return new TimelineEntry(sequence, kind, model, percent, other, degradation);
    }

    /** This entry with what serves instead of its model, and why. */
    TimelineEntry degraded(DeployedModel instead, String why) {
        return new TimelineEntry(sequence, kind, instead, percent, cut, why);
    }
}
