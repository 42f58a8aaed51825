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

    /** Of the row with a 1 for the intercept. Four sums side by side, since one waits for each of its additions. */
    private static double length(FeatureVector x) {
        double[] values = x.values();
        int size = x.size();
        double a = 1;
        double b = 0;
        double c = 0;
        double d = 0;
        int k = 0;
        for (; k < size - 3; k += 4) {
            a += values[k] * values[k];
            b += values[k + 1] * values[k + 1];
            c += values[k + 2] * values[k + 2];
            d += values[k + 3] * values[k + 3];
        }
        for (; k < size; k++) {
            a += values[k] * values[k];
        }
        return Math.sqrt((a + b) + (c + d));
    }

    private static double distanceToCorner(int outputs, double label, double[] scores) {
        double sum = 0;
        for (int k = 0; k < outputs; k++) {
            double difference = scores[k] - (k == label ? 1 : 0);
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /** The least distance to a centre. */
    static double nearest(int outputs, double[] scores) {
        double nearest = scores[0];
        for (int k = 1; k < outputs; k++) {
            nearest = Math.min(nearest, scores[k]);
        }
        return nearest;
    }
}
