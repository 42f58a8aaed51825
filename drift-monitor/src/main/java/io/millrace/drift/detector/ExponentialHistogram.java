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
 * <p>Fields are for the scans of this package, after {@link #settle}: from the greatest row to row 0, in each from the oldest bucket on.
 */
final class ExponentialHistogram {
    private static final int BATCH = 32;
    private static final int FIRST_ROWS = 8;
    private static final int MAX_ROWS = 60;

    /** Most buckets of a row, which are also its places. */
    final int maxBuckets;

    /** Values that have entered. */
    long width;

    double total;
    /** Sum of squared deviations from the window's mean. */
    double squares;

    int rows;
    /** Buckets in each row; the oldest is the row's first. */
    int[] counts = new int[FIRST_ROWS];

    double[] totals;
    private double[] deviations;

    private final double[] waiting = new double[BATCH];
    private int waitingCount;

    /** A row's buckets and behind them those that come into it; likewise of the next row. */
    private double[] rowTotals;

    private double[] rowDeviations;
    private double[] nextTotals;
    private double[] nextDeviations;

    ExponentialHistogram(int maxBuckets) {
        this.maxBuckets = maxBuckets;
        totals = new double[FIRST_ROWS * maxBuckets];
        deviations = new double[FIRST_ROWS * maxBuckets];
        rowTotals = new double[maxBuckets + BATCH];
        rowDeviations = new double[maxBuckets + BATCH];
        nextTotals = new double[maxBuckets + BATCH];
        nextDeviations = new double[maxBuckets + BATCH];
    }

    /** Values of the window, those that wait included. */
    long count() {
        return width + waitingCount;
    }

    /** Puts in a value. */
    void add(double value) {
        waiting[waitingCount++] = value;
        if (waitingCount == BATCH) {
            settle();
        }
    }

    /** Lets the values enter that wait. */
    void settle() {
        if (waitingCount > 0) {
            addMoments();
            addBuckets();
            waitingCount = 0;
        }
    }

    private void addMoments() {
        int n = waitingCount;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += waiting[i];
        }
        double mean = sum / n;
        double deviation = 0;
        for (int i = 0; i < n; i++) {
            double apart = waiting[i] - mean;
            deviation += apart * apart;
        }
        if (width > 0) {
            double apart = mean - total / width;
            deviation += apart * apart * ((double) width * n / (width + n));
        }
        squares += deviation;
        width += n;
        total += sum;
    }

    private void addBuckets() {
        int incoming = waitingCount;
        int own = rows > 0 ? counts[0] : 0;
        System.arraycopy(waiting, 0, rowTotals, own, incoming);
        Arrays.fill(rowDeviations, own, own + incoming, 0);
        for (int row = 0; incoming > 0; row++) {
            if (row == rows) {
                addRow();
            }
            int first = row * maxBuckets;
            System.arraycopy(totals, first, rowTotals, 0, own);
            System.arraycopy(deviations, first, rowDeviations, 0, own);
            int all = own + incoming;
            int merges = Math.max(0, (all - maxBuckets + 1) / 2);
            int nextOwn = row + 1 < rows ? counts[row + 1] : 0;
            merge(merges, nextOwn, 0.5 / (1L << row));
            int kept = all - 2 * merges;
            System.arraycopy(rowTotals, 2 * merges, totals, first, kept);
            System.arraycopy(rowDeviations, 2 * merges, deviations, first, kept);
            counts[row] = kept;
            double[] swapped = rowTotals;
            rowTotals = nextTotals;
            nextTotals = swapped;
            swapped = rowDeviations;
            rowDeviations = nextDeviations;
            nextDeviations = swapped;
            own = nextOwn;
            incoming = merges;
        }
    }

    /** Merges pairs of a row's buckets, the oldest first, to behind those of the next row; n(μ₀−μ₁)²/2 is the squared difference of totals over 2n. */
    private void merge(int pairs, int behind, double share) {
        for (int i = 0; i < pairs; i++) {
            double older = rowTotals[2 * i];
            double newer = rowTotals[2 * i + 1];
            double apart = older - newer;
            nextTotals[behind + i] = older + newer;
            nextDeviations[behind + i] = rowDeviations[2 * i] + rowDeviations[2 * i + 1] + apart * apart * share;
        }
    }

    private void addRow() {
        if (rows == counts.length) {
            counts = Arrays.copyOf(counts, 2 * rows);
            totals = Arrays.copyOf(totals, 2 * rows * maxBuckets);
            deviations = Arrays.copyOf(deviations, 2 * rows * maxBuckets);
        }
        counts[rows] = 0;
        rows++;
    }

    /** Takes out the oldest bucket; there must be one, and no value may wait. */
    void dropOldestBucket() {
        int row = rows - 1;
        int oldest = row * maxBuckets;
        long size = 1L << row;
        double mean = totals[oldest] / size;
        width -= size;
        total -= totals[oldest];
        double apart = width == 0 ? 0 : mean - total / width;
        squares = Math.max(squares - deviations[oldest] - apart * apart * size * width / (size + width), 0);
        counts[row]--;
        System.arraycopy(totals, oldest + 1, totals, oldest, counts[row]);
        System.arraycopy(deviations, oldest + 1, deviations, oldest, counts[row]);
        while (rows > 0 && counts[rows - 1] == 0) {
            rows--;
        }
    }

    void clear() {
        width = 0;
        total = 0;
        squares = 0;
        rows = 0;
        waitingCount = 0;
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
            size += (long) counts[row] << row;
            for (int i = 0; i < counts[row]; i++) {
                sum += totals[row * maxBuckets + i];
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
            for (int i = 0; i < counts[row]; i++) {
                out.writeDouble(totals[row * maxBuckets + i]);
                out.writeDouble(deviations[row * maxBuckets + i]);
            }
        }
        out.writeInt(waitingCount);
        for (int i = 0; i < waitingCount; i++) {
            out.writeDouble(waiting[i]);
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
            counts[row] = SequentialDetector.readInt(in, "buckets of a row", 0, maxBuckets);
            size += (long) counts[row] << row;
            for (int i = 0; i < counts[row]; i++) {
                totals[row * maxBuckets + i] = in.readDouble();
                deviations[row * maxBuckets + i] = in.readDouble();
            }
        }
        if (size != width) {
            throw new IOException("buckets must hold " + width + " values, found " + size);
        }
        waitingCount = SequentialDetector.readInt(in, "values that wait", 0, BATCH - 1);
        for (int i = 0; i < waitingCount; i++) {
            waiting[i] = in.readDouble();
        }
    }
}
