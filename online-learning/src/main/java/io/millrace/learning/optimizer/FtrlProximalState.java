package io.millrace.learning.optimizer;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.optimizer.FtrlProximal.Order;

/** State of {@link FtrlProximal}: z and n of each weight. */
final class FtrlProximalState extends OptimizerState {
    private final double alpha;
    private final double beta;
    private final double l1;
    private final double l2;
    private final boolean weightsLag;
    private final double[] z;
    private final double[] n;

    FtrlProximalState(FtrlProximal config, double[] z, double[] n) {
        super(z, n);
        alpha = config.alpha();
        beta = config.beta();
        l1 = config.l1();
        l2 = config.l2();
        weightsLag = config.order() == Order.RIVER;
        this.z = z;
        this.n = n;
    }

    /** α: the rate of a weight is α/(β + √n). */
    @Override
    public double rate() {
        return alpha;
    }

    @Override
    void move(double[] weights, FeatureVector x, double g, double lossL2) {
        double[] values = x.values();
        int[] indices = x.indices();
        boolean dense = x.isDense();
        int size = x.size();
        for (int k = 0; k < size; k++) {
            int j = dense ? k : indices[k];
            double gradient = g * values[k] + lossL2 * weights[j];
            if (weightsLag && Math.abs(z[j]) > l1) {
                weights[j] = weight(z[j], Math.sqrt(n[j]));
            }
            double squares = n[j] + gradient * gradient;
            double root = Math.sqrt(squares);
            double leader = z[j] + gradient - (root - Math.sqrt(n[j])) / alpha * weights[j];
            z[j] = leader;
            n[j] = squares;
            if (!weightsLag) {
                weights[j] = weight(leader, root);
            }
        }
    }

    /** Divides by 0 only with β = l2 = 0 before any gradient; then z is 0, so it does not come to it. */
    private double weight(double leader, double root) {
        if (Math.abs(leader) <= l1) {
            return 0;
        }
        return (Math.copySign(l1, leader) - leader) / ((beta + root) / alpha + l2);
    }

    /** The weights of means of z and n are better than means of weights: l1 still yields zeros, and the next step does not jump. */
    @Override
    void afterCombine(double[] weights) {
        if (weightsLag) {
            return;
        }
        for (int j = 0; j < weights.length; j++) {
            if (n[j] > 0) {
                weights[j] = weight(z[j], Math.sqrt(n[j]));
            }
        }
    }
}
