package io.millrace.learning.evaluation;

import io.millrace.learning.Task;

/**
 * Mean of 1 − a/b, a the distance to the own (nearest) centre and b that to the second nearest: the simplified silhouette
 * (Hruschka, de Castro and Campello 2004), which needs centres only. In [0, 1]: 1 where clusters are tight and far apart, 0 where an example
 * is between two centres. An example on two centres at once counts 0.
 *
 * @param outputs number of centres, &gt;= 2
 */
public record Silhouette(int outputs) implements Metric {
    @Override
    public String name() {
        return "silhouette";
    }

    @Override
    public Task task() {
        return Task.CLUSTERING;
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
        double nearest = Double.POSITIVE_INFINITY;
        double second = Double.POSITIVE_INFINITY;
        for (int k = 0; k < outputs; k++) {
            second = Math.min(second, Math.max(nearest, scores[k]));
            nearest = Math.min(nearest, scores[k]);
        }
        sums[0] += weight;
        sums[1] += second > 0 ? weight * (1 - nearest / second) : 0;
    }

    @Override
    public double value(double[] sums) {
        return sums[1] / sums[0];
    }
}
