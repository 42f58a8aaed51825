package io.millrace.learning.linear;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.loss.Loss;
import io.millrace.learning.optimizer.Optimizer;
import io.millrace.learning.optimizer.OptimizerState;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Gradient descent in River's form: an optimiser for the weights, another for the intercept, which is free of penalties.
 *
 * <p>An example: p from the weights as they are; g, the gradient of the loss at p, times the example's weight, clipped; the intercept's
 * optimiser makes a step along g; then that of the weights along g·x + l2·w, for the features that the row has entries for; then the
 * cumulative l1 penalty. In batches: one such step along the mean gradient when a batch is full.
 *
 * <p>Deviation from River: under a schedule the l1 penalty grows by l1 times the rate of the step just made, not of the next one.
 *
 * <p>Combined learners also have the mean of the batches that their parts had begun.
 */
public final class GradientLearner extends LinearLearner<GradientLearner> {
    private static final FeatureVector ONE = FeatureVector.of(1);

    private final Loss loss;
    private final double l1;
    private final double l2;
    private final double clipGradient;
    private final double[] weights;
    private final double[] intercept;
    private final OptimizerState optimizer;
    /** Null if the intercept stays as it is. */
    private final OptimizerState interceptOptimizer;
    /** Null without l1. */
    private final CumulativePenalty penalty;

    private final int batchSize;
    /** Null where each example is a batch. */
    private final GradientBatch batch;

    /**
     * How to learn.
     *
     * @param interceptOptimizer null if the intercept stays as it is
     * @param batchSize examples a step
     */
    record Rule(
            Loss loss,
            Link link,
            Optimizer optimizer,
            Optimizer interceptOptimizer,
            double interceptInit,
            double l1,
            double l2,
            double clipGradient,
            int batchSize,
            ClassWeights classWeights) {}

    GradientLearner(LearnerConfig config, Rule rule, int dimension) {
        super(config, dimension, rule.link, rule.classWeights);
        loss = rule.loss;
        l1 = rule.l1;
        l2 = rule.l2;
        clipGradient = rule.clipGradient;
        batchSize = rule.batchSize;
        weights = new double[dimension];
        intercept = new double[] {rule.interceptInit};
        optimizer = rule.optimizer.newState(dimension);
        interceptOptimizer = rule.interceptOptimizer == null ? null : rule.interceptOptimizer.newState(1);
        penalty = l1 > 0 ? new CumulativePenalty(dimension) : null;
        batch = batchSize > 1 ? new GradientBatch(dimension) : null;
    }

    static GradientLearner read(LearnerConfig config, Rule rule, SnapshotInput in) {
        GradientLearner learner = new GradientLearner(config, rule, readDimension(in, config));
        learner.readFrom(in);
        return learner;
    }

    @Override
    double rawScore(FeatureVector x) {
        return x.dot(weights) + intercept[0];
    }

    @Override
    void move(FeatureVector x, double target, double weight, double p) {
        double gradient = loss.gradient(p, target) * weight;
        double g = Math.max(-clipGradient, Math.min(clipGradient, gradient));
        if (batch == null) {
            step(x, g, g);
            return;
        }
        batch.add(x, g);
        if (batch.rows() >= batchSize) {
            step(batch.mean(), 1, batch.interceptMean());
            batch.clear();
        }
    }

    private void step(FeatureVector x, double g, double interceptGradient) {
        if (interceptOptimizer != null) {
            interceptOptimizer.step(intercept, ONE, interceptGradient, 0);
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

    @Override
    public double[] coefficients(int equation) {
        return weights.clone();
    }

    @Override
    public double intercept(int equation) {
        return intercept[0];
    }

    @Override
    public double magnitude() {
        boolean finite = optimizer.isFinite() && (interceptOptimizer == null || interceptOptimizer.isFinite());
        return finite ? greatest(weights, intercept[0]) : Double.POSITIVE_INFINITY;
    }

    @Override
    void setWeights(double[] coefficients, double newIntercept) {
        System.arraycopy(coefficients, 0, weights, 0, weights.length);
        intercept[0] = newIntercept;
    }

    @Override
    void becomeMean(Shares<GradientLearner> parts) {
        parts.mean(part -> part.weights, weights);
        optimizer.combine(parts.of(part -> part.optimizer), weights);
        parts.mean(part -> part.intercept, intercept);
        if (interceptOptimizer != null) {
            interceptOptimizer.combine(parts.of(part -> part.interceptOptimizer), intercept);
        }
        if (penalty != null) {
            penalty.becomeMean(parts.of(part -> part.penalty));
        }
        if (batch != null) {
            batch.becomeMean(parts.of(part -> part.batch));
        }
    }

    @Override
    void writeState(SnapshotOutput out) {
        out.numbers(weights);
        out.numbers(intercept);
        optimizer.writeTo(out);
        if (interceptOptimizer != null) {
            interceptOptimizer.writeTo(out);
        }
        if (penalty != null) {
            penalty.writeTo(out);
        }
        if (batch != null) {
            batch.writeTo(out);
        }
    }

    @Override
    void readState(SnapshotInput in) {
        System.arraycopy(in.numbers(weights.length), 0, weights, 0, weights.length);
        intercept[0] = in.numbers(1)[0];
        optimizer.readFrom(in);
        if (interceptOptimizer != null) {
            interceptOptimizer.readFrom(in);
        }
        if (penalty != null) {
            penalty.readFrom(in);
        }
        if (batch != null) {
            batch.readFrom(in);
        }
    }
}
