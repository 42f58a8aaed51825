package io.millrace.learning.optimizer;

import io.millrace.learning.FeatureVector;

/** State of {@link AdaGrad}: the sum of the squared gradients of each weight. */
final class AdaGradState extends OptimizerState {
    private final Schedule schedule;
    private final double epsilon;
    private final double[] squares;

    AdaGradState(AdaGrad config, double[] squares) {
        super(squares);
        schedule = config.schedule();
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
            double sum = squares[j] + gradient * gradient;
            squares[j] = sum;
            weights[j] -= rate * gradient / Math.sqrt(sum + epsilon);
        }
    }
}
