package io.millrace.learning.linear;

import static io.millrace.learning.linear.LinearLearner.clip;
import static io.millrace.learning.linear.LinearLearner.requireDimension;
import static io.millrace.learning.linear.LinearLearner.requireRoom;

import io.millrace.learning.Combinable;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;
import java.util.List;

/**
 * Multinomial logistic regression: one equation a class, all moved by each example. P = softmax(p); the gradient with respect to
 * p<sub>c</sub> is P<sub>c</sub> − 1 for the example's class and P<sub>c</sub> for the others, times the weight, clipped; then each
 * equation makes a step as in {@link GradientLearner}, intercept first.
 */
public final class SoftmaxLearner implements LinearModel, Combinable<SoftmaxLearner> {
    private final SoftmaxRegressionConfig config;
    private final int dimension;
    private final double[] classWeights;
    private final Equation[] equations;
    private final double[] probabilities;
    private long examples;

    SoftmaxLearner(SoftmaxRegressionConfig config, int dimension) {
        this.config = config;
        this.dimension = dimension;
        classWeights = config.classWeights().toArray(config.classes());
        probabilities = new double[config.classes()];
        equations = new Equation[config.classes()];
        for (int c = 0; c < equations.length; c++) {
            equations[c] = new Equation(config.rule(), dimension);
        }
    }

    static SoftmaxLearner read(SoftmaxRegressionConfig config, SnapshotInput in) {
        SoftmaxLearner learner = new SoftmaxLearner(config, LinearLearner.readDimension(in, config));
        learner.examples = in.count();
        for (Equation equation : learner.equations) {
            equation.readFrom(in);
        }
        return learner;
    }

    @Override
    public SoftmaxRegressionConfig config() {
        return config;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public long examples() {
        return examples;
    }

    @Override
    public Link link() {
        return Link.SOFTMAX;
    }

    @Override
    public int equations() {
        return equations.length;
    }

    @Override
    public double[] coefficients(int equation) {
        return equations[equation].coefficients();
    }

    @Override
    public double intercept(int equation) {
        return equations[equation].intercept();
    }

    @Override
    public boolean learn(FeatureVector x, double label, double weight) {
        requireDimension(x, dimension);
        if (!accepts(label, weight) || !computeProbabilities(x, probabilities)) {
            return false;
        }
        learnFrom(x, (int) label, weight);
        return true;
    }

    private boolean accepts(double label, double weight) {
        int own = (int) label;
        return own == label && own >= 0 && own < equations.length && weight >= 0 && weight <= Double.MAX_VALUE;
    }

    /** From the probabilities that were computed last. */
    private void learnFrom(FeatureVector x, int own, double weight) {
        examples++;
        double counts = weight * classWeights[own];
        if (counts > 0) {
            for (int c = 0; c < equations.length; c++) {
                double gradient = c == own ? probabilities[c] - 1 : probabilities[c];
                double g = clip(gradient * counts, config.clipGradient());
                equations[c].step(x, g, g);
            }
        }
    }

    @Override
    public void score(FeatureVector x, double[] scores) {
        requireDimension(x, dimension);
        requireRoom(scores, equations.length);
        if (!computeProbabilities(x, scores)) {
            Arrays.fill(scores, 0, equations.length, Double.NaN);
        }
    }

    @Override
    public boolean scoreAndLearn(FeatureVector x, double label, double weight, double[] scores) {
        requireDimension(x, dimension);
        requireRoom(scores, equations.length);
        if (!computeProbabilities(x, probabilities)) {
            Arrays.fill(scores, 0, equations.length, Double.NaN);
            return false;
        }
        System.arraycopy(probabilities, 0, scores, 0, equations.length);
        if (!accepts(label, weight)) {
            return false;
        }
        learnFrom(x, (int) label, weight);
        return true;
    }

    /** Writes the probability of each class, or returns false if the row is not finite. */
    private boolean computeProbabilities(FeatureVector x, double[] into) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < equations.length; c++) {
            double p = equations[c].rawScore(x);
            if (!Double.isFinite(p) && !x.isFinite()) {
                return false;
            }
            into[c] = p;
            greatest = Math.max(greatest, p);
        }
        double sum = 0;
        for (int c = 0; c < equations.length; c++) {
            // The greatest becomes 1, so nothing overflows and the sum is not 0.
            into[c] = Math.exp(into[c] - greatest);
            sum += into[c];
        }
        for (int c = 0; c < equations.length; c++) {
            into[c] /= sum;
        }
        return true;
    }

    @Override
    public double magnitude() {
        double greatest = 0;
        for (Equation equation : equations) {
            greatest = Math.max(greatest, equation.magnitude());
        }
        return greatest;
    }

    @Override
    public void combine(SoftmaxLearner base, List<? extends SoftmaxLearner> parts) {
        Shares.requireTwin(this, base);
        Shares<SoftmaxLearner> shares = Shares.since(base, parts);
        for (int c = 0; c < equations.length; c++) {
            int equation = c;
            equations[c].combine(shares.of(part -> part.equations[equation]));
        }
        examples = shares.examples();
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        LinearLearner.writeHead(out, this);
        for (Equation equation : equations) {
            equation.writeTo(out);
        }
    }
}
