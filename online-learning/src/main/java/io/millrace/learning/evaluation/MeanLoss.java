package io.millrace.learning.evaluation;

import io.millrace.learning.Task;

/**
 * Mean of a loss over the examples, by weight.
 *
 * @param loss what an example costs
 * @param outputs how many scores there are
 */
public record MeanLoss(ScoreLoss loss, int outputs) implements Metric {
    /** The mean of a loss that has one score. */
    public MeanLoss(ScoreLoss loss) {
        this(loss, 1);
    }

    @Override
    public String name() {
        return loss.text();
    }

    @Override
    public Task task() {
        return loss.task();
    }

    @Override
    public boolean isGreaterBetter() {
        return false;
    }

    @Override
    public int sums() {
        return 2;
    }

    @Override
    public void add(double label, double[] scores, double weight, double[] sums) {
        sums[0] += weight;
        sums[1] += weight * loss.of(label, scores, outputs);
    }

    @Override
    public double value(double[] sums) {
        return sums[1] / sums[0];
    }
}
