package io.millrace.learning.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.FeatureNames;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.LearnerConfig;
import io.millrace.learning.LearnerContract;
import io.millrace.learning.Task;
import io.millrace.learning.snapshot.SnapshotInput;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The contract of learners, and what linear models keep to besides. */
abstract class LinearContract extends LearnerContract {
    private final Function<SnapshotInput, LearnerConfig> reader;
    private final LearnerConfig config;

    LinearContract(Function<SnapshotInput, LearnerConfig> reader, LearnerConfig config) {
        this.reader = reader;
        this.config = config;
    }

    @Override
    protected LearnerConfig config() {
        return config;
    }

    @Override
    protected LearnerConfig readConfig(SnapshotInput in) {
        return reader.apply(in);
    }

    @Override
    protected double label(Random random, FeatureVector row) {
        double label = super.label(random, row);
        return config.task() == Task.REGRESSION ? 3 * label - 1 + row.value(0) : label;
    }

    /** Two or three entries, in any order. */
    static FeatureVector sparseRow(Random random, int dimension) {
        FeatureVector row = FeatureVector.sparse(dimension, 2);
        int first = random.nextInt(dimension);
        for (int k = 0; k < 2 + random.nextInt(2); k++) {
            row.add((first + 2 * k) % dimension, random.nextGaussian());
        }
        return row;
    }

    private LinearModel taught(long seed) {
        LinearModel learner = (LinearModel) config.newLearner(dimension());
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            FeatureVector row = row(random);
            learner.learn(row, label(random, row));
        }
        return learner;
    }

    @Test
    void scoresFollowFromWeightsAndLink() {
        LinearModel learner = taught(1);
        FeatureVector row = row(new Random(2));
        int equations = learner.equations();
        double[] expected = new double[equations];
        double sum = 0;
        for (int c = 0; c < equations; c++) {
            double p = row.dot(learner.coefficients(c)) + learner.intercept(c);
            expected[c] = switch (learner.link()) {
                case IDENTITY -> p;
                case LOGISTIC -> 1 / (1 + Math.exp(-p));
                case SOFTMAX -> Math.exp(p);
            };
            sum += expected[c];
        }
        double[] found = new double[equations];
        learner.score(row, found);
        for (int c = 0; c < equations; c++) {
            double normed = learner.link() == Link.SOFTMAX ? expected[c] / sum : expected[c];
            assertThat(found[c]).isCloseTo(normed, within(1e-12));
        }
    }

    @Test
    void parametersAreInterceptsAndCoefficients() {
        LinearModel learner = taught(3);
        assertThat(learner.parameters(FeatureNames.numbered())).hasSize(learner.equations() * (1 + dimension()));
        assertThat(learner.parameters(FeatureNames.numbered()).get(2).value()).isEqualTo(learner.coefficients(0)[1]);
        double greatest = 0;
        for (int c = 0; c < learner.equations(); c++) {
            greatest = Math.max(greatest, LinearLearner.greatest(learner.coefficients(c), learner.intercept(c)));
        }
        assertThat(learner.magnitude()).isEqualTo(greatest);
    }
}
