package io.millrace.learning.evaluation;

import io.millrace.learning.Task;

/**
 * A ratio out of the table of answers and labels, where class 1 is answered if the score is greater than the threshold.
 *
 * @param ratio which one
 * @param threshold a score equal to it is an answer of 0
 */
public record Confusion(Ratio ratio, double threshold) implements Metric {
    private static final int TRUE_NEGATIVES = 0;
    private static final int FALSE_NEGATIVES = 1;
    private static final int FALSE_POSITIVES = 2;
    private static final int TRUE_POSITIVES = 3;

    /** The ratios. */
    public enum Ratio {
        /** Right answers of all. */
        ACCURACY,
        /** Right ones of the answers of 1; NaN without any. */
        PRECISION,
        /** Labels of 1 that were answered so; NaN without any. */
        RECALL,
        /** Harmonic mean of precision and recall, 2·TP/(2·TP + FP + FN); NaN if there is neither a label nor an answer of 1. */
        F1
    }

    @Override
    public String name() {
        return switch (ratio) {
            case ACCURACY -> "accuracy";
            case PRECISION -> "precision";
            case RECALL -> "recall";
            case F1 -> "f1";
        };
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
        return 4;
    }

    @Override
    public void add(double label, double[] scores, double weight, double[] sums) {
        sums[(scores[0] > threshold ? FALSE_POSITIVES : TRUE_NEGATIVES) + (int) label] += weight;
    }

    @Override
    public double value(double[] sums) {
        double found = sums[TRUE_POSITIVES];
        double wrong = sums[FALSE_POSITIVES];
        double missed = sums[FALSE_NEGATIVES];
        return switch (ratio) {
            case ACCURACY -> (found + sums[TRUE_NEGATIVES]) / (found + wrong + missed + sums[TRUE_NEGATIVES]);
            case PRECISION -> found / (found + wrong);
            case RECALL -> found / (found + missed);
            case F1 -> 2 * found / (2 * found + wrong + missed);
        };
    }
}
