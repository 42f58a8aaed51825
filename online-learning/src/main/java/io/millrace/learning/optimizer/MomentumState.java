package io.millrace.learning.optimizer;

import io.millrace.learning.FeatureVector;

/** State of {@link Sgd} with momentum: the velocity of each weight. */
final class MomentumState extends OptimizerState {
    private final Schedule schedule;
    private final double momentum;
    private final double[] velocity;

    MomentumState(Schedule schedule, double momentum, int dimension) {
        this(schedule, momentum, new double[dimension]);
    }

    private MomentumState(Schedule schedule, double momentum, double[] velocity) {
        super(velocity);
        this.schedule = schedule;
        this.momentum = momentum;
        this.velocity = velocity;
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
        boolean dense = x.isDense();
        int size = x.size();
        for (int k = 0; k < size; k++) {
            int j = dense ? k : indices[k];
            double gradient = g * values[k] + l2 * weights[j];
            double v = momentum * velocity[j] + rate * gradient;
            velocity[j] = v;
            weights[j] -= v;
        }
    }
}
