package io.millrace.learning.preprocessing;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;
import java.util.List;

/**
 * Smallest and greatest value of each column so far, to bring columns to [0, 1]: (x − min) / (max − min), or 0 where max = min or
 * nothing was seen yet. A value outside what was seen goes outside [0, 1]. As scikit-learn's and River's {@code MinMaxScaler}.
 *
 * <p>A missing value (NaN) leaves its column as it is; values must lie within {@link StandardScaler#LIMIT}. Nothing allocates but constructors. One
 * thread at a time.
 */
public final class MinMaxScaler {
    private static final int VERSION = 1;

    /** As in {@link StandardScaler}, a row is learned from one state into the other. */
    private Columns now;

    private Columns before;

    private static final class Columns {
        final double[] minima;
        final double[] maxima;

        Columns(int dimension) {
            minima = new double[dimension];
            maxima = new double[dimension];
            Arrays.fill(minima, Double.POSITIVE_INFINITY);
            Arrays.fill(maxima, Double.NEGATIVE_INFINITY);
        }
    }

    /** Untaught: every value is scaled to 0. */
    public MinMaxScaler(int dimension) {
        now = new Columns(dimension);
        before = new Columns(dimension);
    }

    /** Number of columns. */
    public int dimension() {
        return now.minima.length;
    }

    /** Learns a row; NaN is missing. */
    public void learn(double[] row) {
        Columns next = before;
        for (int j = 0; j < dimension(); j++) {
            // NaN is neither smaller nor greater
            next.minima[j] = row[j] < now.minima[j] ? row[j] : now.minima[j];
            next.maxima[j] = row[j] > now.maxima[j] ? row[j] : now.maxima[j];
        }
        before = now;
        now = next;
    }

    /** Takes the last {@link #learn} back. Once: the state before that is gone. */
    public void undo() {
        Columns undone = now;
        now = before;
        before = undone;
    }

    /** A value of a column, scaled. */
    public double scale(int column, double value) {
        double range = now.maxima[column] - now.minima[column];
        return range > 0 ? (value - now.minima[column]) / range : 0;
    }

    /** Smallest value of a column; infinite before the first. */
    public double minimum(int column) {
        return now.minima[column];
    }

    /** Greatest value of a column; negative infinite before the first. */
    public double maximum(int column) {
        return now.maxima[column];
    }

    /** Adds what another has learned from other rows: exact. */
    public void merge(MinMaxScaler other) {
        if (other.dimension() != dimension()) {
            throw new IllegalArgumentException(
                    "must have as many columns: dimension=" + dimension() + ", other " + other.dimension());
        }
        for (int j = 0; j < dimension(); j++) {
            now.minima[j] = Math.min(now.minima[j], other.now.minima[j]);
            now.maxima[j] = Math.max(now.maxima[j], other.now.maxima[j]);
        }
    }

    /** Becomes {@code base} and what each part, which went on from it, has learned since: exact. */
    public void combine(MinMaxScaler base, List<MinMaxScaler> parts) {
        Arrays.fill(now.minima, Double.POSITIVE_INFINITY);
        Arrays.fill(now.maxima, Double.NEGATIVE_INFINITY);
        merge(base);
        parts.forEach(this::merge);
    }

    /** Writes the state. */
    public void writeTo(SnapshotOutput out) {
        out.version("min-max-scaler", VERSION);
        out.numbers(now.minima);
        out.numbers(now.maxima);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static MinMaxScaler readFrom(SnapshotInput in) {
        in.version("min-max-scaler", VERSION);
        double[] minima = in.numbers();
        double[] maxima = in.numbers(minima.length);
        MinMaxScaler scaler = new MinMaxScaler(minima.length);
        System.arraycopy(minima, 0, scaler.now.minima, 0, minima.length);
        System.arraycopy(maxima, 0, scaler.now.maxima, 0, maxima.length);
        return scaler;
    }
}
