package io.millrace.learning.optimizer;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.optimizer.FtrlProximal.Order;

/** State of {@link FtrlProximal}: z and n of each weight, side by side, so that one look into memory finds both. */
final class FtrlProximalState extends OptimizerState {
    private final double alpha;
    private final double beta;
    private final double l1;
    private final double l2;
    private final boolean weightsLag;
    /** z of weight j at 2j, its n after it. */
    private final double[] zn;

    FtrlProximalState(FtrlProximal config, double[] zn) {
        super(zn);
        alpha = config.alpha();
        beta = config.beta();
        l1 = config.l1();
        l2 = config.l2();
        weightsLag = config.order() == Order.RIVER;
        this.zn = zn;
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
            double z = zn[2 * j];
            double n = zn[2 * j + 1];
            double root = Math.sqrt(n);
            if (weightsLag && Math.abs(z) > l1) {
                weights[j] = weight(z, root);
            }
            n += gradient * gradient;
            double newRoot = Math.sqrt(n);
            z += gradient - (newRoot - root) / alpha * weights[j];
            zn[2 * j] = z;
            zn[2 * j + 1] = n;
            if (!weightsLag) {
                weights[j] = weight(z, newRoot);
            }
        }
    }

    /** Divides by 0 only with β = l2 = 0 before any gradient; then z is 0, so it does not come to it. */
    private double weight(double z, double root) {
        if (Math.abs(z) <= l1) {
            return 0;
        }
        return (Math.copySign(l1, z) - z) / ((beta + root) / alpha + l2);
    }

    /**
     * Gradients add up in z, and so do the proximal terms, whose strength is that of √n: with the sum of what the parts have gained in √n,
     * a weight is the mean of where the proximal terms and gradients of all pull it. The new n is the sum, though, for the rates to come;
     * z changes with it, so that the weight stays.
     */
    @Override
    long combineMany(Shares<OptimizerState> parts, Shares<double[]> partWeights, double[] weights) {
        double[] old = parts.base().memory(0);
        double[] oldWeights = partWeights.base();
        double[][] memories = memories(parts, 0);
        double inverse = 1 / alpha;
        double start = beta * inverse + l2;
        for (int j = 0; j < weights.length; j++) {
            double oldZ = old[2 * j];
            double oldN = old[2 * j + 1];
            double oldRoot = Math.sqrt(oldN);
            double z = oldZ;
            double n = oldN;
            double root = oldRoot;
            double moves = 0;
            for (double[] memory : memories) {
                double gained = memory[2 * j + 1] - oldN;
                if (gained != 0) {
                    double partRoot = Math.sqrt(memory[2 * j + 1]);
                    z += memory[2 * j] - oldZ;
                    n += gained;
                    root += partRoot - oldRoot;
                    moves += start + partRoot * inverse;
                }
            }
            double weight = oldWeights[j];
            if (n != oldN && Math.abs(z) > l1) {
                double shrink = Math.copySign(l1, z);
                double firmness = start + root * inverse;
                weight += (shrink - z - weight * firmness) / Math.max(firmness, moves / MOST_MOVES);
                z = shrink - weight * (start + Math.sqrt(n) * inverse);
            } else if (n != oldN && !weightsLag) {
                weight = 0;
            }
            weights[j] = weight;
            zn[2 * j] = z;
            zn[2 * j + 1] = n;
        }
        return Math.round(parts.sum(OptimizerState::steps));
    }
}
