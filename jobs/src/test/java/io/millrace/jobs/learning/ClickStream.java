package io.millrace.jobs.learning;

import io.millrace.schemas.Prediction;
import java.util.Random;

/** A seeded stream of events whose truth follows a logistic model, answered by a model that knows nothing. */
final class ClickStream {
    private final int[] carriers;
    private final double[] x0;
    private final double[] x1;
    private final double[] truth;

    ClickStream(long seed, int events) {
        Random random = new Random(seed);
        carriers = new int[events];
        x0 = new double[events];
        x1 = new double[events];
        truth = new double[events];
        for (int i = 0; i < events; i++) {
            x0[i] = random.nextGaussian();
            x1[i] = 5 + 3 * random.nextGaussian();
            carriers[i] = random.nextInt(3);
            double z = 2 * x0[i] - 0.5 * (x1[i] - 5) + carriers[i] - 1;
            truth[i] = random.nextDouble() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
        }
    }

    int size() {
        return truth.length;
    }

    /** The true answer. */
    double truth(int i) {
        return truth[i];
    }

    String carrier(int i) {
        return "C" + carriers[i];
    }

    double x0(int i) {
        return x0[i];
    }

    double x1(int i) {
        return x1[i];
    }

    /** An answer with the features in the order of the pipeline file's model; every seventh event lacks one. */
    Prediction.Builder answer(int i, String model, double score) {
        return LearnersScenario.prediction(i, model, score, (float) x0[i], i % 7 == 0 ? null : x1[i], carrier(i));
    }

    /** An example that the pipeline file's model answered without knowing anything. */
    Example example(int i) {
        return LearnersScenario.example(i, answer(i, LearnersScenario.FILE_MODEL, 0.5), truth[i]);
    }
}
