package io.millrace.gateway.flow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * Which events have an answer, by their offsets: of each partition of the events topic the highest answered offset, and the holes below it.
 * Partitions of a transaction become visible one after another, so that a hole for a moment means nothing: after {@value #SETTLE_TICKS}
 * ticks somebody is to look what is there. An event is missing, and is the accounting gap until its answer comes; no event, because the topic
 * is written in transactions, whose ends take an offset each, or was compacted, closes the hole.
 *
 * <p>What was answered before {@link #begin} is nobody's hole. Behind the highest answered offset there may be no more events either, only
 * ends of transactions: that, too, is to be looked at once no answer has come for as long.
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
        private long end;
        /** Where nobody has looked. */
        private final OffsetRanges holes = new OffsetRanges();
        /** Events. */
        private final OffsetRanges missing = new OffsetRanges();
        /** Highest answered offset at each of the latest ticks, oldest first. */
        private final Deque<Long> past = new ArrayDeque<>();
        /** The first event behind the highest answered offset, once somebody has looked. */
        private long waitsAt = -1;

        private long holesBeyond;
        private long missingBeyond;

        private Partition(long first) {
            begin(first - 1);
        }

        private void begin(long answeredUpTo) {
            base = answeredUpTo;
            highest = answeredUpTo;
            holes.clear();
            missing.clear();
            past.clear();
            holesBeyond = 0;
            missingBeyond = 0;
        }

        private boolean answered(long offset) {
            if (offset <= base) {
                return true;
            }
            if (offset > highest) {
                holes.add(highest + 1, offset);
                holesBeyond += holes.shorten(MOST_HOLES);
                highest = offset;
                return true;
            }
            return holes.remove(offset) || missing.remove(offset);
        }

        private void tick(long newEnd) {
            end = newEnd;
            past.addLast(highest);
            if (past.size() > SETTLE_TICKS) {
                past.removeFirst();
            }
        }

        /** Offsets below it had their time. */
        private long settled() {
            return past.size() < SETTLE_TICKS ? Long.MIN_VALUE : past.peekFirst();
        }

        private Optional<OffsetRanges.Range> toLookAt() {
            Optional<OffsetRanges.Range> hole = holes.firstBelow(settled());
            boolean standsStill = settled() == highest && highest + 1 < end && waitsAt != highest + 1;
            return hole.isPresent() || !standsStill ? hole : Optional.of(new OffsetRanges.Range(highest + 1, end));
        }

        private void lookedAt(long from, long to, NavigableSet<Long> events) {
            for (long event : events.subSet(from, to)) {
                if (holes.remove(event)) {
                    missing.add(event, event + 1);
                }
            }
            missingBeyond += missing.shorten(MOST_HOLES);
            holes.remove(from, to);
            if (from <= highest + 1 && to > highest + 1) {
                Long waiting = events.higher(highest);
                waitsAt = waiting == null || waiting >= to ? -1 : waiting;
                highest = (waitsAt < 0 ? to : waitsAt) - 1;
            }
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
        partitions.values().forEach(partition -> partition.begin(partition.highest));
    }

    /**
     * A while has passed.
     *
     * @param ends by partition, the offset behind the newest event
     */
    void tick(Map<Integer, Long> ends) {
        partitions.forEach((number, partition) -> partition.tick(ends.getOrDefault(number, partition.end)));
    }

    /** Where somebody is to look next; empty: nowhere. */
    Optional<Unanswered> toLookAt() {
        for (Map.Entry<Integer, Partition> partition : partitions.entrySet()) {
            Optional<OffsetRanges.Range> range = partition.getValue().toLookAt();
            if (range.isPresent()) {
                return Optional.of(new Unanswered(
                        partition.getKey(), range.get().from(), range.get().to()));
            }
        }
        return Optional.empty();
    }

    /**
     * Somebody has looked.
     *
     * @param looked the whole of it
     * @param events the offsets of all events between its ends
     */
    void lookedAt(Unanswered looked, NavigableSet<Long> events) {
        Partition partition = partitions.get(looked.partition());
        if (partition != null) {
            partition.lookedAt(looked.from(), looked.to(), events);
        }
    }

    /** Events without an answer although later ones of their partition have had theirs for a while. */
    long gap() {
        return partitions.values().stream()
                .mapToLong(partition -> partition.missing.countBelow(partition.settled()) + partition.missingBeyond)
                .sum();
    }

    /** Offsets of holes that had their time and at which nobody has looked. */
    long unchecked() {
        return partitions.values().stream()
                .mapToLong(partition -> partition.holes.countBelow(partition.settled()) + partition.holesBeyond)
                .sum();
    }

    /** First offset of a partition above all that are answered; {@code unknown} where nothing is known of it. */
    long next(int partition, long unknown) {
        Partition known = partitions.get(partition);
        return known == null ? unknown : known.highest + 1;
    }
}
