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
 * <p>Fields are for the scans of this package, which go from the greatest row to row 0, in each from the oldest bucket on.
 */
final class ExponentialHistogram {
    private static final int FIRST_ROWS = 8;
    private static final int MAX_ROWS = 60;

    private final int maxBuckets;
    /** Places of a row: one more than its buckets, for the time between an insertion and the merge. */
    final int places;

    long width;
    double total;
    /** Sum of squared deviations from the window's mean. */
    double squares;

    int rows;
    /** Buckets in each row. */
    int[] counts;
    /** Where the oldest bucket of each row is; its row is a ring. */
    int[] heads;

    double[] totals;
    private double[] deviations;

    ExponentialHistogram(int maxBuckets) {
        this.maxBuckets = maxBuckets;
        places = maxBuckets + 1;
        counts = new int[FIRST_ROWS];
        heads = new int[FIRST_ROWS];
        totals = new double[FIRST_ROWS * places];
        deviations = new double[FIRST_ROWS * places];
    }

    /** Puts in a value. */
    void add(double value) {
        if (width > 0) {
            // value − mean, times width: one division for both
            double scaled = value * width - total;
            squares += scaled * scaled / ((double) width * (width + 1));
        }
        width++;
        total += value;
        insert(value);
    }

    /** Puts a bucket of one value into row 0, and merges where a row has one too many. */
    private void insert(double value) {
        double bucketTotal = value;
        double bucketDeviation = 0;
        int row = 0;
        while (true) {
            if (row == rows) {
                addRow();
            }
            int first = row * places;
            int head = heads[row];
            int count = counts[row];
            int free = place(head + count);
            totals[first + free] = bucketTotal;
            deviations[first + free] = bucketDeviation;
            if (count < maxBuckets) {
                counts[row] = count + 1;
                return;
            }
            int second = place(head + 1);
            double oldest = totals[first + head];
            double next = totals[first + second];
            double apart = oldest - next;
            bucketTotal = oldest + next;
            // n·(μ₀−μ₁)²/2 with n = 2^row values each
            bucketDeviation =
                    deviations[first + head] + deviations[first + second] + apart * apart / (double) (1L << (row + 1));
            heads[row] = place(head + 2);
            counts[row] = count - 1;
            row++;
        }
    }

    /** A place in a row's ring, up to one round further. */
    int place(int index) {
        return index < places ? index : index - places;
    }

    private void addRow() {
        if (rows == counts.length) {
            counts = Arrays.copyOf(counts, 2 * rows);
            heads = Arrays.copyOf(heads, 2 * rows);
            totals = Arrays.copyOf(totals, 2 * rows * places);
            deviations = Arrays.copyOf(deviations, 2 * rows * places);
        }
        counts[rows] = 0;
        heads[rows] = 0;
        rows++;
    }

    /** Takes out the oldest bucket; the window must not be empty. */
    void dropOldestBucket() {
        int row = rows - 1;
        int oldest = row * places + heads[row];
        long size = 1L << row;
        double apart = totals[oldest] / size;
        width -= size;
        total -= totals[oldest];
        apart -= width == 0 ? apart : total / width;
        squares = Math.max(squares - deviations[oldest] - apart * apart * size * width / (size + width), 0);
        heads[row] = place(heads[row] + 1);
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
                sum += totals[row * places + place(heads[row] + i)];
            }
        }
        if (size != width || Math.abs(sum - total) > 1e-9 * Math.max(1, Math.abs(total)) || squares < 0) {
            throw new IllegalStateException("buckets must add up: width=" + width + ", found " + size + "; total="
                    + total + ", found " + sum + "; squares=" + squares);
        }
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeLong(width);
        out.writeDouble(total);
        out.writeDouble(squares);
        out.writeInt(rows);
        for (int row = 0; row < rows; row++) {
            out.writeInt(counts[row]);
            for (int i = 0; i < counts[row]; i++) {
                int bucket = row * places + place(heads[row] + i);
                out.writeDouble(totals[bucket]);
                out.writeDouble(deviations[bucket]);
            }
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
                totals[row * places + i] = in.readDouble();
                deviations[row * places + i] = in.readDouble();
            }
        }
        if (size != width) {
            throw new IOException("buckets must hold " + width + " values, found " + size);
        }
    }
}
