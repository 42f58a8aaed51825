package io.millrace.learning;

import java.util.Arrays;

/**
 * The numeric features of one example, dense or sparse, reused by its owner for ever. Learners read it during a call and
 * never keep it.
 *
 * <p>Dense: entry {@code k} is feature {@code k}, all {@link #dimension()} are there. Sparse: entries in the order in which they were added, indices
 * differ; features without an entry are 0 and, as in River and scikit-learn, take no part in a learning step.
 *
 * <p>Nothing here allocates but the constructors and the growth of a sparse row. One thread at a time.
 */
public final class FeatureVector {
    private final int dimension;
    private final boolean dense;
    private int size;
    private double[] values;
    private int[] indices;

    private FeatureVector(int dimension, boolean dense, double[] values, int[] indices) {
        if (dimension < 1) {
            throw new IllegalArgumentException("must be >= 1: dimension=" + dimension);
        }
        this.dimension = dimension;
        this.dense = dense;
        this.values = values;
        this.indices = indices;
        size = dense ? dimension : 0;
    }

    /** A dense row of zeros. */
    public static FeatureVector dense(int dimension) {
        return new FeatureVector(dimension, true, new double[Math.max(dimension, 0)], new int[0]);
    }

    /** A dense row of these values, which are copied. */
    public static FeatureVector of(double... values) {
        return new FeatureVector(values.length, true, values.clone(), new int[0]);
    }

    /**
     * A sparse row without entries.
     *
     * @param capacity entries that it holds before it grows
     */
    public static FeatureVector sparse(int dimension, int capacity) {
        return new FeatureVector(dimension, false, new double[capacity], new int[capacity]);
    }

    /** How many features there are, stored or not. */
    public int dimension() {
        return dimension;
    }

    /** Whether every feature has an entry, in order. */
    public boolean isDense() {
        return dense;
    }

    /** Number of entries. */
    public int size() {
        return size;
    }

    /** Feature of entry {@code k}. */
    public int index(int k) {
        return dense ? k : indices[k];
    }

    /** Value of entry {@code k}. */
    public double value(int k) {
        return values[k];
    }

    /**
     * The values themselves, entry by entry, for loops that cannot afford a call; valid up to {@link #size()}, until the
     * row changes, and not to be written.
     */
    public double[] values() {
        return values;
    }

    /** The features of a sparse row's entries, as {@link #values()}; empty if the row is dense. */
    public int[] indices() {
        return indices;
    }

    /** Sets feature {@code index} of a dense row. */
    public void set(int index, double value) {
        if (!dense) {
            throw new IllegalStateException("a sparse row has no place for feature " + index + ": use add");
        }
        values[index] = value;
    }

    /** Replaces the value of entry {@code k}. */
    public void setValue(int k, double value) {
        values[k] = value;
    }

    /** Forgets the entries of a sparse row; a dense row becomes zeros. */
    public void clear() {
        if (dense) {
            Arrays.fill(values, 0);
        } else {
            size = 0;
        }
    }

    /**
     * Adds an entry to a sparse row.
     *
     * @param index feature, in [0, dimension), not among the entries yet
     */
    public void add(int index, double value) {
        if (dense) {
            throw new IllegalStateException("a dense row has all its entries: use set for feature " + index);
        }
        if (index < 0 || index >= dimension) {
            throw new IndexOutOfBoundsException("must be in [0, " + dimension + "): index=" + index);
        }
        if (size == values.length) {
            int capacity = Math.max(4, 2 * size);
            values = Arrays.copyOf(values, capacity);
            indices = Arrays.copyOf(indices, capacity);
        }
        indices[size] = index;
        values[size] = value;
        size++;
    }

    /**
     * Sum over the entries of value × weight. Four sums side by side, since one waits for each of its additions: a third of the time for
     * 30 features.
     */
    public double dot(double[] weights) {
        double[] values = this.values;
        int[] indices = this.indices;
        int size = this.size;
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int k = 0;
        if (dense) {
            for (; k < size - 3; k += 4) {
                a += values[k] * weights[k];
                b += values[k + 1] * weights[k + 1];
                c += values[k + 2] * weights[k + 2];
                d += values[k + 3] * weights[k + 3];
            }
            for (; k < size; k++) {
                a += values[k] * weights[k];
            }
        } else {
            for (; k < size - 3; k += 4) {
                a += values[k] * weights[indices[k]];
                b += values[k + 1] * weights[indices[k + 1]];
                c += values[k + 2] * weights[indices[k + 2]];
                d += values[k + 3] * weights[indices[k + 3]];
            }
            for (; k < size; k++) {
                a += values[k] * weights[indices[k]];
            }
        }
        return (a + b) + (c + d);
    }

    /** Sum of the squares of the values. */
    public double squaredNorm() {
        double sum = 0;
        for (int k = 0; k < size; k++) {
            sum += values[k] * values[k];
        }
        return sum;
    }

    /** Whether no value is NaN or infinite. Four sums side by side, as in {@link #dot}. */
    public boolean isFinite() {
        double[] values = this.values;
        int size = this.size;
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int k = 0;
        for (; k < size - 3; k += 4) {
            a += values[k] * 0;
            b += values[k + 1] * 0;
            c += values[k + 2] * 0;
            d += values[k + 3] * 0;
        }
        for (; k < size; k++) {
            a += values[k] * 0;
        }
        return (a + b) + (c + d) == 0;
    }

    /**
     * Takes over the entries of another row.
     *
     * @throws IllegalArgumentException if it has another dimension, or one is dense and the other sparse
     */
    public void copyFrom(FeatureVector other) {
        if (other.dimension != dimension || other.dense != dense) {
            throw new IllegalArgumentException(
                    "must be " + (dense ? "dense" : "sparse") + " with " + dimension + " features: other=" + other);
        }
        if (other.size > values.length) {
            values = new double[other.values.length];
            indices = new int[other.values.length];
        }
        System.arraycopy(other.values, 0, values, 0, other.size);
        if (!dense) {
            System.arraycopy(other.indices, 0, indices, 0, other.size);
        }
        size = other.size;
    }

    /** A row of its own with the same entries. */
    public FeatureVector copy() {
        FeatureVector copy = new FeatureVector(dimension, dense, values.clone(), indices.clone());
        copy.size = size;
        return copy;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(dense ? "[" : "{");
        for (int k = 0; k < size; k++) {
            text.append(k == 0 ? "" : ", ")
                    .append(dense ? "" : indices[k] + ": ")
                    .append(values[k]);
        }
        return text.append(dense ? "]" : "}").toString();
    }
}
