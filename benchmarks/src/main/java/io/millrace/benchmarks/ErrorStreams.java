package io.millrace.benchmarks;

import io.millrace.drift.stream.Agrawal;
import io.millrace.drift.stream.Blend;
import io.millrace.drift.stream.DriftingStream;
import io.millrace.drift.stream.Hyperplane;
import io.millrace.drift.stream.Led;
import io.millrace.drift.stream.RadialBasis;
import io.millrace.drift.stream.RowStream;
import io.millrace.drift.stream.Sea;
import io.millrace.drift.stream.Stagger;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.tree.HoeffdingTreeConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** Errors of a Hoeffding tree that predicts a row, then learns it, on streams with drifts. The tree is never told of a drift and never begins again. */
final class ErrorStreams {
    private static final double NOISE = 0.1;
    private static final int FEATURES = 10;

    /** Concepts by stream, in the order in which they follow one another. */
    private static final Map<String, List<LongFunction<RowStream>>> CONCEPTS = new TreeMap<>(Map.of(
            "agrawal",
            List.of(
                    seed -> new Agrawal(1, NOISE, seed),
                    seed -> new Agrawal(2, NOISE, seed),
                    seed -> new Agrawal(3, NOISE, seed),
                    seed -> new Agrawal(4, NOISE, seed),
                    seed -> new Agrawal(5, NOISE, seed)),
            "hyperplane",
            List.of(
                    seed -> new Hyperplane(FEATURES, 1, 0, NOISE, seed),
                    seed -> new Hyperplane(FEATURES, 2, 0, NOISE, seed),
                    seed -> new Hyperplane(FEATURES, 3, 0, NOISE, seed)),
            "led",
            List.of(
                    seed -> new Led(0, NOISE, seed),
                    seed -> new Led(3, NOISE, seed),
                    seed -> new Led(5, NOISE, seed),
                    seed -> new Led(7, NOISE, seed)),
            "rbf",
            List.of(
                    seed -> new RadialBasis(FEATURES, 2, 50, 1, 0, seed),
                    seed -> new RadialBasis(FEATURES, 2, 50, 2, 0, seed),
                    seed -> new RadialBasis(FEATURES, 2, 50, 3, 0, seed)),
            "sea",
            List.of(
                    seed -> new Sea(1, NOISE, seed),
                    seed -> new Sea(2, NOISE, seed),
                    seed -> new Sea(3, NOISE, seed),
                    seed -> new Sea(4, NOISE, seed)),
            "stagger",
            List.of(
                    seed -> new Stagger(1, NOISE, seed),
                    seed -> new Stagger(2, NOISE, seed),
                    seed -> new Stagger(3, NOISE, seed))));

    private ErrorStreams() {}

    static List<String> names() {
        return List.copyOf(CONCEPTS.keySet());
    }

    /**
     * Errors of the tree, 1 where it was wrong.
     *
     * @param period rows from the start of a drift to that of the next
     * @param length rows that a drift takes, during which the share of the new concept grows in a straight line
     */
    static byte[] errors(String name, int drifts, int period, int length, long seed) {
        RowStream stream = new DriftingStream(CONCEPTS.get(name), period, length, Blend.LINEAR, seed);
        Learner tree =
                HoeffdingTreeConfig.DEFAULTS.withClasses(stream.classes()).newLearner(stream.features());
        FeatureVector x = FeatureVector.dense(stream.features());
        double[] scores = new double[tree.outputs()];
        byte[] errors = new byte[(drifts + 1) * period];
        for (int i = 0; i < errors.length; i++) {
            int label = stream.next(x.values());
            tree.score(x, scores);
            errors[i] = (byte) (predicted(scores) == label ? 0 : 1);
            tree.learn(x, label);
        }
        return errors;
    }

    /** The class with the greatest score; of two classes, there is one score, that of class 1. */
    private static int predicted(double[] scores) {
        if (scores.length == 1) {
            return scores[0] > 0.5 ? 1 : 0;
        }
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }
}
