package io.millrace.learning.tree;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * ADWIN: a window over the latest values that shrinks when its old part has another mean than its new part.
 *
 * <p>Rows of buckets, sizes 2^row, up to {@value #MAX_BUCKETS} a row; then the two oldest merge into the next row. Every {@value #CLOCK}
 * values, if the window is longer than {@value #GRACE_PERIOD}, each edge between buckets, from the oldest, with at least L = {@value #MIN_PART}
 * values on both sides: δ' = ln(2·ln W / δ), m = 1/(n₀−L+1) + 1/(n₁−L+1), ε = √(2·m·v·δ') + ⅔·δ'·m, v = population variance of the window. If
 * |μ₀ − μ₁| &gt; ε the oldest bucket is dropped and all edges are tried again. What is left stays the window (River starts afresh).
 *
 * <p>Memory and the cost of a check are O(log W). A. Bifet, R. Gavaldà, "Learning from time-changing data with adaptive windowing", SDM 2007,
 * with defaults and small-sample terms as in River. Private to this package: the detectors that people use are in {@code drift-monitor}, which this
 * module does not know.
 */
final class Adwin {
    private static final int VERSION = 1;
    private static final int CLOCK = 32;
    private static final int MAX_BUCKETS = 5;
    private static final int MIN_PART = 5;
    private static final int GRACE_PERIOD = 10;
    private static final int PLACES = MAX_BUCKETS + 1;
    private static final int MAX_ROWS = 60;

    private final double delta;
    private long updates;
    private long width;
    private double total;
    /** Sum of squared deviations from the window's mean. */
    private double squares;

    private int rows;
    /** Buckets in each row; the oldest of a row is its first. */
    private int[] counts = new int[4];

    private double[] totals = new double[4 * PLACES];
    private double[] deviations = new double[4 * PLACES];

    Adwin(double delta) {
        this.delta = delta;
    }

    /** Values in the window. */
    long width() {
        return width;
    }

    /** Mean of the window; 0 if it is empty. */
    double mean() {
        return width == 0 ? 0 : total / width;
    }

    /** Takes a value; returns whether the window shrank. */
    boolean update(double value) {
        updates++;
        if (width > 0) {
            double difference = value - total / width;
            squares += difference * difference * width / (width + 1);
        }
        width++;
        total += value;
        insert(0, value, 0);
        return updates % CLOCK == 0 && width > GRACE_PERIOD && shrink();
    }

    private void insert(int row, double bucketTotal, double bucketDeviation) {
        if (row == rows) {
            rows++;
            if (rows > counts.length) {
                counts = java.util.Arrays.copyOf(counts, 2 * counts.length);
                totals = java.util.Arrays.copyOf(totals, 2 * totals.length);
                deviations = java.util.Arrays.copyOf(deviations, 2 * deviations.length);
            }
        }
        int first = row * PLACES;
        totals[first + counts[row]] = bucketTotal;
        deviations[first + counts[row]] = bucketDeviation;
        counts[row]++;
        if (counts[row] > MAX_BUCKETS) {
            double size = (double) (1L << row);
            double difference = (totals[first] - totals[first + 1]) / size;
            double mergedTotal = totals[first] + totals[first + 1];
            double mergedDeviation = deviations[first] + deviations[first + 1] + size * difference * difference / 2;
            removeOldest(row, 2);
            insert(row + 1, mergedTotal, mergedDeviation);
        }
    }

    private void removeOldest(int row, int number) {
        int first = row * PLACES;
        counts[row] -= number;
        System.arraycopy(totals, first + number, totals, first, counts[row]);
        System.arraycopy(deviations, first + number, deviations, first, counts[row]);
    }

    private boolean shrink() {
        boolean shrunk = false;
        while (hasCut()) {
            dropOldestBucket();
            shrunk = true;
        }
        return shrunk;
    }

    private boolean hasCut() {
        double logarithm = Math.log(2 * Math.log((double) width) / delta);
        double variance = squares / width;
        double oldWidth = 0;
        double oldTotal = 0;
        for (int row = rows - 1; row >= 0; row--) {
            for (int i = 0; i < counts[row]; i++) {
                oldWidth += 1L << row;
                oldTotal += totals[row * PLACES + i];
                double newWidth = width - oldWidth;
                if (newWidth < MIN_PART) {
                    return false;
                }
                if (oldWidth >= MIN_PART) {
                    double m = 1 / (oldWidth - MIN_PART + 1) + 1 / (newWidth - MIN_PART + 1);
                    double bound = Math.sqrt(2 * m * variance * logarithm) + 2.0 / 3 * logarithm * m;
                    if (Math.abs(oldTotal / oldWidth - (total - oldTotal) / newWidth) > bound) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void dropOldestBucket() {
        int row = rows - 1;
        long size = 1L << row;
        double bucketTotal = totals[row * PLACES];
        double bucketDeviation = deviations[row * PLACES];
        width -= size;
        total -= bucketTotal;
        double difference = bucketTotal / size - total / width;
        squares = Math.max(squares - bucketDeviation - difference * difference * size * width / (size + width), 0);
        removeOldest(row, 1);
        while (rows > 0 && counts[rows - 1] == 0) {
            rows--;
        }
    }

    /** Checks what must always hold; for tests. */
    void validate() {
        long size = 0;
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            if (counts[row] < 0 || counts[row] > MAX_BUCKETS) {
                throw new IllegalStateException("must have up to " + MAX_BUCKETS + " buckets: " + counts[row]);
            }
            size += (long) counts[row] << row;
            for (int i = 0; i < counts[row]; i++) {
                sum += totals[row * PLACES + i];
            }
        }
        if (size != width || Math.abs(sum - total) > 1e-9 * Math.max(1, Math.abs(total))) {
            throw new IllegalStateException(
                    "buckets must add up: width=" + width + ", found " + size + "; total=" + total + ", found " + sum);
        }
    }

    void writeTo(SnapshotOutput out) {
        out.version("adwin", VERSION);
        out.number(delta);
        out.count(updates);
        out.count(width);
        out.number(total);
        out.number(squares);
        out.integer(rows);
        for (int row = 0; row < rows; row++) {
            out.integer(counts[row]);
            for (int i = 0; i < counts[row]; i++) {
                out.number(totals[row * PLACES + i]);
                out.number(deviations[row * PLACES + i]);
            }
        }
    }

    static Adwin readFrom(SnapshotInput in) {
        in.version("adwin", VERSION);
        Adwin adwin = new Adwin(in.number());
        adwin.updates = in.count();
        adwin.width = in.count();
        adwin.total = in.number();
        adwin.squares = in.number();
        adwin.rows = in.integer();
        if (adwin.rows < 0 || adwin.rows > MAX_ROWS) {
            throw new SnapshotException("must have up to " + MAX_ROWS + " rows of buckets, found " + adwin.rows);
        }
        int capacity = Math.max(4, Integer.highestOneBit(Math.max(1, adwin.rows)) * 2);
        adwin.counts = new int[capacity];
        adwin.totals = new double[capacity * PLACES];
        adwin.deviations = new double[capacity * PLACES];
        for (int row = 0; row < adwin.rows; row++) {
            int count = in.integer();
            if (count < 0 || count > MAX_BUCKETS) {
                throw new SnapshotException("must have up to " + MAX_BUCKETS + " buckets in a row, found " + count);
            }
            adwin.counts[row] = count;
            for (int i = 0; i < count; i++) {
                adwin.totals[row * PLACES + i] = in.number();
                adwin.deviations[row * PLACES + i] = in.number();
            }
        }
        return adwin;
    }
}
