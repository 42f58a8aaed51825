package io.millrace.learning.parity;

import static io.millrace.learning.parity.Recorded.METRIC;
import static io.millrace.learning.parity.Recorded.WEIGHT;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.cluster.Decay;
import io.millrace.learning.cluster.KMeans;
import io.millrace.learning.cluster.MiniBatchKMeansConfig;
import io.millrace.learning.cluster.SequentialKMeansConfig;
import io.millrace.learning.cluster.StartCentre;
import io.millrace.learning.cluster.StreamingKMeansConfig;
import io.millrace.learning.decomposition.MiniBatchDictionaryLearning;
import io.millrace.learning.decomposition.MiniBatchDictionaryLearningConfig;
import io.millrace.learning.evaluation.MeanLoss;
import io.millrace.learning.evaluation.ScoreLoss;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** scikit-learn 1.9.1 ({@code partial_fit}, batches of 50) and River 0.26.1 on the same 2,000 rows. */
class UnsupervisedParityTest {
    private static final ParityStream STREAM = ParityStream.numbers("class");
    private static final int BATCH = 50;

    private static List<StartCentre> firstFiveRows() {
        return STREAM.rows().subList(0, 5).stream()
                .map(row -> StartCentre.of(0, row.values()))
                .toList();
    }

    private static double inertia(KMeans learner) {
        // batches were learned when full, so every row is compared with the centres before its batch, as the script
        // does
        return STREAM.run(learner, new MeanLoss(ScoreLoss.SQUARED_DISTANCE, learner.outputs()))[0];
    }

    private static double[][] centres(KMeans learner) {
        return IntStream.range(0, learner.outputs()).mapToObj(learner::centre).toArray(double[][]::new);
    }

    private static double[] counts(KMeans learner) {
        return IntStream.range(0, learner.outputs())
                .mapToDouble(learner::weight)
                .toArray();
    }

    private static double meanOfRows(ToDoubleFunction<FeatureVector> value) {
        return STREAM.rows().stream().mapToDouble(value).average().orElseThrow();
    }

    private static double squaredDistance(KMeans learner, FeatureVector row) {
        double[] distances = new double[learner.outputs()];
        learner.score(row, distances);
        double nearest = Arrays.stream(distances).min().orElseThrow();
        return nearest * nearest;
    }

    private static void assertAsScikitLearn(KMeans learner) {
        Recorded recorded = Recorded.run("sklearn-kmeans");
        recorded.assertNumber("inertia", inertia(learner), METRIC);
        recorded.assertMatrix("centre", centres(learner), WEIGHT);
        recorded.assertVector("count", counts(learner), WEIGHT);
        recorded.assertNumber("finalInertia", meanOfRows(row -> squaredDistance(learner, row)), WEIGHT);
    }

    @Test
    void miniBatchKMeans() {
        assertAsScikitLearn(MiniBatchKMeansConfig.DEFAULTS
                .withStart(firstFiveRows())
                .withBatchSize(BATCH)
                .withReassignmentRatio(0)
                .newLearner(8));
    }

    /** Without decay it is the same algorithm. */
    @Test
    void streamingKMeansThatForgetsNothing() {
        assertAsScikitLearn(StreamingKMeansConfig.DEFAULTS
                .withStart(firstFiveRows())
                .withBatchSize(BATCH)
                .withDecay(Decay.NONE)
                .newLearner(8));
    }

    @Test
    void sequentialKMeansAsRiver() {
        Recorded recorded = Recorded.run("river-kmeans");
        KMeans learner = SequentialKMeansConfig.DEFAULTS
                .withStep(0.05)
                .withStart(firstFiveRows())
                .newLearner(8);
        recorded.assertNumber("inertia", inertia(learner), METRIC);
        recorded.assertMatrix("centre", centres(learner), WEIGHT);
    }

    @Test
    void dictionaryLearning() {
        Recorded recorded = Recorded.run("sklearn-dictionary");
        List<List<Double>> start = Arrays.stream(recorded.matrix("start"))
                .map(atom -> Arrays.stream(atom).boxed().toList())
                .toList();
        MiniBatchDictionaryLearning learner = MiniBatchDictionaryLearningConfig.DEFAULTS
                .withAlpha(0.3)
                .withBatchSize(BATCH)
                .withStart(start)
                .newLearner(8);
        double cost = 0;
        for (FeatureVector row : STREAM.rows()) {
            cost += learner.objective(row);
            learner.learn(row, 0);
        }
        recorded.assertNumber("objective", cost / STREAM.rows().size(), METRIC);
        recorded.assertMatrix("atom", rows(learner.outputs(), learner::atom), WEIGHT);
        recorded.assertNumber("finalObjective", meanOfRows(learner::objective), WEIGHT);
        double[][] products = rows(
                learner.outputs(),
                i -> IntStream.range(0, learner.outputs())
                        .mapToDouble(j -> learner.codeProduct(i, j))
                        .toArray());
        recorded.assertMatrix("a", products, WEIGHT);
        double[][] codes = rows(3, i -> {
            double[] code = new double[learner.outputs()];
            learner.score(STREAM.rows().get(i), code);
            return code;
        });
        recorded.assertMatrix("code", codes, WEIGHT);
    }

    private static double[][] rows(int count, IntFunction<double[]> row) {
        return IntStream.range(0, count).mapToObj(row).toArray(double[][]::new);
    }
}
