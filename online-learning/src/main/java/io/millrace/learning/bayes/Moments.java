package io.millrace.learning.bayes;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;

/**
 * Weighted mean and sum of squared deviations of each feature; the weight itself is kept elsewhere.
 *
 * <p>B. P. Welford 1962 for a row; T. F. Chan, G. H. Golub, R. J. LeVeque 1979 for merging.
 */
final class Moments {
    private final double[] means;
    private final double[] squares;

    Moments(int dimension) {
        means = new double[dimension];
        squares = new double[dimension];
    }

    double mean(int feature) {
        return means[feature];
    }

    /** Sum over the rows of weight × (value − mean)². */
    double squares(int feature) {
        return squares[feature];
    }

    /**
     * Adds a row.
     *
     * @param total weight of all rows, this one among them
     */
    void add(double[] row, double weight, double total) {
        double share = weight / total;
        for (int j = 0; j < means.length; j++) {
            double difference = row[j] - means[j];
            means[j] += difference * share;
            squares[j] += weight * difference * (row[j] - means[j]);
        }
    }

    double greatestSquares() {
        double greatest = 0;
        for (double each : squares) {
            greatest = Math.max(greatest, each);
        }
        return greatest;
    }

    /** Some moments and the weight of their rows. */
    record Weighted(Moments moments, double weight) {}

    /** Becomes the base and the rows that each part has taken since; any of them may be this. */
    void combine(Weighted base, List<Weighted> parts) {
        for (int j = 0; j < means.length; j++) {
            double weight = base.weight;
            double mean = base.moments.means[j];
            double sum = base.moments.squares[j];
            for (Weighted part : parts) {
                double since = part.weight - base.weight;
                if (since <= 0) {
                    continue;
                }
                double meanSince = (part.weight * part.moments.means[j] - base.weight * base.moments.means[j]) / since;
                double fromBase = meanSince - base.moments.means[j];
                double squaresSince = part.moments.squares[j]
                        - base.moments.squares[j]
                        - fromBase * fromBase * base.weight * since / part.weight;
                double difference = meanSince - mean;
                double total = weight + since;
                mean += difference * since / total;
                sum += Math.max(squaresSince, 0) + difference * difference * weight * since / total;
                weight = total;
            }
            means[j] = mean;
            squares[j] = sum;
        }
    }

    void writeTo(SnapshotOutput out) {
        out.numbers(means);
        out.numbers(squares);
    }

    void readFrom(SnapshotInput in) {
        NaiveBayes.read(in, means);
        NaiveBayes.read(in, squares);
    }
}
