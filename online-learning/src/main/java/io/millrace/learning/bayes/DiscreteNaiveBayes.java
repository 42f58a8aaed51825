package io.millrace.learning.bayes;

import io.millrace.learning.FeatureNames;
import io.millrace.learning.Parameter;
import java.util.List;

/** Naive Bayes whose likelihoods come of sums of each feature within each class, N_fc, smoothed by α: P(f|c) = (N_fc + α) / D_c. What is summed, and D_c, are the algorithm's. */
public abstract sealed class DiscreteNaiveBayes extends NaiveBayes permits MultinomialNaiveBayes, BernoulliNaiveBayes {
    /** N_fc, a feature's classes side by side. */
    final double[] counts;

    private final double alpha;

    DiscreteNaiveBayes(int classes, int dimension, double alpha) {
        super(classes, dimension);
        this.alpha = alpha;
        counts = table(dimension, classes);
    }

    /** D_c. */
    abstract double denominator(int label);

    /** N_fc: weight of the examples of a class in which a feature is present, or the feature's sum over them, times their weights. */
    public final double featureCount(int feature, int label) {
        return counts[feature * classes + label];
    }

    /** P(f|c), smoothed. */
    public final double probability(int feature, int label) {
        return (featureCount(feature, label) + alpha) / denominator(label);
    }

    /** Whether the feature has a sum in any class. */
    final boolean isSeen(int feature) {
        for (int cell = feature * classes; cell < (feature + 1) * classes; cell++) {
            if (counts[cell] > 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    final void addParameters(FeatureNames names, int label, List<Parameter> parameters) {
        boolean all = counts.length <= MOST_PARAMETERS;
        for (int feature = 0; feature < dimension; feature++) {
            if (all || isSeen(feature)) {
                parameters.add(
                        new Parameter("P(" + names.name(feature) + "|" + label + ")", probability(feature, label)));
            }
        }
    }

    @Override
    final double likelihoodMagnitude() {
        double magnitude = 0;
        for (int feature = 0; feature < dimension; feature++) {
            for (int c = 0; c < classes; c++) {
                magnitude = Math.max(magnitude, probability(feature, c));
            }
        }
        return magnitude;
    }
}
