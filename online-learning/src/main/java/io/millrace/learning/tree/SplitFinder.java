package io.millrace.learning.tree;

/**
 * Decides whether a leaf has seen enough to split, and where.
 *
 * <p>For each attribute the best threshold by information gain (entropy in bits); among attributes the best two, "no split" of gain 0 being
 * one of them. The leaf splits on the best if it is ahead by more than ε = √(R²·ln(1/δ) / 2n), R = log₂ k, n = weight of the leaf with what it
 * inherited (as in MOA and River; in the paper, what it has seen itself), or if ε &lt; τ. How many examples of a class lie below a threshold is read off the class's bell curve, within its smallest and greatest value; of an indicator
 * it is known. A split must send at least {@value #LEAST_SHARE} of the weight each way, and a leaf of which one class has more than
 * {@value #MOST_SHARE} does not split, as in River.
 */
final class SplitFinder {
    private static final double LEAST_SHARE = 0.01;
    private static final double MOST_SHARE = 0.99;

    private final HoeffdingTreeConfig config;
    private final int dimension;
    /** Scratch: weight by class below the threshold tried, and above. */
    private final double[] low;

    private final double[] high;

    SplitFinder(HoeffdingTreeConfig config, int dimension) {
        this.config = config;
        this.dimension = dimension;
        low = new double[config.classes()];
        high = new double[config.classes()];
    }

    /** A split with two fresh leaves to stand in the place of {@code leaf}, or null if it is not sure yet. */
    Split find(Leaf leaf, boolean[] indicators) {
        double weight = leaf.seenWeight();
        if (leaf.seen[Leaf.argMax(leaf.seen)] > MOST_SHARE * weight) {
            return null;
        }
        double bestGain = 0;
        double secondGain = 0;
        int bestFeature = -1;
        double bestThreshold = 0;
        for (int j = 0; j < dimension; j++) {
            double threshold = bestThreshold(leaf, j, indicators[j]);
            if (Double.isNaN(threshold)) {
                continue;
            }
            divide(leaf, j, threshold, indicators[j]);
            double gain = gain(leaf);
            if (gain > bestGain) {
                secondGain = bestGain;
                bestGain = gain;
                bestFeature = j;
                bestThreshold = threshold;
            } else if (gain > secondGain) {
                secondGain = gain;
            }
        }
        if (bestFeature < 0) {
            return null;
        }
        double range = Math.log(config.classes()) / Math.log(2);
        double bound = Math.sqrt(range * range * Math.log(1 / config.delta()) / (2 * leaf.weight()));
        if (bestGain - secondGain <= bound && bound >= config.tau()) {
            return null;
        }
        divide(leaf, bestFeature, bestThreshold, indicators[bestFeature]);
        return new Split(
                leaf.depth,
                bestFeature,
                bestThreshold,
                new Leaf(leaf.depth + 1, low.clone(), dimension),
                new Leaf(leaf.depth + 1, high.clone(), dimension));
    }

    /** The threshold of most gain for an attribute; NaN if none gains anything. */
    private double bestThreshold(Leaf leaf, int attribute, boolean indicator) {
        double minimum = leaf.minimum(attribute);
        double maximum = leaf.maximum(attribute);
        double best = Double.NaN;
        double bestGain = 0;
        int points = indicator ? 1 : config.splitPoints();
        double step = (maximum - minimum) / (points + 1);
        for (int i = 1; i <= points; i++) {
            double threshold = minimum + i * step;
            if (threshold > minimum && threshold < maximum) {
                divide(leaf, attribute, threshold, indicator);
                double gain = gain(leaf);
                if (gain > bestGain) {
                    bestGain = gain;
                    best = threshold;
                }
            }
        }
        return best;
    }

    /** Estimates how the examples that the leaf has seen fall on the two sides. */
    private void divide(Leaf leaf, int attribute, double threshold, boolean indicator) {
        for (int c = 0; c < low.length; c++) {
            int at = c * dimension + attribute;
            double seen = leaf.seen[c];
            if (threshold < leaf.minima[at]) {
                low[c] = 0;
            } else if (threshold >= leaf.maxima[at]) {
                low[c] = seen;
            } else if (indicator) {
                low[c] = seen * (1 - leaf.means[at]);
            } else {
                double deviation = Math.sqrt(leaf.squares[at] / seen);
                low[c] = seen * normalBelow((threshold - leaf.means[at]) / deviation);
            }
            high[c] = seen - low[c];
        }
    }

    /** Information gain of the sides in {@link #low} and {@link #high}; negative infinite if one of them is too small. */
    private double gain(Leaf leaf) {
        double lowWeight = sum(low);
        double highWeight = sum(high);
        double weight = lowWeight + highWeight;
        if (Math.min(lowWeight, highWeight) < LEAST_SHARE * weight) {
            return Double.NEGATIVE_INFINITY;
        }
        return entropy(leaf.seen, weight)
                - lowWeight / weight * entropy(low, lowWeight)
                - highWeight / weight * entropy(high, highWeight);
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static double entropy(double[] weights, double sum) {
        double entropy = 0;
        for (double weight : weights) {
            if (weight > 0) {
                entropy -= weight / sum * Math.log(weight / sum);
            }
        }
        return entropy / Math.log(2);
    }

    /** Φ(z), with an absolute error below 7.5e-8: M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions", 26.2.17. */
    static double normalBelow(double z) {
        double t = 1 / (1 + 0.2316419 * Math.abs(z));
        double polynomial =
                t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        double tail = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * polynomial;
        return z > 0 ? 1 - tail : tail;
    }
}
