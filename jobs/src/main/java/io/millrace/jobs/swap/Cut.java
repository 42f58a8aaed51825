package io.millrace.jobs.swap;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * From where on something holds: from an event time, or from an offset of each partition.
 *
 * <p>By event time it is a function of the event alone, so late and replayed events fall on the same side again. By offset it
 * is the place where the stream was when the command was carried out; a partition without an offset had no event before,
 * so all of its events lie behind the cut. Immutable.
 */
public final class Cut implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final long NO_OFFSET = Long.MIN_VALUE;

    private final boolean byEventTime;
    private final long eventTime;
    private final long[] firstOffsets;

    private Cut(boolean byEventTime, long eventTime, long[] firstOffsets) {
        this.byEventTime = byEventTime;
        this.eventTime = eventTime;
        this.firstOffsets = firstOffsets;
    }

    /** From event time {@code millis} on, inclusive. */
    public static Cut atEventTime(long millis) {
        return new Cut(true, millis, new long[0]);
    }

    /** From these offsets on, inclusive, by partition. */
    public static Cut atOffsets(Map<Integer, Long> firstOffsets) {
        int partitions =
                firstOffsets.keySet().stream().mapToInt(p -> p + 1).max().orElse(0);
        long[] offsets = new long[partitions];
        Arrays.fill(offsets, NO_OFFSET);
        firstOffsets.forEach((partition, offset) -> offsets[partition] = offset);
        return new Cut(false, 0, offsets);
    }

    /** Whether an event time decides. */
    public boolean isByEventTime() {
        return byEventTime;
    }

    /** The event time, milliseconds; only where {@link #isByEventTime()}. */
    public long eventTime() {
        return eventTime;
    }

    /** The offsets that are known, by partition; empty where an event time decides. */
    public Map<Integer, Long> firstOffsets() {
        Map<Integer, Long> known = new TreeMap<>();
        for (int partition = 0; partition < firstOffsets.length; partition++) {
            if (firstOffsets[partition] != NO_OFFSET) {
                known.put(partition, firstOffsets[partition]);
            }
        }
        return known;
    }

    /** This cut with the offsets of further partitions; those that are known stay. */
    public Cut withFirstOffsets(Map<Integer, Long> further) {
        Map<Integer, Long> all = new TreeMap<>(further);
        all.putAll(firstOffsets());
        return byEventTime ? this : atOffsets(all);
    }

    /** Whether the event lies behind the cut. */
    public boolean admits(int partition, long offset, long time) {
        return byEventTime ? time >= eventTime : partition >= firstOffsets.length || offset >= firstOffsets[partition];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cut cut
                && byEventTime == cut.byEventTime
                && eventTime == cut.eventTime
                && firstOffsets().equals(cut.firstOffsets());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(eventTime) + 31 * firstOffsets().hashCode();
    }

    @Override
    public String toString() {
        return byEventTime ? "from event time " + java.time.Instant.ofEpochMilli(eventTime) : "from " + firstOffsets();
    }
}
