package io.millrace.learning.linear;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.optimizer.Optimizer;
import io.millrace.learning.optimizer.OptimizerState;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/** Weights and intercept of one equation w·x + b, with the optimisers that move them and the penalties of the weights. */
final class Equation {
    private final double l1;
    private final double l2;
    private final double[] weights;
    private final OptimizerState optimizer;
    /** Null if the intercept stays as it is. */
    private final OptimizerState interceptOptimizer;
    /** Null without l1. */
    private final CumulativePenalty penalty;

    private double intercept;

    /**
     * How an equation is moved.
     *
     * @param interceptOptimizer null if the intercept stays as it is
     */
    record Rule(Optimizer optimizer, double l1, double l2, double interceptInit, Optimizer interceptOptimizer) {}

    Equation(Rule rule, int dimension) {
        l1 = rule.l1;
        l2 = rule.l2;
        weights = new double[dimension];
        intercept = rule.interceptInit;
        optimizer = rule.optimizer.newState(dimension);
        interceptOptimizer = rule.interceptOptimizer == null ? null : rule.interceptOptimizer.newState(1);
        penalty = l1 > 0 ? new CumulativePenalty(dimension) : null;
    }

    double rawScore(FeatureVector x) {
        return x.dot(weights) + intercept;
    }

    /** One step along the gradients g·x + l2·w of the weights and {@code interceptGradient}. */
    void step(FeatureVector x, double g, double interceptGradient) {
        if (interceptOptimizer != null) {
            intercept = interceptOptimizer.step(intercept, interceptGradient);
        }
        if (penalty == null) {
            optimizer.step(weights, x, g, l2);
            return;
        }
        penalty.grow(l1 * optimizer.rate());
        optimizer.step(weights, x, g, l2);
        for (int k = 0; k < x.size(); k++) {
            int j = x.index(k);
            weights[j] = penalty.take(j, weights[j]);
        }
    }

    double[] coefficients() {
        return weights.clone();
    }

    double intercept() {
        return intercept;
    }

    void set(double[] newWeights, double newIntercept) {
        System.arraycopy(newWeights, 0, weights, 0, weights.length);
        intercept = newIntercept;
    }

    /** As {@link LinearModel#magnitude}. */
    double magnitude() {
        boolean finite = optimizer.isFinite() && (interceptOptimizer == null || interceptOptimizer.isFinite());
        return finite ? LinearLearner.greatest(weights, intercept) : Double.POSITIVE_INFINITY;
    }

    void combine(Shares<Equation> parts) {
        optimizer.combine(parts.of(part -> part.optimizer), parts.of(part -> part.weights), weights);
        intercept = parts.base().intercept;
        if (interceptOptimizer != null) {
            double[] combined = new double[1];
            interceptOptimizer.combine(
                    parts.of(part -> part.interceptOptimizer),
                    parts.of(part -> new double[] {part.intercept}),
                    combined);
            intercept = combined[0];
        }
        if (penalty != null) {
            penalty.becomeMean(parts.of(part -> part.penalty));
        }
    }

    void writeTo(SnapshotOutput out) {
        out.numbers(weights);
        out.number(intercept);
        optimizer.writeTo(out);
        if (interceptOptimizer != null) {
            interceptOptimizer.writeTo(out);
        }
        if (penalty != null) {
            penalty.writeTo(out);
        }
    }

    void readFrom(SnapshotInput in) {
        System.arraycopy(in.numbers(weights.length), 0, weights, 0, weights.length);
        intercept = in.number();
        optimizer.readFrom(in);
        if (interceptOptimizer != null) {
            interceptOptimizer.readFrom(in);
        }
        if (penalty != null) {
            penalty.readFrom(in);
        }
    }
}
