package io.millrace.jobs.pipeline;

import java.io.Serializable;
import java.time.Duration;

/**
 * Over what features are held against their reference. Windows are made of panes, stretches of event time that begin at multiples of their
 * length since 1970, UTC.
 *
 * @param pane length of a pane: how often a window can end
 * @param panes panes of a window; 1: windows follow each other, more: they slide by a pane. Of no meaning where {@code events} are told
 * @param events a window ends with the first pane at which it has so many events; 0: it is a matter of time only
 */
public record DriftWindow(Duration pane, int panes, long events) implements Serializable {
    /** A day. */
    public static final DriftWindow DEFAULT = tumbling(Duration.ofDays(1));

    /** Windows of this length that follow each other. */
    public static DriftWindow tumbling(Duration length) {
        return new DriftWindow(length, 1, 0);
    }

    /** Beginning of the pane that a time lies in, milliseconds. */
    public long paneOf(long time) {
        return Math.floorDiv(time, pane.toMillis()) * pane.toMillis();
    }

    /** Beginning of the pane after the one that begins at {@code pane}. */
    public long endOf(long begin) {
        return begin + pane.toMillis();
    }

    /** Whether windows end after so many events. */
    public boolean isCount() {
        return events > 0;
    }
}
