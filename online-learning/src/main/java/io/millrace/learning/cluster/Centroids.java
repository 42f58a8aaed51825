package io.millrace.learning.cluster;

import io.millrace.learning.batch.RowBuffer;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;

/** Centres with the weight of the rows behind each of them. */
final class Centroids {
    private static final double LEAST_WEIGHT = 1e-16;

    private final int clusters;
    private final int dimension;
    private final double[] positions;
    private final double[] weights;

    /** Of the rows of a mini-batch; between two of them without meaning. */
    private final double[] sums;

    private final double[] masses;

    Centroids(int clusters, int dimension) {
        if (dimension < 1) {
            throw new IllegalArgumentException("must be >= 1: dimension=" + dimension);
        }
        if ((long) clusters * dimension > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "must be less than 2^31: clusters x dimension=" + (long) clusters * dimension);
        }
        this.clusters = clusters;
        this.dimension = dimension;
        positions = new double[clusters * dimension];
        weights = new double[clusters];
        sums = new double[positions.length];
        masses = new double[clusters];
    }

    int clusters() {
        return clusters;
    }

    int dimension() {
        return dimension;
    }

    double weight(int cluster) {
        return weights[cluster];
    }

    void setWeight(int cluster, double weight) {
        weights[cluster] = weight;
    }

    void scaleWeights(double factor) {
        for (int k = 0; k < clusters; k++) {
            weights[k] *= factor;
        }
    }

    double totalWeight() {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        return sum;
    }

    int lightest() {
        int lightest = 0;
        for (int k = 1; k < clusters; k++) {
            lightest = weights[k] < weights[lightest] ? k : lightest;
        }
        return lightest;
    }

    int heaviest() {
        int heaviest = 0;
        for (int k = 1; k < clusters; k++) {
            heaviest = weights[k] > weights[heaviest] ? k : heaviest;
        }
        return heaviest;
    }

    double position(int cluster, int feature) {
        return positions[cluster * dimension + feature];
    }

    void setPosition(int cluster, int feature, double position) {
        positions[cluster * dimension + feature] = position;
    }

    /** A centre's position. */
    double[] position(int cluster) {
        return Arrays.copyOfRange(positions, cluster * dimension, (cluster + 1) * dimension);
    }

    /** Puts a centre where a row is. */
    void place(int cluster, double[] rows, int offset) {
        System.arraycopy(rows, offset, positions, cluster * dimension, dimension);
    }

    double squaredDistance(int cluster, double[] rows, int offset) {
        int centre = cluster * dimension;
        double sum = 0;
        for (int j = 0; j < dimension; j++) {
            double difference = rows[offset + j] - positions[centre + j];
            sum += difference * difference;
        }
        return sum;
    }

    /** The nearest centre, the first of them on a tie. */
    int nearest(double[] rows, int offset) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < clusters; k++) {
            double distance = squaredDistance(k, rows, offset);
            if (distance < least) {
                least = distance;
                nearest = k;
            }
        }
        return nearest;
    }

    /**
     * Gives each row to the centre that is nearest before any of them moves, then moves each centre to the mean of what it
     * had and what it was given.
     */
    void learn(RowBuffer rows) {
        Arrays.fill(sums, 0);
        Arrays.fill(masses, 0);
        double[] values = rows.values();
        for (int i = 0; i < rows.rows(); i++) {
            int from = rows.offset(i);
            int cluster = nearest(values, from);
            double weight = rows.weight(i);
            masses[cluster] += weight;
            for (int j = 0; j < dimension; j++) {
                sums[cluster * dimension + j] += weight * values[from + j];
            }
        }
        for (int k = 0; k < clusters; k++) {
            if (masses[k] > 0) {
                weights[k] += masses[k];
                double share = masses[k] / Math.max(weights[k], LEAST_WEIGHT);
                for (int at = k * dimension; at < (k + 1) * dimension; at++) {
                    positions[at] = (1 - share) * positions[at] + share * (sums[at] / masses[k]);
                }
            }
        }
    }

    double magnitude() {
        double magnitude = 0;
        for (double position : positions) {
            magnitude = Math.max(magnitude, Math.abs(position));
        }
        return magnitude;
    }

    void become(Centroids other) {
        System.arraycopy(other.positions, 0, positions, 0, positions.length);
        System.arraycopy(other.weights, 0, weights, 0, weights.length);
    }

    void writeTo(SnapshotOutput out) {
        out.numbers(positions);
        out.numbers(weights);
    }

    void readFrom(SnapshotInput in) {
        System.arraycopy(in.numbers(positions.length), 0, positions, 0, positions.length);
        System.arraycopy(in.numbers(weights.length), 0, weights, 0, weights.length);
    }
}
