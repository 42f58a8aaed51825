package io.millrace.learning.admission;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;

/**
 * The ids added last, as 64-bit hashes: of 262,144 ids, two have the same one with a probability of 2·10⁻⁹. A ring gives the order; an open hash
 * table of positions in it (linear probing; Knuth's deletion by moving back) finds them. Both grow up to the capacity.
 *
 * <p>Nearly all ids asked for are new, so the table has {@value #PLACES} places for each that is remembered, or up to twice as many: seven of eight times the first place
 * looked at is free. Where half of the places are taken no processor can foresee that, and it costs twice the time.
 */
final class RecentIds {
    private static final int VERSION = 2;
    private static final int FREE = -1;
    private static final int PLACES = 8;

    private final int capacity;
    private long[] ring = new long[0];
    private int[] table = emptyTable(1);
    private int size;
    private int oldest;
    /** Place of the oldest in the table, if that has not changed since {@link #contains} was asked; else FREE. */
    private int leaving = FREE;

    RecentIds(int capacity) {
        this.capacity = capacity;
    }

    /** What an id is remembered by; 0 if there is nothing to remember. */
    long hash(String id) {
        return capacity == 0 || id.isEmpty() ? 0 : hashOf(id);
    }

    /**
     * Four characters a step, as each step waits for the last; the last four, some of them for the second time, in place of a remainder, as no processor foresees how long
     * that is. Never 0, which stands for no id.
     */
    private static long hashOf(String id) {
        int length = id.length();
        long h = 0x9E3779B97F4A7C15L ^ length;
        if (length < 4) {
            for (int i = 0; i < length; i++) {
                h = mixed(h, id.charAt(i));
            }
        } else {
            for (int i = 0; i < length - 4; i += 4) {
                h = mixed(h, four(id, i));
            }
            h = mixed(h, four(id, length - 4));
        }
        h = (h ^ (h >>> 30)) * 0x94D049BB133111EBL;
        h ^= h >>> 31;
        return h == 0 ? 1 : h;
    }

    private static long four(String id, int from) {
        return (long) id.charAt(from) << 48
                | (long) id.charAt(from + 1) << 32
                | (long) id.charAt(from + 2) << 16
                | id.charAt(from + 3);
    }

    private static long mixed(long h, long next) {
        long product = (h ^ next) * 0xBF58476D1CE4E5B9L;
        return product ^ (product >>> 29);
    }

    /** Looks for the oldest as well, which goes if this one is added: neither is in the processor's cache, and to wait for both takes no longer than for one. */
    boolean contains(long hash) {
        if (hash == 0) {
            return false;
        }
        leaving = size == capacity ? placeOf(oldest) : FREE;
        return table[find(hash)] != FREE;
    }

    void add(long hash) {
        if (hash == 0 || table[find(hash)] != FREE) {
            return;
        }
        int position = size;
        if (size == capacity) {
            position = oldest;
            remove(leaving == FREE ? placeOf(oldest) : leaving);
            oldest = oldest + 1 == capacity ? 0 : oldest + 1;
        } else if (size++ == ring.length) {
            grow();
        }
        leaving = FREE;
        ring[position] = hash;
        table[find(hash)] = position;
    }

    private void grow() {
        ring = Arrays.copyOf(ring, Math.min(capacity, Math.max(16, 2 * ring.length)));
        table = emptyTable(PLACES * Integer.highestOneBit(2 * ring.length - 1));
        for (int position = 0; position < size - 1; position++) {
            table[find(ring[position])] = position;
        }
    }

    private static int[] emptyTable(int places) {
        int[] table = new int[places];
        Arrays.fill(table, FREE);
        return table;
    }

    private int home(long hash) {
        return (int) hash & (table.length - 1);
    }

    private int next(int place) {
        return (place + 1) & (table.length - 1);
    }

    /** Place of an id, or the free one where it would be. */
    private int find(long hash) {
        int place = home(hash);
        while (table[place] != FREE && ring[table[place]] != hash) {
            place = next(place);
        }
        return place;
    }

    /** Place of what stands in the ring at a position. */
    private int placeOf(int position) {
        int place = home(ring[position]);
        while (table[place] != position) {
            place = next(place);
        }
        return place;
    }

    private void remove(int place) {
        int mask = table.length - 1;
        int gap = place;
        for (int next = next(gap); table[next] != FREE; next = next(next)) {
            int home = home(ring[table[next]]);
            // It may move back unless its home lies behind the gap, on the way to where it is.
            if (((next - home) & mask) >= ((next - gap) & mask)) {
                table[gap] = table[next];
                gap = next;
            }
        }
        table[gap] = FREE;
    }

    void writeTo(SnapshotOutput out) {
        out.version("recent-ids", VERSION);
        out.ring(ring, size, oldest);
    }

    void readFrom(SnapshotInput in) {
        int version = in.version("recent-ids", VERSION);
        long[] hashes = in.counts();
        if (hashes.length > capacity) {
            throw new SnapshotException("must remember at most " + capacity + " ids, found " + hashes.length);
        }
        if (version < 2) {
            // of another function, so that no id would be found by them
            return;
        }
        for (long hash : hashes) {
            if (hash == 0) {
                throw new SnapshotException("must be hashes other than 0, found 0");
            }
            add(hash);
        }
    }
}
