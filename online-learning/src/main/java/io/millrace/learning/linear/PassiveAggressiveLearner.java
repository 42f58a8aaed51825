package io.millrace.learning.linear;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.loss.Loss;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Passive where an example is answered well enough; else aggressive: the smallest change of the weights that answers it, bounded as
 * {@link PassiveAggressiveMode} says. w += τ·direction·x; b += τ·direction; τ times the example's weight. No learning rate, no
 * probabilities. Crammer, Dekel, Keshet, Shalev-Shwartz and Singer 2006.
 *
 * <p>‖x‖² leaves out the intercept, as in scikit-learn and River. A row so small that τ is infinite changes nothing.
 */
public final class PassiveAggressiveLearner extends LinearLearner<PassiveAggressiveLearner> {
    private final PassiveAggressiveMode mode;
    private final double c;
    private final Loss loss;
    private final boolean learnsIntercept;
    private final double[] weights;
    private double intercept;

    PassiveAggressiveLearner(
            LearnerConfig config,
            int dimension,
            PassiveAggressiveMode mode,
            double c,
            Loss loss,
            boolean learnsIntercept,
            ClassWeights classWeights) {
        super(config, dimension, Link.IDENTITY, classWeights);
        this.mode = mode;
        this.c = c;
        this.loss = loss;
        this.learnsIntercept = learnsIntercept;
        weights = new double[dimension];
    }

    @Override
    double rawScore(FeatureVector x) {
        return x.dot(weights) + intercept;
    }

    @Override
    void move(FeatureVector x, double target, double weight, double p, double score) {
        double suffered = loss.value(p, target);
        if (suffered == 0) {
            return;
        }
        double tau = mode.tau(suffered, x.squaredNorm(), c);
        if (tau == Double.POSITIVE_INFINITY) {
            return;
        }
        // Both losses have slope 1, so their gradient is the direction, turned round.
        double step = -loss.gradient(p, target) * tau * weight;
        double[] values = x.values();
        int[] indices = x.indices();
        boolean dense = x.isDense();
        int size = x.size();
        for (int k = 0; k < size; k++) {
            weights[dense ? k : indices[k]] += step * values[k];
        }
        if (learnsIntercept) {
            intercept += step;
        }
    }

    @Override
    public double[] coefficients(int equation) {
        return weights.clone();
    }

    @Override
    public double intercept(int equation) {
        return intercept;
    }

    @Override
    void setWeights(double[] coefficients, double newIntercept) {
        System.arraycopy(coefficients, 0, weights, 0, weights.length);
        intercept = newIntercept;
    }

    @Override
    void combine(Shares<PassiveAggressiveLearner> parts) {
        parts.mean(part -> part.weights, weights);
        intercept = parts.mean(part -> part.intercept);
    }

    @Override
    void writeState(SnapshotOutput out) {
        out.numbers(weights);
        out.number(intercept);
    }

    @Override
    void readState(SnapshotInput in) {
        System.arraycopy(in.numbers(weights.length), 0, weights, 0, weights.length);
        intercept = in.number();
    }
}
