package io.millrace.drift.detector;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A window over the latest values in O(log W) memory: rows of buckets, sizes 2^row, up to {@code maxBuckets} a row; one more, and the two oldest of the row merge
 * into the next. Totals add; squared deviations add plus n(μ₀−μ₁)²/2, n = size of each. M. Datar, A. Gionis, P. Indyk, R. Motwani, "Maintaining stream
 * statistics over sliding windows", SIAM J. Computing 2002, with sums of any numbers as {@link Adwin} has them.
 *
 * <p>Nobody looks at the buckets between two checks. So values wait, up to {@value #BATCH} of them, and enter together: pairs merge in the same order as one by
 * one, in short loops without a branch for each value.
 *
 * <p>Fields are for the scans of this package, after {@link #settle}: one loop over the places from {@link #first} to {@link #places}, excluded, sees the buckets
 * from the oldest to the newest. Each row has {@code maxBuckets} places, of which the first are empty where it has fewer buckets; an empty place has size and total 0, so
 * the edge behind it is the one before it again, and no scan needs to ask.
 */
final class ExponentialHistogram {
    private static final int BATCH = 32;
    private static final int FIRST_ROWS = 8;
    private static final int MAX_ROWS = 60;

    private final int maxBuckets;

    /** Values that have entered. */
    long width;

    double total;
    /** Sum of squared deviations from the window's mean. */
    double squares;

    private int rows;
    private int[] counts = new int[FIRST_ROWS];

    /** All places, those of row 0 last. */
    int places;

    /** Size of the bucket of each place. */
    double[] sizes;

    /** Total and squared deviations of each place, one behind the other: total {@code 2 * place}. */
    double[] buckets;

    /** The values that wait, as buckets: their deviations are always 0. */
    private final double[] entering = new double[2 * BATCH];

    private int waiting;

    /** Buckets that come into a row; likewise of the next row. */
    private double[] incoming = new double[BATCH + 2];

    private double[] outgoing = new double[BATCH + 2];

    ExponentialHistogram(int maxBuckets) {
        this.maxBuckets = maxBuckets;
        places = FIRST_ROWS * maxBuckets;
        sizes = new double[places];
        buckets = new double[2 * places];
    }

    /** The first place of the greatest row. */
    int first() {
        return places - rows * maxBuckets;
    }

    /** Values of the window, those that wait included. */
    long count() {
        return width + waiting;
    }

    /** Puts in a value. */
    void add(double value) {
        entering[2 * waiting] = value;
        waiting++;
        if (waiting == BATCH) {
            settle();
        }
    }

    /** Lets the values enter that wait. */
    void settle() {
        if (waiting > 0) {
            addMoments();
            addBuckets();
            waiting = 0;
        }
    }

    /** In four sums at a time: an addition need not wait for the one before. */
    private void addMoments() {
        double[] values = entering;
        int until = 2 * waiting;
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = 0;
        for (; i < until - 6; i += 8) {
            sum0 += values[i];
            sum1 += values[i + 2];
            sum2 += values[i + 4];
            sum3 += values[i + 6];
        }
        int rest = i;
        for (; i < until; i += 2) {
            sum0 += values[i];
        }
        double sum = (sum0 + sum1) + (sum2 + sum3);
        double mean = sum / waiting;
        sum0 = 0;
        sum1 = 0;
        sum2 = 0;
        sum3 = 0;
        for (i = 0; i < rest; i += 8) {
            double apart0 = values[i] - mean;
            double apart1 = values[i + 2] - mean;
            double apart2 = values[i + 4] - mean;
            double apart3 = values[i + 6] - mean;
            sum0 += apart0 * apart0;
            sum1 += apart1 * apart1;
            sum2 += apart2 * apart2;
            sum3 += apart3 * apart3;
        }
        for (; i < until; i += 2) {
            double apart = values[i] - mean;
            sum0 += apart * apart;
        }
        addMoments(sum, mean, (sum0 + sum1) + (sum2 + sum3));
    }

    private void addMoments(double sum, double mean, double deviation) {
        double between = 0;
        if (width > 0) {
            double apart = mean - total / width;
            between = apart * apart * ((double) width * waiting / (width + waiting));
        }
        squares += deviation + between;
        width += waiting;
        total += sum;
    }

    private void addBuckets() {
        double[] from = entering;
        int coming = waiting;
        double size = 1;
        double share = 0.5;
        for (int row = 0; coming > 0; row++) {
            if (row == rows) {
                addRow();
            }
            int own = counts[row];
            int end = 2 * (places - row * maxBuckets);
            int merges = Math.max(0, (own + coming - maxBuckets + 1) / 2);
            mergeOldest(end, own, from, merges, share);
            int kept = own + coming - 2 * merges;
            int keptOwn = Math.max(0, kept - coming);
            int keptNew = kept - keptOwn;
            if (keptOwn > 0) {
                System.arraycopy(buckets, end - 2 * keptOwn, buckets, end - 2 * kept, 2 * keptOwn);
            }
            System.arraycopy(from, 2 * (coming - keptNew), buckets, end - 2 * keptNew, 2 * keptNew);
            setCount(row, end / 2 - maxBuckets, kept, size);
            double[] next = outgoing;
            outgoing = incoming;
            incoming = next;
            from = next;
            coming = merges;
            size *= 2;
            share *= 0.5;
        }
    }

    /** Merges the oldest pairs of a row's {@code own} buckets, which end before {@code end}, and those that come after them. */
    private void mergeOldest(int end, int own, double[] from, int pairs, double share) {
        int ownPairs = Math.min(pairs, own / 2);
        merge(buckets, end - 2 * own, ownPairs, outgoing, 0, share);
        int rest = pairs - ownPairs;
        if (rest == 0) {
            return;
        }
        int odd = own & 1;
        if (odd == 1) {
            double older = buckets[end - 2];
            double newer = from[0];
            double apart = older - newer;
            outgoing[2 * ownPairs] = older + newer;
            outgoing[2 * ownPairs + 1] = buckets[end - 1] + from[1] + apart * apart * share;
        }
        merge(from, 2 * odd, rest - odd, outgoing, 2 * (ownPairs + odd), share);
    }

    /** Merges pairs of buckets; n(μ₀−μ₁)²/2 is the squared difference of totals over 2n. */
    private static void merge(double[] from, int first, int pairs, double[] into, int place, double share) {
        for (int i = 0; i < pairs; i++) {
            double older = from[first + 4 * i];
            double newer = from[first + 4 * i + 2];
            double apart = older - newer;
            into[place + 2 * i] = older + newer;
            into[place + 2 * i + 1] = from[first + 4 * i + 1] + from[first + 4 * i + 3] + apart * apart * share;
        }
    }

    /** Says how many of a row's places, the last of them, are buckets. */
    private void setCount(int row, int place, int count, double size) {
        for (int empty = place; empty < place + maxBuckets - count; empty++) {
            makeEmpty(empty);
        }
        for (int filled = place + maxBuckets - count; filled < place + maxBuckets - counts[row]; filled++) {
            sizes[filled] = size;
        }
        counts[row] = count;
    }

    private void makeEmpty(int place) {
        sizes[place] = 0;
        buckets[2 * place] = 0;
        buckets[2 * place + 1] = 0;
    }

    private void addRow() {
        if (rows == counts.length) {
            counts = Arrays.copyOf(counts, 2 * rows);
            sizes = withRoomBefore(sizes);
            buckets = withRoomBefore(buckets);
            places = sizes.length;
        }
        counts[rows] = 0;
        rows++;
        setCount(rows - 1, first(), 0, 0);
    }

    private static double[] withRoomBefore(double[] values) {
        double[] twice = new double[2 * values.length];
        System.arraycopy(values, 0, twice, values.length, values.length);
        return twice;
    }

    /** Takes out the oldest bucket; there must be one, and no value may wait. */
    void dropOldestBucket() {
        int row = rows - 1;
        int oldest = first() + maxBuckets - counts[row];
        double size = sizes[oldest];
        double mean = buckets[2 * oldest] / size;
        width -= (long) size;
        total -= buckets[2 * oldest];
        double apart = width == 0 ? 0 : mean - total / width;
        squares = Math.max(squares - buckets[2 * oldest + 1] - apart * apart * size * width / (size + width), 0);
        makeEmpty(oldest);
        counts[row]--;
        while (rows > 0 && counts[rows - 1] == 0) {
            rows--;
        }
    }

    void clear() {
        width = 0;
        total = 0;
        squares = 0;
        rows = 0;
        waiting = 0;
    }

    /** Checks what must always hold; for tests. */
    void validate() {
        long size = 0;
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            if (counts[row] < 0 || counts[row] > maxBuckets) {
                throw new IllegalStateException(
                        "must have up to " + maxBuckets + " buckets: " + counts[row] + " in row " + row);
            }
            for (int i = 0; i < maxBuckets; i++) {
                int place = places - (row + 1) * maxBuckets + i;
                double expected = i < maxBuckets - counts[row] ? 0 : 1L << row;
                if (sizes[place] != expected || (expected == 0 && buckets[2 * place] != 0)) {
                    throw new IllegalStateException("place " + i + " of row " + row + " must be of size " + expected
                            + ": " + sizes[place] + ", total " + buckets[2 * place]);
                }
                size += (long) sizes[place];
                sum += buckets[2 * place];
            }
        }
        if (size != width || Math.abs(sum - total) > 1e-9 * Math.max(1, Math.abs(total)) || squares < 0) {
            throw new IllegalStateException("buckets must add up: width=" + width + ", found " + size + "; total="
                    + total + ", found " + sum + "; squares=" + squares);
        }
    }

    /** Writes values that wait as such: where a batch ends is part of the state. */
    void writeTo(DataOutput out) throws IOException {
        out.writeLong(width);
        out.writeDouble(total);
        out.writeDouble(squares);
        out.writeInt(rows);
        for (int row = 0; row < rows; row++) {
            out.writeInt(counts[row]);
            int end = 2 * (places - row * maxBuckets);
            for (int i = end - 2 * counts[row]; i < end; i++) {
                out.writeDouble(buckets[i]);
            }
        }
        out.writeInt(waiting);
        for (int i = 0; i < waiting; i++) {
            out.writeDouble(entering[2 * i]);
        }
    }

    void readFrom(DataInput in) throws IOException {
        width = SequentialDetector.readCount(in, "width");
        total = in.readDouble();
        squares = in.readDouble();
        int written = SequentialDetector.readInt(in, "rows of buckets", 0, MAX_ROWS);
        long size = 0;
        for (int row = 0; row < written; row++) {
            addRow();
            int count = SequentialDetector.readInt(in, "buckets of a row", 0, maxBuckets);
            setCount(row, first(), count, (double) (1L << row));
            size += (long) count << row;
            int end = 2 * (first() + maxBuckets);
            for (int i = end - 2 * count; i < end; i++) {
                buckets[i] = in.readDouble();
            }
        }
        if (size != width) {
            throw new IOException("buckets must hold " + width + " values, found " + size);
        }
        waiting = SequentialDetector.readInt(in, "values that wait", 0, BATCH - 1);
        for (int i = 0; i < waiting; i++) {
            entering[2 * i] = in.readDouble();
        }
    }
}
