package io.millrace.jobs.monitoring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A detector as bytes, and the values that wait until time has come to them. A Flink POJO, kept in checkpoints: a field may be added but
 * not change its type.
 */
public final class DetectorState {
    /** The detector; empty: it has seen nothing. */
    public byte[] detector = {};

    /** What the detector was made of, as text; one of other options begins anew. */
    public String config = "";

    /** Values taken since the last drift. */
    public long n;

    /** Their mean. */
    public double mean;

    /** Mean of the newest of them, those before weighing less and less. */
    public double recent;

    /** Whether it has said that there may be a drift, and nothing else since. */
    public boolean warned;

    /** Time of the newest value taken, milliseconds. */
    public long newest = Long.MIN_VALUE;

    /** Values that came after their turn since the last drift. */
    public long outOfTurn;

    /** What waits: times. The four arrays are of one length. */
    public long[] times = {};

    /** Partitions. */
    public int[] partitions = {};

    /** Offsets. */
    public long[] offsets = {};

    /** Values. */
    public double[] values = {};

    /** For Flink. */
    public DetectorState() {}

    /** After a drift: what came before it counts no longer. */
    void beginAnew() {
        n = 0;
        mean = 0;
        recent = 0;
        warned = false;
        outOfTurn = 0;
    }

    /** Holds what a chunk brings. */
    void hold(ValueChunk chunk) {
        int before = times.length;
        int added = chunk.times.length;
        times = Arrays.copyOf(times, before + added);
        partitions = Arrays.copyOf(partitions, before + added);
        offsets = Arrays.copyOf(offsets, before + added);
        values = Arrays.copyOf(values, before + added);
        System.arraycopy(chunk.times, 0, times, before, added);
        System.arraycopy(chunk.partitions, 0, partitions, before, added);
        System.arraycopy(chunk.offsets, 0, offsets, before, added);
        System.arraycopy(chunk.values, 0, values, before, added);
    }

    /**
     * Puts what waits in order.
     *
     * @return how many of the first ones are due
     */
    int sortDue(long watermark) {
        int[] order = IntStream.range(0, times.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(i -> times[i])
                        .thenComparingInt(i -> partitions[i])
                        .thenComparingLong(i -> offsets[i]))
                .mapToInt(i -> i)
                .toArray();
        times = Arrays.stream(order).mapToLong(i -> times[i]).toArray();
        int[] sorted = Arrays.stream(order).map(i -> partitions[i]).toArray();
        long[] sortedOffsets = Arrays.stream(order).mapToLong(i -> offsets[i]).toArray();
        values = Arrays.stream(order).mapToDouble(i -> values[i]).toArray();
        partitions = sorted;
        offsets = sortedOffsets;
        int due = 0;
        while (due < times.length && times[due] <= watermark) {
            due++;
        }
        return due;
    }

    /** Lets go of the first {@code count} of what waits. */
    void release(int count) {
        times = Arrays.copyOfRange(times, count, times.length);
        partitions = Arrays.copyOfRange(partitions, count, partitions.length);
        offsets = Arrays.copyOfRange(offsets, count, offsets.length);
        values = Arrays.copyOfRange(values, count, values.length);
    }
}
