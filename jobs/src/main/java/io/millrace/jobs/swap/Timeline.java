package io.millrace.jobs.swap;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which model serves which event of a slot. The one truth about it. Immutable.
 *
 * <p>Entries are in the order of their commands. For an event the newest entry whose {@link Cut} admits it decides: the newest
 * command wins from its own point on, whatever was planned for later before. Before all entries the model of the pipeline
 * file serves. A canary answers the events whose {@link #bucket} is below its percentage.
 *
 * <p>So the version is a function of the event and of what was decided, not of when it was processed. Cost of a look-up: a
 * comparison an entry, newest first; old entries are dropped when no event can need them any more.
 */
public final class Timeline implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A timeline without changes: the model of the pipeline file serves everything. */
    public static final Timeline EMPTY = new Timeline(List.of());

    /** Index of the model of the pipeline file, in answers of {@link #indexFor}. */
    public static final int PIPELINE_FILE = -1;

    private final TimelineEntry[] entries;
    private final boolean hasCanary;

    /** A timeline of these entries, oldest command first. */
    public Timeline(List<TimelineEntry> entries) {
        this.entries = entries.toArray(new TimelineEntry[0]);
        for (int i = 1; i < this.entries.length; i++) {
            if (this.entries[i].sequence() <= this.entries[i - 1].sequence()) {
                throw new IllegalArgumentException("sequences must grow: " + entries);
            }
        }
        hasCanary = entries.stream().anyMatch(entry -> entry.kind() == TimelineEntry.Kind.CANARY);
    }

    /** The entries, oldest command first. */
    public List<TimelineEntry> entries() {
        return List.of(entries);
    }

    /** Whether {@link #indexFor} looks at the bucket at all. */
    public boolean hasCanary() {
        return hasCanary;
    }

    /** This timeline with the offsets of further partitions, by sequence of the entry; those that are known stay. */
    public Timeline withFirstOffsets(Map<Long, Map<Integer, Long>> further) {
        return new Timeline(Arrays.stream(entries)
                .map(entry -> further.containsKey(entry.sequence())
                        ? entry.withCut(entry.cut().withFirstOffsets(further.get(entry.sequence())))
                        : entry)
                .toList());
    }

    /**
     * Index in {@link #entries()} of the entry whose model answers an event; {@link #PIPELINE_FILE} where none does.
     *
     * @param eventTime milliseconds
     * @param bucket {@link #bucket} of the event's key; anything where {@link #hasCanary()} is false
     */
    public int indexFor(int partition, long offset, long eventTime, int bucket) {
        boolean canaryIsDecided = false;
        for (int i = entries.length - 1; i >= 0; i--) {
            TimelineEntry entry = entries[i];
            if (!entry.cut().admits(partition, offset, eventTime)) {
                continue;
            }
            if (entry.kind() == TimelineEntry.Kind.CHAMPION) {
                return i;
            }
            if (!canaryIsDecided && entry.kind() == TimelineEntry.Kind.CANARY && bucket < entry.percent()) {
                return i;
            }
            canaryIsDecided = true;
        }
        return PIPELINE_FILE;
    }

    /**
     * Which of 100 equal shares of the keys a key belongs to, 0 to 99: the same on every machine and in every run, and
     * independent of Kafka's partitioner, which hashes the same bytes.
     *
     * @param key the event's key; null: its id is taken
     * @param id bytes of the event's id
     * @param from first byte of the id
     * @param length bytes of the id
     */
    public static int bucket(byte[] key, byte[] id, int from, int length) {
        return key == null ? bucket(id, from, length) : bucket(key, 0, key.length);
    }

    /** FNV-1a, then the finaliser of MurmurHash3, which spreads short keys well. */
    private static int bucket(byte[] bytes, int from, int length) {
        int hash = 0x811C9DC5;
        for (int i = from; i < from + length; i++) {
            hash = (hash ^ (bytes[i] & 0xFF)) * 0x01000193;
        }
        hash ^= hash >>> 16;
        hash *= 0x85EBCA6B;
        hash ^= hash >>> 13;
        hash *= 0xC2B2AE35;
        hash ^= hash >>> 16;
        return Integer.remainderUnsigned(hash, 100);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Timeline timeline && entries().equals(timeline.entries());
    }

    @Override
    public int hashCode() {
        return Objects.hash((Object[]) entries);
    }

    @Override
    public String toString() {
        return entries().toString();
    }
}
