package io.millrace.cli.publish;

import java.util.Map;

/**
 * What was published; the broker has confirmed all of it.
 *
 * @param events number of events
 * @param bytes bytes of their keys and values
 * @param seconds from the first event's turn to the last confirmation
 * @param firstOffsets lowest offset of each partition that got events
 * @param lastOffsets highest offset of each partition that got events
 */
public record Published(
        long events, long bytes, double seconds, Map<Integer, Long> firstOffsets, Map<Integer, Long> lastOffsets) {
    /** Copies the maps. */
    public Published {
        firstOffsets = Map.copyOf(firstOffsets);
        lastOffsets = Map.copyOf(lastOffsets);
    }
}
