package io.millrace.learning.optimizer;

import io.millrace.learning.FeatureVector;

/** State of {@link Sgd} without momentum: nothing but the steps. */
final class SgdState extends OptimizerState {
    private final Schedule schedule;

    SgdState(Schedule schedule) {
        this.schedule = schedule;
    }

    @Override
    public double rate() {
        return schedule.rate(steps());
    }

    @Override
    void move(double[] weights, FeatureVector x, double g, double l2) {
        double rate = rate();
        double[] values = x.values();
        int[] indices = x.indices();
        int size = x.size();
        if (l2 == 0 && x.isDense()) {
            double factor = rate * g;
            for (int k = 0; k < size; k++) {
                weights[k] -= factor * values[k];
            }
        } else if (x.isDense()) {
            for (int k = 0; k < size; k++) {
                weights[k] -= rate * (g * values[k] + l2 * weights[k]);
            }
        } else {
            for (int k = 0; k < size; k++) {
                int j = indices[k];
                weights[j] -= rate * (g * values[k] + l2 * weights[j]);
            }
        }
    }

    @Override
    double move(double weight, double g) {
        return weight - rate() * g;
    }
}
