package io.millrace.gateway.flow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which events have an answer, by their offsets: of each partition of the events topic the highest answered offset, and the holes below it. A
 * hole that does not close within {@value #SETTLE_TICKS} ticks is the accounting gap: partitions of a transaction become visible one after
 * another, so that a hole for a moment means nothing.
 *
 * <p>What was answered before {@link #begin} is nobody's hole. An offset that is no event, because the topic is written in transactions or was
 * compacted, looks like a hole.
 *
 * <p>Cost: O(log holes) an answer; at most {@value #MOST_HOLES} holes a partition, beyond which the lowest are only counted. One thread.
 */
final class AnswerLedger {
    /** Ticks after which a hole counts. */
    static final int SETTLE_TICKS = 10;

    /** Most holes of a partition that are told apart. */
    static final int MOST_HOLES = 10_000;

    private static final class Partition {
        private long base;
        private long highest;
        /** First offset of a hole, and the first one behind it. */
        private final NavigableMap<Long, Long> holes = new TreeMap<>();
        /** Highest answered offset at each of the latest ticks, oldest first. */
        private final Deque<Long> past = new ArrayDeque<>();

        private long uncounted;

        private Partition(long first) {
            base = first - 1;
            highest = first - 1;
        }

        private boolean answered(long offset) {
            if (offset <= base) {
                return true;
            }
            if (offset > highest) {
                if (offset > highest + 1) {
                    holes.put(highest + 1, offset);
                    forgetLowest();
                }
                highest = offset;
                return true;
            }
            Map.Entry<Long, Long> hole = holes.floorEntry(offset);
            if (hole == null || hole.getValue() <= offset) {
                return false;
            }
            holes.remove(hole.getKey());
            if (hole.getKey() < offset) {
                holes.put(hole.getKey(), offset);
            }
            if (offset + 1 < hole.getValue()) {
                holes.put(offset + 1, hole.getValue());
            }
            return true;
        }

        private void forgetLowest() {
            if (holes.size() > MOST_HOLES) {
                Map.Entry<Long, Long> lowest = holes.pollFirstEntry();
                uncounted += lowest.getValue() - lowest.getKey();
            }
        }

        private long gap() {
            if (past.size() < SETTLE_TICKS) {
                return uncounted;
            }
            long settled = past.peekFirst();
            long missing = uncounted;
            for (Map.Entry<Long, Long> hole : holes.headMap(settled, false).entrySet()) {
                missing += Math.min(hole.getValue(), settled) - hole.getKey();
            }
            return missing;
        }
    }

    private final Map<Integer, Partition> partitions = new HashMap<>();

    /**
     * An event has an answer.
     *
     * @return whether it is its first, as far as is known
     */
    boolean answered(int partition, long offset) {
        return partitions
                .computeIfAbsent(partition, none -> new Partition(offset))
                .answered(offset);
    }

    /** From here on holes count: what was answered so far may be known in part only. */
    void begin() {
        for (Partition partition : partitions.values()) {
            partition.base = partition.highest;
            partition.holes.clear();
            partition.past.clear();
            partition.uncounted = 0;
        }
    }

    /** A while has passed. */
    void tick() {
        for (Partition partition : partitions.values()) {
            partition.past.addLast(partition.highest);
            if (partition.past.size() > SETTLE_TICKS) {
                partition.past.removeFirst();
            }
        }
    }

    /** Events without an answer although later ones of their partition have had theirs for a while. */
    long gap() {
        return partitions.values().stream().mapToLong(Partition::gap).sum();
    }

    /** First offset of a partition above all that are answered; {@code unknown} where nothing is known of it. */
    long next(int partition, long unknown) {
        Partition known = partitions.get(partition);
        return known == null ? unknown : known.highest + 1;
    }
}
