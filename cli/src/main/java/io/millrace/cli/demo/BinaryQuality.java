package io.millrace.cli.demo;

import io.millrace.learning.evaluation.Ranking;
import java.util.Arrays;

/** Log loss and exact AUC of probabilities for a binary class. Grows by 16 bytes a score. One thread. */
final class BinaryQuality {
    /** Probabilities are kept this far from 0 and 1, or one wrong certainty would make the log loss infinite. */
    private static final double EPSILON = 1e-15;

    private double[] scores = new double[1024];
    private double[] labels = new double[1024];
    private int size;
    private long positives;
    private double lossSum;

    void add(double probability, boolean label) {
        if (size == scores.length) {
            scores = Arrays.copyOf(scores, size * 2);
            labels = Arrays.copyOf(labels, size * 2);
        }
        scores[size] = probability;
        labels[size++] = label ? 1 : 0;
        positives += label ? 1 : 0;
        double p = Math.min(1 - EPSILON, Math.max(EPSILON, probability));
        lossSum -= label ? Math.log(p) : Math.log1p(-p);
    }

    int size() {
        return size;
    }

    /** Share of positive labels. */
    double positiveRate() {
        return (double) positives / size;
    }

    /** Mean negative log likelihood, natural logarithm; NaN where nothing was added. */
    double logLoss() {
        return lossSum / size;
    }

    /** Log loss of always giving the share of positives that turned out: what knowing nothing of an event can reach. */
    double noSkillLogLoss() {
        double rate = positiveRate();
        return -(rate * Math.log(rate) + (1 - rate) * Math.log(1 - rate));
    }

    /**
     * Probability that a positive scores higher than a negative, ties counting half; NaN where there are only positives or
     * only negatives. Sorts all scores.
     */
    double auc() {
        return Ranking.auc(Arrays.copyOf(labels, size), Arrays.copyOf(scores, size));
    }

    /** Share of positives among scores in each of {@code bins} equal parts of [0, 1]; NaN where a part is empty. */
    double[] positiveRateByScore(int bins) {
        double[] hits = new double[bins];
        double[] totals = new double[bins];
        for (int i = 0; i < size; i++) {
            int bin = Math.max(0, Math.min(bins - 1, (int) (scores[i] * bins)));
            totals[bin]++;
            hits[bin] += labels[i];
        }
        double[] rates = new double[bins];
        Arrays.setAll(rates, bin -> hits[bin] / totals[bin]);
        return rates;
    }

    /** How many scores lie in each of {@code bins} equal parts of [0, 1]. */
    long[] countByScore(int bins) {
        long[] counts = new long[bins];
        for (int i = 0; i < size; i++) {
            counts[Math.max(0, Math.min(bins - 1, (int) (scores[i] * bins)))]++;
        }
        return counts;
    }
}
