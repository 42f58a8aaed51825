package io.millrace.learning.evaluation;

import io.millrace.learning.Task;

/**
 * What one example costs, given its label and the scores; the smaller, the better. What learners minimise, of raw scores, is in
 * {@code io.millrace.learning.loss}.
 */
public enum ScoreLoss {
    /** −ln of the probability that was given to the label; probabilities are clipped to [1e-15, 1−1e-15]. */
    LOG_LOSS("log-loss", Task.BINARY_CLASSIFICATION) {
        @Override
        public double of(double label, double[] scores, int outputs) {
            double p = clip(scores[0]);
            return -Math.log(label == 1 ? p : 1 - p);
        }
    },
    /** (P − label)² (Brier 1950, in the form for two classes, in [0, 1]). */
    BRIER("brier", Task.BINARY_CLASSIFICATION) {
        @Override
        public double of(double label, double[] scores, int outputs) {
            return square(scores[0] - label);
        }
    },
    /** As {@link #LOG_LOSS}, of k probabilities. */
    MULTICLASS_LOG_LOSS("log-loss", Task.MULTICLASS_CLASSIFICATION) {
        @Override
        public double of(double label, double[] scores, int outputs) {
            return -Math.log(clip(scores[(int) label]));
        }
    },
    /** Sum over the classes of (P − (1 if it is the label, else 0))², in [0, 2]. */
    MULTICLASS_BRIER("brier", Task.MULTICLASS_CLASSIFICATION) {
        @Override
        public double of(double label, double[] scores, int outputs) {
            double sum = 0;
            for (int k = 0; k < outputs; k++) {
                sum += square(scores[k] - (k == label ? 1 : 0));
            }
            return sum;
        }
    },
    /** (score − label)². */
    SQUARED_ERROR("mse", Task.REGRESSION) {
        @Override
        public double of(double label, double[] scores, int outputs) {
            return square(scores[0] - label);
        }
    },
    /** |score − label|. */
    ABSOLUTE_ERROR("mae", Task.REGRESSION) {
        @Override
        public double of(double label, double[] scores, int outputs) {
            return Math.abs(scores[0] - label);
        }
    },
    /** Square of the distance to the nearest centre. */
    SQUARED_DISTANCE("mean-squared-distance", Task.CLUSTERING) {
        @Override
        public double of(double label, double[] scores, int outputs) {
            double nearest = scores[0];
            for (int k = 1; k < outputs; k++) {
                nearest = Math.min(nearest, scores[k]);
            }
            return square(nearest);
        }
    };

    private static final double LEAST_PROBABILITY = 1e-15;

    private final String text;
    private final Task task;

    ScoreLoss(String text, Task task) {
        this.text = text;
        this.task = task;
    }

    /** Name of its mean, e.g. {@code log-loss}. */
    public String text() {
        return text;
    }

    /** What kind of labels and scores it takes. */
    public Task task() {
        return task;
    }

    /**
     * The loss of one example.
     *
     * @param label within the task
     * @param scores the first {@code outputs} are read
     */
    public abstract double of(double label, double[] scores, int outputs);

    private static double clip(double probability) {
        return Math.min(Math.max(probability, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY);
    }

    private static double square(double x) {
        return x * x;
    }
}
