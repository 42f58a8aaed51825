package io.millrace.jobs.learning;

/**
 * Which events the join may know, so that state need not be asked about one that is new: a Bloom filter of one word a key (Putze, Sanders, Singler,
 * "Cache-, hash- and space-efficient Bloom filters", 2007), in two generations. It never says no of an event that was added and not forgotten; of
 * others it says yes now and then, more often the more there are: of one in 20 with three million in a generation.
 *
 * <p>Two generations of 4 MiB each, word beside word: a question costs one look at memory for both, and allocates nothing. One thread.
 */
final class KnownIds {
    private static final int WORDS = 1 << 19;

    /** Words of both generations in turns. */
    private final long[] words = new long[2 * WORDS];
    /** Which of the two is the young one: 0 or 1. */
    private int young;
    /** The latest time of those in each generation. */
    private long newestOfYoung = Long.MIN_VALUE;

    private long newestOfOld = Long.MIN_VALUE;

    /** Adds an event, or adds it again with another time. It is known at least until {@link #forget} of that time. */
    void add(String id, long time) {
        long hash = hash(id);
        words[word(hash) + young] |= bits(hash);
        newestOfYoung = Math.max(newestOfYoung, time);
    }

    /** Whether the event may be known; if not, it was never added, or is forgotten. */
    boolean mayHave(String id) {
        long hash = hash(id);
        int word = word(hash);
        long bits = bits(hash);
        return (words[word] & bits) == bits || (words[word + 1] & bits) == bits;
    }

    /** All events of times before {@code time} may be forgotten. */
    void forget(long time) {
        if (newestOfOld < time && newestOfYoung > Long.MIN_VALUE) {
            young = 1 - young;
            for (int i = young; i < words.length; i += 2) {
                words[i] = 0;
            }
            newestOfOld = newestOfYoung;
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

    /** Place of the first of the two words. */
    private static int word(long hash) {
        return 2 * ((int) hash & (WORDS - 1));
    }

    private static long bits(long hash) {
        return (1L << (hash >>> 58)) | (1L << (hash >>> 52)) | (1L << (hash >>> 46));
    }
}
