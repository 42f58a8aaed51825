package io.millrace.learning.evaluation;

import io.millrace.learning.Task;

/** Root of the mean squared error, in the label's unit. */
public record RootMeanSquaredError() implements Metric {
    private static final MeanLoss SQUARE = new MeanLoss(ScoreLoss.SQUARED_ERROR);

    @Override
    public String name() {
        return "rmse";
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
        return false;
    }

    @Override
    public int sums() {
        return SQUARE.sums();
    }

    @Override
    public void add(double label, double[] scores, double weight, double[] sums) {
        SQUARE.add(label, scores, weight, sums);
    }

    @Override
    public double value(double[] sums) {
        return Math.sqrt(SQUARE.value(sums));
    }
}
