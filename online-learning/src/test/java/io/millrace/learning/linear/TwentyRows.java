package io.millrace.learning.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learning.FeatureVector;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;

/** The rows of known-answers.md §2.1 (Flink ML's test of its online logistic regression), divided by 10 for §2.2. */
final class TwentyRows {
    static final double[][] R1 = {
        {.1, 2}, {.2, 2}, {.3, 2}, {.4, 2}, {.5, 2}, {11, 12}, {12, 11}, {13, 12}, {14, 12}, {15, 12}
    };
    static final double[][] R2 = {
        {.2, 3}, {.8, 1}, {.7, 1}, {.6, 2}, {.2, 2}, {14, 17}, {15, 10}, {16, 16}, {17, 10}, {18, 13}
    };

    private TwentyRows() {}

    /** The first five of ten rows are 0, the others 1. */
    static double label(int row) {
        return row < 5 ? 0 : 1;
    }

    /** Learns R1 and then R2, tenths of the features, from dense rows; between the two, what {@code nextCall} does. */
    static <L extends LinearModel> L learn(L learner, Runnable nextCall) {
        learnTenths(learner, R1, false);
        nextCall.run();
        learnTenths(learner, R2, false);
        return learner;
    }

    /** Learns R1 and then R2, tenths of the features. */
    static <L extends LinearModel> L learn(L learner) {
        return learn(learner, () -> {});
    }

    /** The same from sparse rows, whose entries come in another order. */
    static <L extends LinearModel> L learnSparse(L learner) {
        learnTenths(learner, R1, true);
        learnTenths(learner, R2, true);
        return learner;
    }

    private static void learnTenths(LinearModel learner, double[][] rows, boolean sparse) {
        FeatureVector dense = FeatureVector.dense(2);
        FeatureVector reversed = FeatureVector.sparse(2, 2);
        IntStream.range(0, rows.length).forEach(i -> {
            dense.set(0, rows[i][0] / 10);
            dense.set(1, rows[i][1] / 10);
            reversed.clear();
            reversed.add(1, dense.value(1));
            reversed.add(0, dense.value(0));
            assertThat(learner.learn(sparse ? reversed : dense, label(i))).isTrue();
        });
    }

    /** Weights and intercept, each to a relative 1e-9: the sources print 15 digits, and both sides round 20 times. */
    static void assertWeights(LinearModel learner, double w0, double w1, double b) {
        double[] w = learner.coefficients(0);
        assertThat(w[0]).as("w0").isCloseTo(w0, within(w0));
        assertThat(w[1]).as("w1").isCloseTo(w1, within(w1));
        assertThat(learner.intercept(0)).as("b").isCloseTo(b, within(b));
    }

    private static Offset<Double> within(double expected) {
        return Offset.offset(Math.abs(expected) * 1e-9);
    }
}
