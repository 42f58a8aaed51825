package io.millrace.learning.evaluation;

import io.millrace.learning.Task;

/**
 * Area under the ROC curve: the probability that an example of class 1 has a greater score than one of class 0, a tie
 * counting half. NaN while a class is missing.
 *
 * <p>Over a window it is exact. Over all examples that would take all their scores, so there they are counted in 2,049 bins of
 * probability, and scores in the same bin count as tied. A bin's width is at most 1/64 of its distance from the nearer end (0 or 1), or
 * 0.021 in log-odds, down to 2⁻¹⁷; probabilities nearer to an end than that share its bin. So a model whose probabilities are
 * all small is resolved as well as one that spreads them. What the ties can hide at most is known at any time: {@link #errorBound}.
 *
 * @param probabilities false if scores are raw, any real number: then 1/(1+e^−score) is binned
 */
public record Auc(boolean probabilities) implements Metric {
    private static final int OCTAVES = 16;
    private static final int BITS = 6;
    private static final int HALF = OCTAVES << BITS;
    private static final int BINS = 2 * HALF + 1;
    private static final double LEAST = Math.scalb(0.5, -OCTAVES);
    private static final int SHIFT = 52 - BITS;
    private static final int FIRST = (int) (Double.doubleToRawLongBits(LEAST) >>> SHIFT);

    @Override
    public String name() {
        return "auc";
    }

    @Override
    public Task task() {
        return Task.BINARY_CLASSIFICATION;
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public boolean isGreaterBetter() {
        return true;
    }

    @Override
    public int sums() {
        return 2 * BINS;
    }

    @Override
    public void add(double label, double[] scores, double weight, double[] sums) {
        double p = probabilities ? scores[0] : 1 / (1 + Math.exp(-scores[0]));
        sums[2 * bin(p) + (int) label] += weight;
    }

    /** The leading bits of the distance to the nearer end are its bin: a logarithm for nothing. */
    static int bin(double p) {
        boolean upper = p > 0.5;
        double distance = Math.max(upper ? 1 - p : p, LEAST);
        int bin = (int) (Double.doubleToRawLongBits(distance) >>> SHIFT) - FIRST;
        return upper ? BINS - 1 - bin : bin;
    }

    @Override
    public double value(double[] sums) {
        double negatives = 0;
        double positives = 0;
        double pairs = 0;
        for (int i = 0; i < sums.length; i += 2) {
            pairs += sums[i + 1] * (negatives + sums[i] / 2);
            negatives += sums[i];
            positives += sums[i + 1];
        }
        return pairs / (positives * negatives);
    }

    /** How far the exact AUC can be from {@link #value(double[])}, either way: half the share of pairs that are tied in a bin. */
    public double errorBound(double[] sums) {
        double negatives = 0;
        double positives = 0;
        double tied = 0;
        for (int i = 0; i < sums.length; i += 2) {
            tied += sums[i + 1] * sums[i];
            negatives += sums[i];
            positives += sums[i + 1];
        }
        return tied / (2 * positives * negatives);
    }

    @Override
    public double value(Window window) {
        double[] labels = new double[window.size()];
        double[] scores = new double[window.size()];
        double[] weights = new double[window.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = window.label(i);
            scores[i] = window.score(i);
            weights[i] = window.weight(i);
        }
        return Ranking.auc(labels, scores, weights);
    }
}
