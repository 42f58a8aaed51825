package io.millrace.learning.bayes;

import io.millrace.learning.Combinable;
import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerArguments;
import io.millrace.learning.Parameter;
import io.millrace.learning.batch.DenseRow;
import io.millrace.learning.bayes.Moments.Weighted;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;

/**
 * Naive Bayes for numbers: each feature is normal given the class.
 *
 * <p>P(x_f|c) is the normal density with the weighted mean of feature f over the examples of class c and their weighted population
 * variance, to which {@code varianceSmoothing} × the greatest variance of any feature over all examples is added. Where a variance is 0
 * all the same, {@link Double#MIN_NORMAL} stands in for it, so that only the one value that the class has shown is possible.
 *
 * <p>Values lie within ±{@value #LIMIT}, so that no square overflows; {@link #learn} refuses others, and their score is NaN. Features
 * absent from a sparse row have the value 0 like any other. A step costs time in all features, a score in features times
 * classes, sparse or not. {@link #combine} is exact but for rounding.
 *
 * <p>As scikit-learn's {@code GaussianNB.fit} of all rows so far; its {@code partial_fit} smooths by the last call's rows alone.
 */
public final class GaussianNaiveBayes extends NaiveBayes implements Combinable<GaussianNaiveBayes> {
    /** Greatest absolute value of a feature. */
    public static final double LIMIT = 1e150;

    private static final int VERSION = 1;

    private final GaussianNaiveBayesConfig config;
    private final Moments[] moments;
    private final Moments overall;
    private final DenseRow dense = new DenseRow();

    GaussianNaiveBayes(GaussianNaiveBayesConfig config, int dimension) {
        super(config.classes(), dimension);
        this.config = config;
        moments = new Moments[classes];
        for (int c = 0; c < classes; c++) {
            moments[c] = new Moments(dimension);
        }
        overall = new Moments(dimension);
    }

    static GaussianNaiveBayes readFrom(GaussianNaiveBayesConfig config, SnapshotInput in) {
        in.version(config.algorithm(), VERSION);
        GaussianNaiveBayes learner = new GaussianNaiveBayes(config, in.dimension(2 * (config.classes() + 1L)));
        learner.readClasses(in);
        for (Moments each : learner.moments) {
            each.readFrom(in);
        }
        learner.overall.readFrom(in);
        return learner;
    }

    @Override
    public GaussianNaiveBayesConfig config() {
        return config;
    }

    @Override
    boolean accepts(FeatureVector x) {
        return LearnerArguments.isWithin(x, LIMIT);
    }

    @Override
    void count(FeatureVector x, int label, double weight) {
        double[] row = dense.of(x);
        moments[label].add(row, weight, classWeights[label]);
        overall.add(row, weight, totalWeight());
    }

    @Override
    void addLogLikelihoods(FeatureVector x, double[] joint) {
        double[] row = dense.of(x);
        double smoothing = smoothing();
        for (int c = 0; c < classes; c++) {
            if (classWeights[c] > 0) {
                double sum = 0;
                for (int feature = 0; feature < dimension; feature++) {
                    double difference = row[feature] - moments[c].mean(feature);
                    double variance = variance(feature, c, smoothing);
                    sum += Math.log(2 * Math.PI * variance) + difference * difference / variance;
                }
                joint[c] -= sum / 2;
            }
        }
    }

    /** What is added to every variance. */
    private double smoothing() {
        double total = totalWeight();
        return total > 0 ? config.varianceSmoothing() * overall.greatestSquares() / total : 0;
    }

    private double variance(int feature, int label, double smoothing) {
        double weight = classWeights[label];
        double variance = weight > 0 ? moments[label].squares(feature) / weight : 0;
        return Math.max(variance + smoothing, Double.MIN_NORMAL);
    }

    /** Mean of a feature over the examples of a class; 0 before the first. */
    public double mean(int feature, int label) {
        return moments[label].mean(feature);
    }

    /** Variance of a feature over the examples of a class, smoothed, &gt; 0. Costs a pass over all features. */
    public double variance(int feature, int label) {
        return variance(feature, label, smoothing());
    }

    @Override
    void addParameters(FeatureNames names, int label, List<Parameter> parameters) {
        double smoothing = smoothing();
        for (int feature = 0; feature < dimension; feature++) {
            String given = "(" + names.name(feature) + "|" + label + ")";
            parameters.add(new Parameter("mean" + given, mean(feature, label)));
            parameters.add(new Parameter("variance" + given, variance(feature, label, smoothing)));
        }
    }

    @Override
    double likelihoodMagnitude() {
        double magnitude = 0;
        double smoothing = smoothing();
        for (int c = 0; c < classes; c++) {
            for (int feature = 0; feature < dimension; feature++) {
                magnitude = Math.max(magnitude, Math.abs(mean(feature, c)));
                magnitude = Math.max(magnitude, variance(feature, c, smoothing));
            }
        }
        return magnitude;
    }

    @Override
    public void combine(GaussianNaiveBayes base, List<? extends GaussianNaiveBayes> parts) {
        Shares.requireTwins(this, base, parts);
        List<GaussianNaiveBayes> all = List.copyOf(parts);
        overall.combine(
                base.weighted(), all.stream().map(GaussianNaiveBayes::weighted).toList());
        for (int c = 0; c < classes; c++) {
            int label = c;
            moments[c].combine(
                    base.weighted(c),
                    all.stream().map(part -> part.weighted(label)).toList());
        }
        combineClasses(base, parts);
    }

    private Weighted weighted() {
        return new Weighted(overall, totalWeight());
    }

    private Weighted weighted(int label) {
        return new Weighted(moments[label], classWeights[label]);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(config.algorithm(), VERSION);
        out.integer(dimension);
        writeClasses(out);
        for (Moments each : moments) {
            each.writeTo(out);
        }
        overall.writeTo(out);
    }
}
