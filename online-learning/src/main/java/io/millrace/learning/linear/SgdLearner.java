package io.millrace.learning.linear;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.loss.Loss;
import io.millrace.learning.optimizer.Schedule;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Gradient descent in scikit-learn's form, the order of its {@code partial_fit}: p; the gradient of the loss, clipped; all weights
 * shrink by the l2 penalty; step = −η·gradient·class weight·row weight; w += step·x; b += step; the mean of the weights, if wanted; the
 * cumulative l1 penalty for the features that the row has entries for; the next step counts.
 *
 * <p>Costs time in the entries of the row, the penalties included.
 *
 * <p>Deviations from scikit-learn: the l1 penalty that is owed is not forgotten at the beginning of each call, unless
 * {@link #forgetOwedPenalty} is called; the mean is exactly that, however rows are grouped into calls; and the intercept makes smaller
 * steps where {@code interceptFactor} says so, not where rows are sparse.
 */
public final class SgdLearner extends LinearLearner<SgdLearner> {
    private final Loss loss;
    private final Schedule schedule;
    private final double l1;
    private final double l2;
    private final double interceptFactor;
    private final long averageFrom;
    private final double clipGradient;
    private final ScaledWeights weights;
    /** Null without l1. */
    private final CumulativePenalty penalty;

    private double intercept;
    /** Sum of the intercepts that the mean is of. */
    private double interceptTotal;

    private long steps;

    /** How to learn. */
    record Rule(
            Loss loss,
            Link link,
            Penalty penalty,
            Schedule schedule,
            double interceptFactor,
            long averageFrom,
            double clipGradient,
            ClassWeights classWeights) {}

    SgdLearner(LearnerConfig config, Rule rule, int dimension) {
        super(config, dimension, rule.link, rule.classWeights);
        loss = rule.loss;
        schedule = rule.schedule;
        l1 = rule.penalty.l1();
        l2 = rule.penalty.l2();
        interceptFactor = rule.interceptFactor;
        averageFrom = rule.averageFrom;
        clipGradient = rule.clipGradient;
        weights = new ScaledWeights(dimension, averageFrom > 0);
        penalty = l1 > 0 ? new CumulativePenalty(dimension) : null;
    }

    static SgdLearner read(LearnerConfig config, Rule rule, SnapshotInput in) {
        SgdLearner learner = new SgdLearner(config, rule, readDimension(in, config));
        learner.readFrom(in);
        return learner;
    }

    /** Whether the mean has begun, and so is what is served. */
    private boolean servesMean() {
        return weights.counted() > 0;
    }

    private double interceptMean() {
        return interceptTotal / weights.counted();
    }

    @Override
    double rawScore(FeatureVector x) {
        return weights.dot(x) + intercept;
    }

    @Override
    double servedRawScore(FeatureVector x) {
        return servesMean() ? weights.meanDot(x) + interceptMean() : rawScore(x);
    }

    @Override
    boolean servesWhatLearns() {
        return !servesMean();
    }

    @Override
    void move(FeatureVector x, double target, double weight, double p, double score) {
        double rate = schedule.rate(steps);
        double gradient = clip(loss.gradient(p, target, score), clipGradient);
        weights.shrink(Math.max(0, 1 - rate * l2));
        double step = -rate * gradient * weight;
        if (step != 0) {
            weights.add(x, step);
            intercept += step * interceptFactor;
        }
        steps++;
        if (averageFrom > 0 && steps >= averageFrom) {
            weights.countIn();
            interceptTotal += intercept;
        }
        if (penalty != null) {
            penalty.grow(rate * l1);
            for (int k = 0; k < x.size(); k++) {
                int j = x.index(k);
                weights.set(j, penalty.take(j, weights.get(j)));
            }
        }
    }

    /**
     * Forgets the l1 penalty that weights still owe, as scikit-learn does at the beginning of each {@code partial_fit}: for comparing
     * with it call by call. A stream has no calls, and forgetting makes the penalty of rare features weaker.
     */
    public void forgetOwedPenalty() {
        if (penalty != null) {
            penalty.restart();
        }
    }

    @Override
    public double[] coefficients(int equation) {
        return servesMean() ? weights.meanToArray() : weights.toArray();
    }

    @Override
    public double intercept(int equation) {
        return servesMean() ? interceptMean() : intercept;
    }

    @Override
    void setWeights(double[] coefficients, double newIntercept) {
        for (int j = 0; j < coefficients.length; j++) {
            weights.set(j, coefficients[j]);
        }
        intercept = newIntercept;
    }

    @Override
    void combine(Shares<SgdLearner> parts) {
        weights.becomeMean(parts.of(part -> part.weights));
        intercept = parts.mean(part -> part.intercept);
        interceptTotal = parts.mean(part -> part.interceptTotal);
        steps = Math.round(parts.mean(part -> part.steps));
        if (penalty != null) {
            penalty.becomeMean(parts.of(part -> part.penalty));
        }
    }

    @Override
    void writeState(SnapshotOutput out) {
        weights.writeTo(out);
        out.number(intercept);
        out.number(interceptTotal);
        out.count(steps);
        if (penalty != null) {
            penalty.writeTo(out);
        }
    }

    @Override
    void readState(SnapshotInput in) {
        weights.readFrom(in);
        intercept = in.number();
        interceptTotal = in.number();
        steps = in.count();
        if (penalty != null) {
            penalty.readFrom(in);
        }
    }
}
