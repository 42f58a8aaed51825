package io.millrace.jobs.learning;

import java.util.Arrays;

/**
 * Which events the join may know, so that state need not be asked about one that is new: a Bloom filter of one word a key (Putze, Sanders, Singler,
 * "Cache-, hash- and space-efficient Bloom filters", 2007), in two generations. It never says no of an event that was added and not forgotten; of
 * others it says yes now and then, more often the more there are: of one in 20 with three million in a generation.
 *
 * <p>Two generations of 4 MiB each. A question costs two looks at memory and allocates nothing. One thread.
 */
final class KnownIds {
    private static final int WORDS = 1 << 19;

    private long[] young = new long[WORDS];
    private long[] old = new long[WORDS];
    /** The latest time of those in each generation. */
    private long newestOfYoung = Long.MIN_VALUE;

    private long newestOfOld = Long.MIN_VALUE;

    /** Adds an event, or adds it again with another time. It is known at least until {@link #forget} of that time. */
    void add(String id, long time) {
        long hash = hash(id);
        young[word(hash)] |= bits(hash);
        newestOfYoung = Math.max(newestOfYoung, time);
    }

    /** Whether the event may be known; if not, it was never added, or is forgotten. */
    boolean mayHave(String id) {
        long hash = hash(id);
        int word = word(hash);
        long bits = bits(hash);
        return (young[word] & bits) == bits || (old[word] & bits) == bits;
    }

    /** All events of times before {@code time} may be forgotten. */
    void forget(long time) {
        if (newestOfOld < time && newestOfYoung > Long.MIN_VALUE) {
            long[] empty = old;
            Arrays.fill(empty, 0);
            old = young;
            newestOfOld = newestOfYoung;
            young = empty;
            newestOfYoung = Long.MIN_VALUE;
        }
    }

    /** The mixer of SplitMix64: neighbours become strangers. */
    private static long hash(String id) {
        long z = id.hashCode() * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static int word(long hash) {
        return (int) hash & (WORDS - 1);
    }

    private static long bits(long hash) {
        return (1L << (hash >>> 58)) | (1L << (hash >>> 52)) | (1L << (hash >>> 46));
    }
}
