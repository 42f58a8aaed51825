package io.millrace.learning.linear;

import io.millrace.learning.Combinable;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;

/**
 * What learners with one equation have in common: checks, the count of examples, class weights and the link. How the weights follow an
 * example is the subclass's.
 *
 * <p>A raw score that is finite proves that the row is, since 0 times infinity is NaN. So rows are looked through only where the raw
 * score is not.
 *
 * @param <L> its own type
 */
public abstract sealed class LinearLearner<L extends LinearLearner<L>> implements LinearModel, Combinable<L>
        permits GradientLearner, SgdLearner, PassiveAggressiveLearner {
    private final LearnerConfig config;
    private final int dimension;
    private final Link link;
    private final boolean classifies;
    private final double[] classWeights;
    private long examples;

    LinearLearner(LearnerConfig config, int dimension, Link link, ClassWeights classWeights) {
        this.config = config;
        this.dimension = dimension;
        this.link = link;
        classifies = config.task() == Task.BINARY_CLASSIFICATION;
        this.classWeights = classWeights.toArray(2);
    }

    /** The raw score that learning starts from. */
    abstract double rawScore(FeatureVector x);

    /** The raw score that is told. */
    double servedRawScore(FeatureVector x) {
        return rawScore(x);
    }

    /** Whether the two raw scores are one. */
    boolean servesWhatLearns() {
        return true;
    }

    /**
     * Moves the weights.
     *
     * @param target −1 or +1, or the number to learn
     * @param weight &gt; 0
     * @param p raw score of {@code x}
     * @param score the same by the link
     */
    abstract void move(FeatureVector x, double target, double weight, double p, double score);

    /** Replaces the weights; what is remembered beside them stays. */
    abstract void setWeights(double[] coefficients, double intercept);

    /** Becomes what the parts make together, in all but the examples. */
    abstract void combine(Shares<L> parts);

    abstract void writeState(SnapshotOutput out);

    abstract void readState(SnapshotInput in);

    @Override
    public final LearnerConfig config() {
        return config;
    }

    @Override
    public final int dimension() {
        return dimension;
    }

    @Override
    public final long examples() {
        return examples;
    }

    @Override
    public final Link link() {
        return link;
    }

    @Override
    public final int equations() {
        return 1;
    }

    @Override
    public final boolean learn(FeatureVector x, double label, double weight) {
        requireDimension(x, dimension);
        if (!accepts(label, weight)) {
            return false;
        }
        double p = rawScore(x);
        if (!Double.isFinite(p) && !x.isFinite()) {
            return false;
        }
        learnFrom(x, label, weight, p, linked(p));
        return true;
    }

    private boolean accepts(double label, double weight) {
        // The product is 0 for 0 and 1 only, and asks one question: which of the two it is no processor can foresee.
        return weight >= 0
                && weight <= Double.MAX_VALUE
                && (classifies ? label * (1 - label) == 0 : Double.isFinite(label));
    }

    private void learnFrom(FeatureVector x, double label, double weight, double p, double score) {
        examples++;
        double target = classifies ? 2 * label - 1 : label;
        double counts = classifies ? weight * classWeights[(int) label] : weight;
        if (counts > 0) {
            move(x, target, counts, p, score);
        }
    }

    @Override
    public final void score(FeatureVector x, double[] scores) {
        requireDimension(x, dimension);
        requireRoom(scores, 1);
        double p = servedRawScore(x);
        scores[0] = !Double.isFinite(p) && !x.isFinite() ? Double.NaN : linked(p);
    }

    private double linked(double p) {
        return link == Link.LOGISTIC ? Logistic.of(p) : p;
    }

    @Override
    public final boolean scoreAndLearn(FeatureVector x, double label, double weight, double[] scores) {
        if (!servesWhatLearns()) {
            return LinearModel.super.scoreAndLearn(x, label, weight, scores);
        }
        requireDimension(x, dimension);
        requireRoom(scores, 1);
        double p = rawScore(x);
        if (!Double.isFinite(p) && !x.isFinite()) {
            scores[0] = Double.NaN;
            return false;
        }
        double score = linked(p);
        scores[0] = score;
        if (!accepts(label, weight)) {
            return false;
        }
        learnFrom(x, label, weight, p, score);
        return true;
    }

    static void requireDimension(FeatureVector x, int dimension) {
        if (x.dimension() != dimension) {
            throw new IllegalArgumentException("must have " + dimension + " features, found " + x.dimension());
        }
    }

    static void requireRoom(double[] scores, int outputs) {
        if (scores.length < outputs) {
            throw new IllegalArgumentException("must have room for " + outputs + " scores, found " + scores.length);
        }
    }

    /**
     * Begins with these weights instead of zeros, e.g. with those of the model that serves.
     *
     * @throws IllegalStateException if something was learned already
     * @throws IllegalArgumentException if there are more or fewer coefficients than features, or one is not finite
     */
    public final void startFrom(double[] coefficients, double intercept) {
        if (examples > 0) {
            throw new IllegalStateException("must come before learning, found " + examples + " examples learned");
        }
        if (coefficients.length != dimension) {
            throw new IllegalArgumentException(
                    "must have " + dimension + " coefficients, found " + coefficients.length);
        }
        double magnitude = greatest(coefficients, intercept);
        if (!Double.isFinite(magnitude)) {
            throw new IllegalArgumentException("must be finite, found " + magnitude);
        }
        setWeights(coefficients, intercept);
    }

    static double clip(double gradient, double limit) {
        if (gradient > limit) {
            return limit;
        }
        return gradient < -limit ? -limit : gradient;
    }

    /** Greatest absolute value, NaN if one is NaN. */
    static double greatest(double[] coefficients, double intercept) {
        double greatest = Math.abs(intercept);
        for (double coefficient : coefficients) {
            greatest = Math.max(greatest, Math.abs(coefficient));
        }
        return greatest;
    }

    @Override
    public double magnitude() {
        return greatest(coefficients(0), intercept(0));
    }

    @Override
    public final void combine(L base, List<? extends L> parts) {
        Shares.requireTwin(this, base);
        Shares<L> shares = Shares.since(base, parts);
        combine(shares);
        examples = shares.examples();
    }

    @Override
    public final void writeTo(SnapshotOutput out) {
        writeHead(out, this);
        writeState(out);
    }

    /** Begins a snapshot of any linear model. */
    static void writeHead(SnapshotOutput out, LinearModel learner) {
        out.version(learner.config().algorithm() + " learner", 1);
        out.integer(learner.dimension());
        out.count(learner.examples());
    }

    /** Reads the rest of a snapshot, after {@link #readDimension}. */
    final void readFrom(SnapshotInput in) {
        examples = in.count();
        readState(in);
    }

    /** Begins reading a snapshot. */
    static int readDimension(SnapshotInput in, LearnerConfig config) {
        in.version(config.algorithm() + " learner", 1);
        int dimension = in.size(Double.BYTES); // a weight each
        if (dimension < 1) {
            throw new SnapshotException("must have at least one feature, found " + dimension);
        }
        return dimension;
    }
}
