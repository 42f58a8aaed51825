package io.millrace.learning.bayes;

import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.LearnerArguments;
import io.millrace.learning.Parameter;
import io.millrace.learning.Task;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A classifier that takes features for independent given the class: P(c|x) ∝ P(c) · Π P(x_f|c), with P(c) the class's share
 * of the weight learned.
 *
 * <p>A class without an example has probability 0 as soon as another has one, as in scikit-learn; before the first example all are equally
 * probable. With two classes the one score is the probability of class 1, else there is one for each class.
 */
public abstract sealed class NaiveBayes implements Learner permits DiscreteNaiveBayes, GaussianNaiveBayes {
    static final int MOST_CLASSES = 10_000;

    /** Number of parameters from which on those of features that never occurred are left out. */
    static final int MOST_PARAMETERS = 10_000;

    final int classes;
    final int dimension;

    /** Weight of the examples of each class. */
    final double[] classWeights;

    private final double[] joint;
    private long examples;

    NaiveBayes(int classes, int dimension) {
        if (dimension < 1) {
            throw new IllegalArgumentException("must be >= 1: dimension=" + dimension);
        }
        this.classes = classes;
        this.dimension = dimension;
        classWeights = new double[classes];
        joint = new double[classes];
    }

    static Task task(int classes) {
        return classes == 2 ? Task.BINARY_CLASSIFICATION : Task.MULTICLASS_CLASSIFICATION;
    }

    /** A table with a row for each feature and a column for each class, or the other way round. */
    static double[] table(int rows, int columns) {
        if ((long) rows * columns > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("must be less than 2^31: classes x dimension=" + (long) rows * columns);
        }
        return new double[rows * columns];
    }

    /** Whether all values are in the range of the distribution; NaN and infinities never are. */
    abstract boolean accepts(FeatureVector x);

    /** Takes a row into the statistics of its class, whose weight holds the row's already. */
    abstract void count(FeatureVector x, int label, double weight);

    /** Adds log P(x|c) to each class's number, up to what all classes have in common. */
    abstract void addLogLikelihoods(FeatureVector x, double[] joint);

    /** Names, within a class, and values of what was learned about features. */
    abstract void addParameters(FeatureNames names, int label, List<Parameter> parameters);

    /** Greatest absolute value of what was learned about features. */
    abstract double likelihoodMagnitude();

    @Override
    public final int dimension() {
        return dimension;
    }

    /** Number of classes. */
    public final int classes() {
        return classes;
    }

    @Override
    public final long examples() {
        return examples;
    }

    @Override
    public final int outputs() {
        return classes == 2 ? 1 : classes;
    }

    /** Weight of the examples of a class. */
    public final double classWeight(int label) {
        return classWeights[label];
    }

    /** P(c): a class's share of the weight learned; the same for all classes before the first example. */
    public final double prior(int label) {
        return prior(label, totalWeight());
    }

    private double prior(int label, double total) {
        return total > 0 ? classWeights[label] / total : 1.0 / classes;
    }

    final double totalWeight() {
        double total = 0;
        for (double weight : classWeights) {
            total += weight;
        }
        return total;
    }

    @Override
    public final boolean learn(FeatureVector x, double label, double weight) {
        LearnerArguments.checkRow(this, x);
        if (!LearnerArguments.isClass(label, classes) || !LearnerArguments.isWeight(weight) || !accepts(x)) {
            return false;
        }
        examples++;
        if (weight > 0) {
            classWeights[(int) label] += weight;
            count(x, (int) label, weight);
        }
        return true;
    }

    @Override
    public final void score(FeatureVector x, double[] scores) {
        LearnerArguments.checkScores(this, scores);
        logJoint(x, joint);
        if (outputs() == 1) {
            scores[0] = 1 / (1 + Math.exp(joint[0] - joint[1]));
            return;
        }
        double greatest = joint[0];
        for (double each : joint) {
            greatest = Math.max(greatest, each);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            scores[c] = Math.exp(joint[c] - greatest);
            sum += scores[c];
        }
        for (int c = 0; c < classes; c++) {
            scores[c] /= sum;
        }
    }

    /**
     * log (P(c) · P(x|c)) of each class, up to what depends on {@code x} alone. At least one of them is finite: where every class gives
     * {@code x} a probability too small for a double, these are the priors.
     *
     * @param joint the first {@link #classes} are written; NaN where {@link #learn} would refuse {@code x}
     * @throws IllegalArgumentException if {@code x} has another dimension
     */
    public final void logJoint(FeatureVector x, double[] joint) {
        LearnerArguments.checkRow(this, x);
        if (!accepts(x)) {
            Arrays.fill(joint, 0, classes, Double.NaN);
            return;
        }
        logPriors(joint);
        if (totalWeight() > 0) {
            addLogLikelihoods(x, joint);
            double greatest = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                greatest = Math.max(greatest, joint[c]);
            }
            if (greatest == Double.NEGATIVE_INFINITY) {
                logPriors(joint);
            }
        }
    }

    private void logPriors(double[] joint) {
        double total = totalWeight();
        for (int c = 0; c < classes; c++) {
            joint[c] = Math.log(prior(c, total));
        }
    }

    @Override
    public final double magnitude() {
        double magnitude = likelihoodMagnitude();
        double total = totalWeight();
        for (int c = 0; c < classes; c++) {
            magnitude = Math.max(magnitude, prior(c, total));
        }
        return magnitude;
    }

    @Override
    public final List<Parameter> parameters(FeatureNames names) {
        List<Parameter> parameters = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            parameters.add(new Parameter("P(" + c + ")", prior(c)));
            addParameters(names, c, parameters);
        }
        return parameters;
    }

    /** Writes what all naive Bayes learners have. */
    final void writeClasses(SnapshotOutput out) {
        out.count(examples);
        out.numbers(classWeights);
    }

    final void readClasses(SnapshotInput in) {
        examples = in.count();
        read(in, classWeights);
    }

    static void read(SnapshotInput in, double[] into) {
        System.arraycopy(in.numbers(into.length), 0, into, 0, into.length);
    }

    final void combineClasses(NaiveBayes base, List<? extends NaiveBayes> parts) {
        long sum = base.examples;
        for (NaiveBayes part : parts) {
            sum += part.examples - base.examples;
        }
        examples = sum;
        addUp(
                classWeights,
                base.classWeights,
                parts.stream().map(part -> part.classWeights).toList());
    }

    /** Makes {@code target} the base and what was added to it in each part; any of them may be {@code target}. */
    static void addUp(double[] target, double[] base, List<double[]> parts) {
        for (int i = 0; i < target.length; i++) {
            double sum = base[i];
            for (double[] part : parts) {
                sum += part[i] - base[i];
            }
            target[i] = sum;
        }
    }
}
