package io.millrace.learning.linear;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.loss.Loss;
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
    private final Loss loss;
    private final double clipGradient;
    private final Equation equation;
    private final int batchSize;
    /** Null where each example is a batch. */
    private final GradientBatch batch;

    /**
     * How to learn.
     *
     * @param batchSize examples a step
     */
    record Rule(
            Loss loss,
            Link link,
            Equation.Rule equation,
            double clipGradient,
            int batchSize,
            ClassWeights classWeights) {}

    GradientLearner(LearnerConfig config, Rule rule, int dimension) {
        super(config, dimension, rule.link, rule.classWeights);
        loss = rule.loss;
        clipGradient = rule.clipGradient;
        equation = new Equation(rule.equation, dimension);
        batchSize = rule.batchSize;
        batch = batchSize > 1 ? new GradientBatch(dimension) : null;
    }

    static GradientLearner read(LearnerConfig config, Rule rule, SnapshotInput in) {
        GradientLearner learner = new GradientLearner(config, rule, readDimension(in, config));
        learner.readFrom(in);
        return learner;
    }

    @Override
    double rawScore(FeatureVector x) {
        return equation.rawScore(x);
    }

    @Override
    void move(FeatureVector x, double target, double weight, double p, double score) {
        double gradient = loss.gradient(p, target, score);
        // Nearly all weigh 1, and from the score to the weights each step waits for the one before.
        double g = clip(weight == 1 ? gradient : gradient * weight, clipGradient);
        if (batch == null) {
            equation.step(x, g, g);
            return;
        }
        batch.add(x, g);
        if (batch.rows() >= batchSize) {
            equation.step(batch.mean(), 1, batch.interceptMean());
            batch.clear();
        }
    }

    @Override
    public double[] coefficients(int equationIndex) {
        return equation.coefficients();
    }

    @Override
    public double intercept(int equationIndex) {
        return equation.intercept();
    }

    @Override
    public double magnitude() {
        return equation.magnitude();
    }

    @Override
    void setWeights(double[] coefficients, double intercept) {
        equation.set(coefficients, intercept);
    }

    @Override
    void combine(Shares<GradientLearner> parts) {
        equation.combine(parts.of(part -> part.equation));
        if (batch != null) {
            batch.becomeMean(parts.of(part -> part.batch));
        }
    }

    @Override
    void writeState(SnapshotOutput out) {
        equation.writeTo(out);
        if (batch != null) {
            batch.writeTo(out);
        }
    }

    @Override
    void readState(SnapshotInput in) {
        equation.readFrom(in);
        if (batch != null) {
            batch.readFrom(in);
        }
    }
}
