package io.millrace.learning.evaluation;

import io.millrace.learning.Task;

/**
 * Share of the scores that are exactly 0: how sparse codes are.
 *
 * @param outputs length of a code
 */
public record ZeroShare(int outputs) implements Metric {
    @Override
    public String name() {
        return "zero-share";
    }

    @Override
    public Task task() {
        return Task.DECOMPOSITION;
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
        int zeros = 0;
        for (int k = 0; k < outputs; k++) {
            zeros += scores[k] == 0 ? 1 : 0;
        }
        sums[0] += weight;
        sums[1] += weight * zeros / outputs;
    }

    @Override
    public double value(double[] sums) {
        return sums[1] / sums[0];
    }
}
