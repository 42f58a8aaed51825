package io.millrace.learning.evaluation;

import io.millrace.learning.Task;

/**
 * R² = 1 − Σ(y − score)² / Σ(y − ȳ)², ȳ the mean of the same labels: 1 is perfect, 0 what the mean in hindsight gives, below 0
 * worse than it. NaN while all labels are the same.
 *
 * <p>The denominator is kept as Welford does, so that labels far from 0 do not cancel; two such are merged after Chan, Golub and LeVeque (1979).
 */
public record RSquared() implements Metric {
    private static final int WEIGHT = 0;
    private static final int MEAN = 1;
    private static final int DEVIATIONS = 2;
    private static final int ERRORS = 3;

    @Override
    public String name() {
        return "r2";
    }

    @Override
    public Task task() {
        return Task.REGRESSION;
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
        sums[WEIGHT] += weight;
        double difference = label - sums[MEAN];
        sums[MEAN] += difference * (weight / sums[WEIGHT]);
        sums[DEVIATIONS] += weight * difference * (label - sums[MEAN]);
        sums[ERRORS] += weight * ScoreLoss.SQUARED_ERROR.of(label, scores, 1);
    }

    @Override
    public double value(double[] sums) {
        return sums[DEVIATIONS] > 0 ? 1 - sums[ERRORS] / sums[DEVIATIONS] : Double.NaN;
    }

    @Override
    public void scale(double[] sums, double factor) {
        sums[WEIGHT] *= factor;
        sums[DEVIATIONS] *= factor;
        sums[ERRORS] *= factor;
    }

    @Override
    public void merge(double[] sums, double[] others) {
        double weight = sums[WEIGHT] + others[WEIGHT];
        if (weight == 0) {
            return;
        }
        double difference = others[MEAN] - sums[MEAN];
        double share = others[WEIGHT] / weight;
        sums[DEVIATIONS] += others[DEVIATIONS] + difference * difference * sums[WEIGHT] * share;
        sums[MEAN] += difference * share;
        sums[WEIGHT] = weight;
        sums[ERRORS] += others[ERRORS];
    }
}
