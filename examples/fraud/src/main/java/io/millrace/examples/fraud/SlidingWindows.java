package io.millrace.examples.fraud;

/**
 * Counts and sums over several windows of time of one customer or terminal, which all end the same delay ago: (now − delay − length, now −
 * delay]. Keeps what the longest one needs. Sums are of whole numbers, so what leaves a window leaves nothing behind.
 */
final class SlidingWindows {
    private final long delay;
    private final long[] lengths;
    private final int[] counts;
    private final long[] sums;
    /** The first entry still in each window, counted from the first one ever. */
    private final long[] tails;
    /** The first entry that has not entered the windows yet. */
    private long entered;

    private long added;
    private long[] times = new long[8];
    private long[] values = new long[8];

    /**
     * Empty windows.
     *
     * @param lengths from the shortest to the longest
     */
    SlidingWindows(long delay, long... lengths) {
        this.delay = delay;
        this.lengths = lengths;
        counts = new int[lengths.length];
        sums = new long[lengths.length];
        tails = new long[lengths.length];
    }

    /** Adds an entry, no earlier than those before. */
    void add(long time, long value) {
        long oldest = tails[tails.length - 1];
        if (added - oldest == times.length) {
            grow(oldest);
        }
        times[place(added)] = time;
        values[place(added)] = value;
        added++;
    }

    private int place(long entry) {
        return (int) (entry & (times.length - 1));
    }

    private void grow(long oldest) {
        long[] newTimes = new long[2 * times.length];
        long[] newValues = new long[2 * times.length];
        for (long entry = oldest; entry < added; entry++) {
            int to = (int) (entry & (newTimes.length - 1));
            newTimes[to] = times[place(entry)];
            newValues[to] = values[place(entry)];
        }
        times = newTimes;
        values = newValues;
    }

    /** Moves the windows on. */
    void moveTo(long now) {
        long end = now - delay;
        for (; entered < added && times[place(entered)] <= end; entered++) {
            for (int i = 0; i < lengths.length; i++) {
                counts[i]++;
                sums[i] += values[place(entered)];
            }
        }
        for (int i = 0; i < lengths.length; i++) {
            for (; tails[i] < entered && times[place(tails[i])] <= end - lengths[i]; tails[i]++) {
                counts[i]--;
                sums[i] -= values[place(tails[i])];
            }
        }
    }

    int count(int window) {
        return counts[window];
    }

    /** Mean of the values in a window, 0 if it is empty. */
    double mean(int window) {
        return counts[window] == 0 ? 0 : (double) sums[window] / counts[window];
    }
}
