package io.millrace.learning;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.List;

/** The smallest learner there can be, for tests of what is built around learners: logistic SGD with a constant step, no intercept. */
public final class PlainLogisticRegression implements Combinable<PlainLogisticRegression> {
    /**
     * Its configuration.
     *
     * @param step size
     */
    public record Config(double step) implements LearnerConfig {
        @Override
        public String algorithm() {
            return "plain-logistic-regression";
        }

        @Override
        public Task task() {
            return Task.BINARY_CLASSIFICATION;
        }

        @Override
        public PlainLogisticRegression newLearner(int dimension) {
            return new PlainLogisticRegression(this, new double[dimension]);
        }

        @Override
        public void writeTo(SnapshotOutput out) {
            out.number(step);
        }

        /** Reads what {@link #writeTo} wrote. */
        public static Config readFrom(SnapshotInput in) {
            return new Config(in.number());
        }

        @Override
        public PlainLogisticRegression readLearner(SnapshotInput in) {
            PlainLogisticRegression learner = new PlainLogisticRegression(this, in.numbers());
            learner.examples = in.count();
            return learner;
        }
    }

    private final Config config;
    private final double[] weights;
    private long examples;

    private PlainLogisticRegression(Config config, double[] weights) {
        this.config = config;
        this.weights = weights;
    }

    @Override
    public Config config() {
        return config;
    }

    @Override
    public int dimension() {
        return weights.length;
    }

    @Override
    public long examples() {
        return examples;
    }

    @Override
    public boolean learn(FeatureVector x, double label, double weight) {
        requireDimension(x);
        if (!x.isFinite() || !(label == 0 || label == 1) || !(weight >= 0) || Double.isInfinite(weight)) {
            return false;
        }
        double factor = config.step * weight * (label - probability(x));
        for (int k = 0; k < x.size(); k++) {
            weights[x.index(k)] += factor * x.value(k);
        }
        examples++;
        return true;
    }

    private void requireDimension(FeatureVector x) {
        if (x.dimension() != weights.length) {
            throw new IllegalArgumentException("must have " + weights.length + " features: " + x.dimension());
        }
    }

    private double probability(FeatureVector x) {
        return 1 / (1 + Math.exp(-x.dot(weights)));
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public void score(FeatureVector x, double[] scores) {
        requireDimension(x);
        if (scores.length < 1) {
            throw new IllegalArgumentException("must hold a score: 0");
        }
        scores[0] = x.isFinite() ? probability(x) : Double.NaN;
    }

    @Override
    public double magnitude() {
        double magnitude = 0;
        for (double weight : weights) {
            magnitude = Math.max(magnitude, Math.abs(weight));
        }
        return magnitude;
    }

    @Override
    public List<Parameter> parameters(FeatureNames names) {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            parameters.add(new Parameter(names.name(i), weights[i]));
        }
        return parameters;
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.numbers(weights);
        out.count(examples);
    }

    @Override
    public void combine(PlainLogisticRegression base, List<? extends PlainLogisticRegression> parts) {
        long learned = 0;
        for (PlainLogisticRegression part : parts) {
            learned += part.examples - base.examples;
        }
        for (int i = 0; i < weights.length; i++) {
            double sum = base.weights[i];
            for (PlainLogisticRegression part : parts) {
                sum += learned == 0
                        ? 0
                        : (double) (part.examples - base.examples) / learned * (part.weights[i] - base.weights[i]);
            }
            weights[i] = sum;
        }
        examples = base.examples + learned;
    }
}
