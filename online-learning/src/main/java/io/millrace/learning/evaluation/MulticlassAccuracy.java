package io.millrace.learning.evaluation;

import io.millrace.learning.Task;

/**
 * Share of examples whose label has the greatest score; among equal scores the lowest class is the answer.
 *
 * @param outputs number of classes
 */
public record MulticlassAccuracy(int outputs) implements Metric {
    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public Task task() {
        return Task.MULTICLASS_CLASSIFICATION;
    }

    @Override
    public boolean isGreaterBetter() {
        return true;
    }

    @Override
    public int sums() {
        return 2;
    }

    @Override
    public void add(double label, double[] scores, double weight, double[] sums) {
        int answer = 0;
        for (int k = 1; k < outputs; k++) {
            answer = scores[k] > scores[answer] ? k : answer;
        }
        sums[0] += weight;
        sums[1] += answer == label ? weight : 0;
    }

    @Override
    public double value(double[] sums) {
        return sums[1] / sums[0];
    }
}
