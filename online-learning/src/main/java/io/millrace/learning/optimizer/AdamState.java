package io.millrace.learning.optimizer;

import io.millrace.learning.FeatureVector;

/** State of {@link Adam}: mean and mean square of the gradients of each weight. */
final class AdamState extends OptimizerState {
    private final Schedule schedule;
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final double[] means;
    private final double[] squares;

    AdamState(Adam config, double[] means, double[] squares) {
        super(means, squares);
        schedule = config.schedule();
        beta1 = config.beta1();
        beta2 = config.beta2();
        epsilon = config.epsilon();
        this.means = means;
        this.squares = squares;
    }

    @Override
    public double rate() {
        return schedule.rate(steps());
    }

    @Override
    void move(double[] weights, FeatureVector x, double g, double l2) {
        double t = steps() + 1.0;
        double rate = rate() * Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t));
        double[] values = x.values();
        int[] indices = x.indices();
        boolean dense = x.isDense();
        int size = x.size();
        for (int k = 0; k < size; k++) {
            int j = dense ? k : indices[k];
            double gradient = g * values[k] + l2 * weights[j];
            double mean = beta1 * means[j] + (1 - beta1) * gradient;
            double square = beta2 * squares[j] + (1 - beta2) * gradient * gradient;
            means[j] = mean;
            squares[j] = square;
            weights[j] -= rate * mean / (Math.sqrt(square) + epsilon);
        }
    }
}
