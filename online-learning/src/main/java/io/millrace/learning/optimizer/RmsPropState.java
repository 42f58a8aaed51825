package io.millrace.learning.optimizer;

import io.millrace.learning.FeatureVector;

/** State of {@link RmsProp}: the fading mean of the squared gradients of each weight. */
final class RmsPropState extends OptimizerState {
    private final Schedule schedule;
    private final double rho;
    private final double epsilon;
    private final double[] squares;

    RmsPropState(RmsProp config, double[] squares) {
        super(squares);
        schedule = config.schedule();
        rho = config.rho();
        epsilon = config.epsilon();
        this.squares = squares;
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
            double mean = rho * squares[j] + (1 - rho) * gradient * gradient;
            squares[j] = mean;
            weights[j] -= rate * gradient / Math.sqrt(mean + epsilon);
        }
    }
}
