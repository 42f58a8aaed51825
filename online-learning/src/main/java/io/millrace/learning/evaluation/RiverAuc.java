package io.millrace.learning.evaluation;

import io.millrace.learning.Task;

/**
 * The area under the ROC curve as River's {@code metrics.ROCAUC} has it: trapezoids over a few fixed thresholds i/(n−1), the ends moved
 * out by 1e-7, class 1 where the probability is greater. Coarse; for comparison with River only, else take {@link Auc}.
 *
 * @param thresholds n, River's default is 10
 */
public record RiverAuc(int thresholds) implements Metric {
    private static final double MARGIN = 1e-7;

    @Override
    public String name() {
        return "river-auc";
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
        return 2 * (thresholds + 1);
    }

    private double threshold(int i) {
        if (i == 0) {
            return -MARGIN;
        }
        return i == thresholds - 1 ? 1 + MARGIN : (double) i / (thresholds - 1);
    }

    @Override
    public void add(double label, double[] scores, double weight, double[] sums) {
        int passed = 0;
        while (passed < thresholds && scores[0] > threshold(passed)) {
            passed++;
        }
        sums[2 * passed + (int) label] += weight;
    }

    @Override
    public double value(double[] sums) {
        double falsePositives = 0;
        double truePositives = 0;
        double area = 0;
        for (int passed = thresholds; passed >= 0; passed--) {
            double before = truePositives;
            falsePositives += sums[2 * passed];
            truePositives += sums[2 * passed + 1];
            area += sums[2 * passed] * (before + truePositives) / 2;
        }
        return area / (falsePositives * truePositives);
    }
}
