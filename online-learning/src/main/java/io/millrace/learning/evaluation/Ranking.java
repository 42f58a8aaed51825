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
        double[] ranked = scores.clone();
        for (int i = 0; i < ranked.length; i++) {
            ranked[i] += 0.0; // so that -0 is 0, and found as such
        }
        Arrays.sort(ranked);
        int different = withoutRepetitions(ranked);
        double[] tiedNegatives = new double[different];
        double[] tiedPositives = new double[different];
        for (int i = 0; i < scores.length; i++) {
            int rank = Arrays.binarySearch(ranked, 0, different, scores[i] + 0.0);
            if (labels[i] == 1) {
                tiedPositives[rank] += weights[i];
            } else {
                tiedNegatives[rank] += weights[i];
            }
        }
        double negatives = 0;
        double positives = 0;
        double pairs = 0;
        for (int rank = different - 1; rank >= 0; rank--) {
            pairs += tiedNegatives[rank] * (positives + tiedPositives[rank] / 2);
            negatives += tiedNegatives[rank];
            positives += tiedPositives[rank];
        }
        return pairs / (positives * negatives);
    }

    /** Moves the different numbers of a sorted array to its beginning; returns how many there are. */
    private static int withoutRepetitions(double[] sorted) {
        int different = 0;
        for (double number : sorted) {
            if (different == 0 || number != sorted[different - 1]) {
                sorted[different++] = number;
            }
        }
        return different;
    }

    /** {@link #auc(double[], double[], double[])} with weight 1 each. */
    public static double auc(double[] labels, double[] scores) {
        return auc(labels, scores, ones(labels.length));
    }

    /**
     * Standard error of the difference between the AUCs of two scores of the same examples, which mostly err on the same ones: so it is much smaller than that of
     * either AUC. E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, "Comparing the areas under two or more correlated receiver operating characteristic curves",
     * Biometrics 1988, by ranks as X. Sun, W. Xu, IEEE Signal Processing Letters 2014.
     *
     * @return NaN with fewer than two labels of a class
     */
    public static double aucDifferenceError(double[] labels, double[] first, double[] second) {
        double[] differences = placements(labels, first);
        double[] others = placements(labels, second);
        for (int i = 0; i < differences.length; i++) {
            differences[i] -= others[i];
        }
        return Math.sqrt(squaredError(labels, differences, true) + squaredError(labels, differences, false));
    }

    /** Of each example, which share of the other class its score is on the right side of, a tie counting half: the mean over a class is the AUC. */
    private static double[] placements(double[] labels, double[] scores) {
        int[] order = descending(scores);
        double positives = Arrays.stream(labels).filter(label -> label == 1).count();
        double negatives = labels.length - positives;
        double[] placements = new double[labels.length];
        double positivesAbove = 0;
        double negativesAbove = 0;
        for (int i = 0; i < order.length; ) {
            int from = i;
            double tiedPositives = 0;
            for (; i < order.length && scores[order[i]] == scores[order[from]]; i++) {
                tiedPositives += labels[order[i]] == 1 ? 1 : 0;
            }
            double tiedNegatives = i - from - tiedPositives;
            for (int j = from; j < i; j++) {
                placements[order[j]] = labels[order[j]] == 1
                        ? 1 - (negativesAbove + tiedNegatives / 2) / negatives
                        : (positivesAbove + tiedPositives / 2) / positives;
            }
            positivesAbove += tiedPositives;
            negativesAbove += tiedNegatives;
        }
        return placements;
    }

    /** Of the mean of the values of one class. */
    private static double squaredError(double[] labels, double[] values, boolean ofPositives) {
        double[] ofClass = IntStream.range(0, labels.length)
                .filter(i -> (labels[i] == 1) == ofPositives)
                .mapToDouble(i -> values[i])
                .toArray();
        return SampleMean.squaredError(ofClass);
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
