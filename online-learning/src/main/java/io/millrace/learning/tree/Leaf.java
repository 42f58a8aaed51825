package io.millrace.learning.tree;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;

/**
 * Where a tree ends: counts of the classes, and of each class and attribute the mean, squared deviation, smallest and greatest value.
 *
 * <p>An attribute all of whose values in the whole tree were 0 or 1 (an {@code indicator}, e.g. a one-hot column) needs no bell curve: its mean is
 * the share of ones, exactly.
 */
final class Leaf extends Node {
    /** Deviations below this share of the attribute's range count as it, so that naive Bayes stays sane after few examples. */
    private static final double LEAST_DEVIATION = 1e-3;
    /** Most that one attribute may speak against a class, as negative log density; keeps sums finite. */
    private static final double MOST_EVIDENCE = 1e4;

    private final int classes;
    private final int dimension;

    /** Weight by class that the split above is thought to have sent here; part of predictions, not of gains. */
    final double[] inherited;
    /** Weight by class of the examples that came. */
    final double[] seen;
    /** By class and attribute: class · dimension + attribute. */
    final double[] means;

    final double[] squares;
    final double[] minima;
    final double[] maxima;

    /** Weight seen at the last attempt to split. */
    private double attemptedAt;

    private double majorityRight;
    private double bayesRight;

    Leaf(int depth, double[] inherited, int dimension) {
        super(depth);
        this.classes = inherited.length;
        this.dimension = dimension;
        this.inherited = inherited;
        seen = new double[classes];
        means = new double[classes * dimension];
        squares = new double[classes * dimension];
        minima = new double[classes * dimension];
        maxima = new double[classes * dimension];
        Arrays.fill(minima, Double.POSITIVE_INFINITY);
        Arrays.fill(maxima, Double.NEGATIVE_INFINITY);
    }

    @Override
    Leaf leaf(double[] row) {
        return this;
    }

    @Override
    int leaves() {
        return 1;
    }

    @Override
    double magnitude() {
        return 0;
    }

    /** Learns an example; {@code scratch} holds a number a class. */
    void learn(
            double[] row, int label, double weight, LeafPrediction prediction, boolean[] indicators, double[] scratch) {
        if (prediction == LeafPrediction.ADAPTIVE) {
            majority(scratch);
            majorityRight += argMax(scratch) == label ? weight : 0;
            bayes(row, indicators, scratch);
            bayesRight += argMax(scratch) == label ? weight : 0;
        }
        seen[label] += weight;
        double share = weight / seen[label];
        int from = label * dimension;
        for (int j = 0; j < dimension; j++) {
            int at = from + j;
            double difference = row[j] - means[at];
            means[at] += difference * share;
            squares[at] += weight * difference * (row[j] - means[at]);
            minima[at] = Math.min(minima[at], row[j]);
            maxima[at] = Math.max(maxima[at], row[j]);
        }
    }

    /** Whether a grace period is over and there is more than one class; if so the next period begins. */
    boolean isDue(double gracePeriod) {
        double weight = seenWeight();
        if (weight - attemptedAt < gracePeriod) {
            return false;
        }
        attemptedAt = weight;
        int present = 0;
        for (double one : seen) {
            present += one > 0 ? 1 : 0;
        }
        return present > 1;
    }

    /** Weight seen and inherited. */
    double weight() {
        double sum = seenWeight();
        for (double one : inherited) {
            sum += one;
        }
        return sum;
    }

    double seenWeight() {
        double sum = 0;
        for (double one : seen) {
            sum += one;
        }
        return sum;
    }

    /** Writes the probability of each class. */
    void predict(double[] row, LeafPrediction prediction, boolean[] indicators, double[] probabilities) {
        if (prediction == LeafPrediction.NAIVE_BAYES
                || (prediction == LeafPrediction.ADAPTIVE && bayesRight > majorityRight)) {
            bayes(row, indicators, probabilities);
        } else {
            majority(probabilities);
        }
    }

    private void majority(double[] probabilities) {
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            probabilities[c] = inherited[c] + seen[c] + 1;
            sum += probabilities[c];
        }
        for (int c = 0; c < classes; c++) {
            probabilities[c] /= sum;
        }
    }

    /** P(c) ∝ n_c · Π f(x_j | c), over what was seen here; as the majority says before anything was. */
    private void bayes(double[] row, boolean[] indicators, double[] probabilities) {
        if (seenWeight() == 0) {
            majority(probabilities);
            return;
        }
        for (int c = 0; c < classes; c++) {
            probabilities[c] = seen[c] > 0 ? Math.log(seen[c]) : Double.NEGATIVE_INFINITY;
        }
        for (int j = 0; j < dimension; j++) {
            if (indicators[j]) {
                addIndicator(j, row[j], probabilities);
            } else {
                addNumeric(j, row[j], probabilities);
            }
        }
        double max = probabilities[argMax(probabilities)];
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            probabilities[c] = Math.exp(probabilities[c] - max);
            sum += probabilities[c];
        }
        for (int c = 0; c < classes; c++) {
            probabilities[c] /= sum;
        }
    }

    private void addIndicator(int attribute, double value, double[] logs) {
        for (int c = 0; c < classes; c++) {
            double ones = (means[c * dimension + attribute] * seen[c] + 1) / (seen[c] + 2);
            logs[c] += Math.log(value > 0.5 ? ones : 1 - ones);
        }
    }

    private void addNumeric(int attribute, double value, double[] logs) {
        double range = maximum(attribute) - minimum(attribute);
        if (!(range > 0)) {
            return; // a constant tells nothing
        }
        double least = LEAST_DEVIATION * range * LEAST_DEVIATION * range;
        for (int c = 0; c < classes; c++) {
            if (seen[c] > 0) {
                int at = c * dimension + attribute;
                double variance = Math.max(squares[at] / seen[c], least);
                double difference = value - means[at];
                logs[c] -= Math.min(difference * difference / variance / 2, MOST_EVIDENCE) + Math.log(variance) / 2;
            }
        }
    }

    /** Smallest value of an attribute among all classes. */
    double minimum(int attribute) {
        double minimum = Double.POSITIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            minimum = Math.min(minimum, minima[c * dimension + attribute]);
        }
        return minimum;
    }

    /** Greatest value of an attribute among all classes. */
    double maximum(int attribute) {
        double maximum = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            maximum = Math.max(maximum, maxima[c * dimension + attribute]);
        }
        return maximum;
    }

    /** The greatest; the first of equals. */
    static int argMax(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    @Override
    TreeNode view() {
        double[] probabilities = new double[classes];
        majority(probabilities);
        return new TreeNode.Leaf(weight(), Arrays.stream(probabilities).boxed().toList());
    }

    @Override
    void writeNode(SnapshotOutput out) {
        out.numbers(inherited);
        out.numbers(seen);
        out.numbers(means);
        out.numbers(squares);
        out.numbers(minima);
        out.numbers(maxima);
        out.number(attemptedAt);
        out.number(majorityRight);
        out.number(bayesRight);
    }

    static Leaf readFrom(int depth, int classes, int dimension, SnapshotInput in) {
        Leaf leaf = new Leaf(depth, in.numbers(classes), dimension);
        fill(leaf.seen, in);
        fill(leaf.means, in);
        fill(leaf.squares, in);
        fill(leaf.minima, in);
        fill(leaf.maxima, in);
        leaf.attemptedAt = in.number();
        leaf.majorityRight = in.number();
        leaf.bayesRight = in.number();
        return leaf;
    }

    private static void fill(double[] values, SnapshotInput in) {
        System.arraycopy(in.numbers(values.length), 0, values, 0, values.length);
    }
}
