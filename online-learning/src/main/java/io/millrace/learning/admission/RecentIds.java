package io.millrace.learning.admission;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;

/**
 * The ids added last, as 64-bit hashes: of 262,144 ids, two have the same one with a probability of 2·10⁻⁹. A ring gives the order, an open hash
 * table (linear probing; Knuth's deletion by moving back) finds them; both grow up to the capacity.
 */
final class RecentIds {
    private static final int VERSION = 1;

    private final int capacity;
    private long[] ring = new long[0];
    private long[] table = new long[2];
    private int size;
    private int oldest;

    RecentIds(int capacity) {
        this.capacity = capacity;
    }

    /** What an id is remembered by; 0 if there is nothing to remember. */
    long hash(String id) {
        return capacity == 0 || id.isEmpty() ? 0 : hashOf(id);
    }

    /** Four characters a step, as each step waits for the last. Never 0, which marks a free place. */
    private static long hashOf(String id) {
        int length = id.length();
        long h = 0x9E3779B97F4A7C15L ^ length;
        int i = 0;
        for (; i < length - 3; i += 4) {
            long four = (long) id.charAt(i) << 48
                    | (long) id.charAt(i + 1) << 32
                    | (long) id.charAt(i + 2) << 16
                    | id.charAt(i + 3);
            h = (h ^ four) * 0xBF58476D1CE4E5B9L;
            h ^= h >>> 29;
        }
        for (; i < length; i++) {
            h = (h ^ id.charAt(i)) * 0xBF58476D1CE4E5B9L;
            h ^= h >>> 29;
        }
        h = (h ^ (h >>> 30)) * 0x94D049BB133111EBL;
        h ^= h >>> 31;
        return h == 0 ? 1 : h;
    }

    boolean contains(long hash) {
        return hash != 0 && table[find(hash)] != 0;
    }

    void add(long hash) {
        if (hash == 0) {
            return;
        }
        if (table[find(hash)] != 0) {
            return;
        }
        if (size == capacity) {
            remove(find(ring[oldest]));
            ring[oldest] = hash;
            oldest = oldest + 1 == capacity ? 0 : oldest + 1;
        } else {
            if (size == ring.length) {
                grow();
            }
            ring[size++] = hash;
        }
        table[find(hash)] = hash;
    }

    /** At most half of the table's places are taken. Moved in the order of the old table, ids of neighbouring places come to neighbouring places. */
    private void grow() {
        ring = Arrays.copyOf(ring, Math.min(capacity, Math.max(16, 2 * ring.length)));
        long[] before = table;
        table = new long[Integer.highestOneBit(2 * ring.length - 1) * 2];
        for (long hash : before) {
            if (hash != 0) {
                table[find(hash)] = hash;
            }
        }
    }

    /** Its place, or the free one where it would be. */
    private int find(long hash) {
        int mask = table.length - 1;
        int place = (int) hash & mask;
        while (table[place] != 0 && table[place] != hash) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void remove(int place) {
        int mask = table.length - 1;
        int gap = place;
        for (int next = (gap + 1) & mask; table[next] != 0; next = (next + 1) & mask) {
            int home = (int) table[next] & mask;
            // It may move back unless its home lies behind the gap, on the way to where it is.
            if (((next - home) & mask) >= ((next - gap) & mask)) {
                table[gap] = table[next];
                gap = next;
            }
        }
        table[gap] = 0;
    }

    void writeTo(SnapshotOutput out) {
        out.version("recent-ids", VERSION);
        out.ring(ring, size, oldest);
    }

    void readFrom(SnapshotInput in) {
        in.version("recent-ids", VERSION);
        long[] hashes = in.counts();
        if (hashes.length > capacity) {
            throw new SnapshotException("must remember at most " + capacity + " ids, found " + hashes.length);
        }
        for (long hash : hashes) {
            if (hash == 0) {
                throw new SnapshotException("must be hashes other than 0, found 0");
            }
            add(hash);
        }
    }
}
