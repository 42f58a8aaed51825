package io.millrace.learning.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Exact measures of how well scores rank labels 0 and 1, for scores that are all there. Time n·log n; allocate. */
public final class Ranking {
    private Ranking() {}

    /**
     * Area under the ROC curve, a tie counting half.
     *
     * @return NaN if a class is missing
     */
    public static double auc(double[] labels, double[] scores, double[] weights) {
        int[] order = descending(scores);
        double negatives = 0;
        double positives = 0;
        double pairs = 0;
        for (int i = 0; i < order.length; ) {
            double tiedNegatives = 0;
            double tiedPositives = 0;
            double score = scores[order[i]];
            for (; i < order.length && scores[order[i]] == score; i++) {
                tiedNegatives += labels[order[i]] == 1 ? 0 : weights[order[i]];
                tiedPositives += labels[order[i]] == 1 ? weights[order[i]] : 0;
            }
            pairs += tiedNegatives * (positives + tiedPositives / 2);
            negatives += tiedNegatives;
            positives += tiedPositives;
        }
        return pairs / (positives * negatives);
    }

    /** {@link #auc(double[], double[], double[])} with weight 1 each. */
    public static double auc(double[] labels, double[] scores) {
        return auc(labels, scores, ones(labels.length));
    }

    /**
     * Average precision, Σ (Rₙ − Rₙ₋₁)·Pₙ over the different scores from the greatest down, as scikit-learn has it: no interpolation.
     *
     * @return NaN without a label of 1
     */
    public static double averagePrecision(double[] labels, double[] scores) {
        int[] order = descending(scores);
        double positives = 0;
        double sum = 0;
        for (int i = 0; i < order.length; ) {
            double before = positives;
            double score = scores[order[i]];
            for (; i < order.length && scores[order[i]] == score; i++) {
                positives += labels[order[i]] == 1 ? 1 : 0;
            }
            sum += (positives - before) * (positives / i);
        }
        return sum / positives;
    }

    private static int[] descending(double[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }
}
