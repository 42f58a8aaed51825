package io.millrace.learning.evaluation;

import io.millrace.learning.Task;

/**
 * Expected calibration error (Naeini, Cooper and Hauskrecht 2015): probabilities are put into bins of equal width; the mean over the
 * examples of |mean probability − share of class 1| in their bin. In [0, 1].
 *
 * @param bins how many; bin i is [i/bins, (i+1)/bins), the last with both ends
 */
public record CalibrationError(int bins) implements Metric {
    private static final int PER_BIN = 3;
    private static final int WEIGHT = 0;
    private static final int PROBABILITY = 1;
    private static final int LABEL = 2;

    @Override
    public String name() {
        return "calibration-error";
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
        return false;
    }

    @Override
    public int sums() {
        return PER_BIN * bins;
    }

    @Override
    public void add(double label, double[] scores, double weight, double[] sums) {
        int bin = Math.min(Math.max((int) (scores[0] * bins), 0), bins - 1);
        sums[PER_BIN * bin + WEIGHT] += weight;
        sums[PER_BIN * bin + PROBABILITY] += weight * scores[0];
        sums[PER_BIN * bin + LABEL] += weight * label;
    }

    @Override
    public double value(double[] sums) {
        double weight = 0;
        double error = 0;
        for (int bin = 0; bin < sums.length; bin += PER_BIN) {
            weight += sums[bin + WEIGHT];
            error += Math.abs(sums[bin + PROBABILITY] - sums[bin + LABEL]);
        }
        return error / weight;
    }
}
