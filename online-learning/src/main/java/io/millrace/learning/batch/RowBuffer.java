package io.millrace.learning.batch;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;

/**
 * Dense rows with their weights, one after the other in one array. Grows to the greatest number of rows that it has held and
 * allocates nothing after that. One thread at a time.
 */
public final class RowBuffer {
    private static final int VERSION = 1;

    private final int dimension;
    private int rows;
    private double[] values = new double[0];
    private double[] weights = new double[0];

    /** An empty buffer for rows of {@code dimension} values. */
    public RowBuffer(int dimension) {
        this.dimension = dimension;
    }

    /** Adds a copy of a row. */
    public void add(double[] row, double weight) {
        add(row, 0, weight);
    }

    /**
     * Adds a copy of a row that begins at {@code offset}.
     *
     * @throws IllegalStateException if an array cannot hold that many values
     */
    public void add(double[] row, int offset, double weight) {
        if (rows == weights.length) {
            grow();
        }
        System.arraycopy(row, offset, values, rows * dimension, dimension);
        weights[rows] = weight;
        rows++;
    }

    private void grow() {
        int capacity = Math.max(4, 2 * rows);
        if ((long) capacity * dimension > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("must hold fewer than 2^31 values: " + capacity + " rows of " + dimension);
        }
        values = Arrays.copyOf(values, capacity * dimension);
        weights = Arrays.copyOf(weights, capacity);
    }

    /** Number of rows. */
    public int rows() {
        return rows;
    }

    /** The values of all rows; those of row {@code i} begin at {@link #offset}. Not to be written. */
    public double[] values() {
        return values;
    }

    /** Where row {@code i} begins in {@link #values}. */
    public int offset(int i) {
        return i * dimension;
    }

    /** Weight of row {@code i}. */
    public double weight(int i) {
        return weights[i];
    }

    /** Sum of the weights. */
    public double totalWeight() {
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += weights[i];
        }
        return sum;
    }

    /** Multiplies all weights. */
    public void scaleWeights(double factor) {
        for (int i = 0; i < rows; i++) {
            weights[i] *= factor;
        }
    }

    /** Removes all rows. */
    public void clear() {
        rows = 0;
    }

    /** Writes the rows. */
    public void writeTo(SnapshotOutput out) {
        out.version("rows", VERSION);
        out.numbers(Arrays.copyOf(values, rows * dimension));
        out.numbers(Arrays.copyOf(weights, rows));
    }

    /** Reads what {@link #writeTo} wrote of rows of {@code dimension} values. */
    public static RowBuffer readFrom(SnapshotInput in, int dimension) {
        in.version("rows", VERSION);
        RowBuffer buffer = new RowBuffer(dimension);
        buffer.values = in.numbers();
        buffer.weights = in.numbers();
        buffer.rows = buffer.weights.length;
        if (buffer.values.length != (long) buffer.rows * dimension) {
            throw new SnapshotException("must hold " + buffer.rows + " rows of " + dimension + ", found "
                    + buffer.values.length + " values");
        }
        return buffer;
    }
}
