package io.millrace.learning.admission;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Task;

/**
 * How hard an example pulls at a learner: the Euclidean norm of the gradient with respect to weights and intercept of a linear model,
 * of log loss (|P − y|·√(‖x‖² + 1), of several classes ‖P − e<sub>y</sub>‖·√(‖x‖² + 1)) or of half the squared error (|score − y|·√(‖x‖² + 1)); for
 * clustering the distance to the nearest centre. Of other learners it is a measure of surprise. River's squared loss is twice the half one.
 */
final class GradientNorm {
    private GradientNorm() {}

    /** The norm, for weight 1; not finite if anything that goes into it is not. */
    static double of(Task task, int outputs, FeatureVector x, double label, double[] scores) {
        return switch (task) {
            case BINARY_CLASSIFICATION, REGRESSION -> Math.abs(scores[0] - label) * length(x);
            case MULTICLASS_CLASSIFICATION -> distanceToCorner(outputs, label, scores) * length(x);
            case CLUSTERING -> nearest(outputs, scores);
            case DECOMPOSITION -> length(x);
        };
    }

    private static double length(FeatureVector x) {
        return Math.sqrt(x.squaredNorm() + 1);
    }

    private static double distanceToCorner(int outputs, double label, double[] scores) {
        double sum = 0;
        for (int k = 0; k < outputs; k++) {
            double difference = scores[k] - (k == label ? 1 : 0);
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    private static double nearest(int outputs, double[] scores) {
        double nearest = scores[0];
        for (int k = 1; k < outputs; k++) {
            nearest = Math.min(nearest, scores[k]);
        }
        return nearest;
    }
}
