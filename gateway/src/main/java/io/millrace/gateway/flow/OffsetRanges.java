package io.millrace.gateway.flow;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A set of offsets, kept as ranges that do not touch. Cost: O(log ranges) an offset, O(ranges) a count. One thread. */
final class OffsetRanges {
    /**
     * Offsets that follow each other.
     *
     * @param from the first
     * @param to behind the last
     */
    record Range(long from, long to) {
        private static Range of(Map.Entry<Long, Long> entry) {
            return new Range(entry.getKey(), entry.getValue());
        }
    }

    /** By first offset, the one behind the last. */
    private final NavigableMap<Long, Long> ranges = new TreeMap<>();

    /** Adds the offsets from {@code from} to before {@code to}. */
    void add(long from, long to) {
        if (from >= to) {
            return;
        }
        long first = from;
        long end = to;
        Map.Entry<Long, Long> before = ranges.floorEntry(to);
        while (before != null && before.getValue() >= from) {
            first = Math.min(first, before.getKey());
            end = Math.max(end, before.getValue());
            ranges.remove(before.getKey());
            before = ranges.floorEntry(to);
        }
        ranges.put(first, end);
    }

    /** Takes an offset out; says whether it was in. */
    boolean remove(long offset) {
        Map.Entry<Long, Long> range = ranges.floorEntry(offset);
        if (range == null || range.getValue() <= offset) {
            return false;
        }
        remove(offset, offset + 1);
        return true;
    }

    /** Takes the offsets from {@code from} to before {@code to} out. */
    void remove(long from, long to) {
        Map.Entry<Long, Long> range = ranges.lowerEntry(to);
        while (range != null && range.getValue() > from) {
            ranges.remove(range.getKey());
            if (range.getKey() < from) {
                ranges.put(range.getKey(), from);
            }
            if (range.getValue() > to) {
                ranges.put(to, range.getValue());
            }
            range = ranges.lowerEntry(Math.min(to, range.getKey()));
        }
    }

    /** Offsets below a limit. */
    long countBelow(long limit) {
        long count = 0;
        for (Map.Entry<Long, Long> range : ranges.headMap(limit, false).entrySet()) {
            count += Math.min(range.getValue(), limit) - range.getKey();
        }
        return count;
    }

    /** The lowest range, as far as it lies below a limit; empty where there is none. */
    Optional<Range> firstBelow(long limit) {
        return Optional.ofNullable(ranges.firstEntry())
                .filter(first -> first.getKey() < limit)
                .map(first -> new Range(first.getKey(), Math.min(first.getValue(), limit)));
    }

    /** Takes out the lowest range while there are more than {@code most}; says how many offsets that were. */
    long shorten(int most) {
        long removed = 0;
        while (ranges.size() > most) {
            Range lowest = Range.of(ranges.pollFirstEntry());
            removed += lowest.to() - lowest.from();
        }
        return removed;
    }

    void clear() {
        ranges.clear();
    }
}
