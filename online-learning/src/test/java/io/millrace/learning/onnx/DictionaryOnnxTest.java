package io.millrace.learning.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.decomposition.MiniBatchDictionaryLearning;
import io.millrace.learning.decomposition.MiniBatchDictionaryLearningConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DictionaryOnnxTest {
    private static double[][] run(byte[] model, double[][] rows) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(model, options);
                    OnnxTensor tensor = OnnxTensor.createTensor(environment, rows);
                    OrtSession.Result result = session.run(Map.of("x", tensor))) {
                return (double[][]) result.get("code").orElseThrow().getValue();
            }
        }
    }

    private static double[][] scores(MiniBatchDictionaryLearning learner, double[][] rows) {
        double[][] scores = new double[rows.length][learner.outputs()];
        for (int i = 0; i < rows.length; i++) {
            learner.score(FeatureVector.of(rows[i]), scores[i]);
        }
        return scores;
    }

    private static double[][] rows(Random random, int count, int dimension) {
        double[][] rows = new double[count][];
        for (int i = 0; i < count; i++) {
            double size = Math.pow(10, random.nextInt(5) - 2);
            rows[i] = random.doubles(dimension, -size, size).toArray();
        }
        return rows;
    }

    /** Fewer atoms than features, as many, and more, with more penalty and less. */
    @ParameterizedTest
    @CsvSource({"4, 12, 0.1", "8, 8, 0.5", "16, 10, 0.3", "1, 3, 0.2", "32, 8, 0.001"})
    void onnxRuntimeFindsTheLearnersCodes(int atoms, int dimension, double alpha) throws OrtException {
        Random random = new Random(atoms);
        MiniBatchDictionaryLearning learner = MiniBatchDictionaryLearningConfig.DEFAULTS
                .withAtoms(atoms)
                .withAlpha(alpha)
                .withBatchSize(32)
                .newLearner(dimension);
        for (double[] row : rows(random, 640, dimension)) {
            learner.learn(FeatureVector.of(row), 0);
        }
        byte[] model = DictionaryOnnx.export(learner);
        double[][] rows = rows(random, 200, dimension);
        double[][] codes = run(model, rows);
        double[][] expected = scores(learner, rows);
        for (int i = 0; i < rows.length; i++) {
            double size = 1;
            for (double value : rows[i]) {
                size = Math.max(size, Math.abs(value));
            }
            assertThat(codes[i]).as("row %d", i).containsExactly(expected[i], within(1e-9 * size));
        }
        assertThat(run(model, new double[][] {rows[7]})[0])
                .as("whatever the other rows")
                .containsExactly(codes[7], within(1e-12));
    }

    /** Small whole numbers: ties, atoms that are sums of others, zeros. The code may differ then, what it makes least may not. */
    @Test
    void onnxRuntimeFindsAnOptimumAmongTies() throws OrtException {
        Random random = new Random(5);
        for (int trial = 0; trial < 40; trial++) {
            int dimension = 2 + random.nextInt(3);
            List<List<Double>> start = new ArrayList<>();
            for (int k = 0; k < 6; k++) {
                List<Double> atom = new ArrayList<>();
                for (int j = 0; j < dimension; j++) {
                    atom.add(0.5 * (random.nextInt(3) - 1));
                }
                start.add(atom);
            }
            MiniBatchDictionaryLearning learner = MiniBatchDictionaryLearningConfig.DEFAULTS
                    .withAlpha(0.25)
                    .withStart(start)
                    .newLearner(dimension);
            double[][] rows = new double[30][dimension];
            for (double[] row : rows) {
                for (int j = 0; j < dimension; j++) {
                    row[j] = random.nextInt(7) - 3;
                }
            }
            double[][] codes = run(DictionaryOnnx.export(learner), rows);
            for (int i = 0; i < rows.length; i++) {
                assertThat(objective(learner, rows[i], codes[i]))
                        .as("trial %d, row %d", trial, i)
                        .isCloseTo(learner.objective(FeatureVector.of(rows[i])), within(1e-9));
            }
        }
    }

    private static double objective(MiniBatchDictionaryLearning learner, double[] row, double[] code) {
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            double rest = row[j];
            for (int k = 0; k < code.length; k++) {
                rest -= code[k] * learner.atom(k)[j];
            }
            sum += rest * rest / 2;
        }
        for (double entry : code) {
            sum += learner.config().alpha() * Math.abs(entry);
        }
        return sum;
    }

    @Test
    void rowsThatAreNotFiniteAreNaNAndLeaveOthersAlone() throws OrtException {
        List<List<Double>> start = new ArrayList<>(List.of(List.of(1.0, 0.0), List.of(0.0, 1.0)));
        MiniBatchDictionaryLearning learner = MiniBatchDictionaryLearningConfig.DEFAULTS
                .withAlpha(0.5)
                .withStart(start)
                .newLearner(2);
        double[][] codes = run(DictionaryOnnx.export(learner), new double[][] {
            {Double.NaN, 1}, {2, -3}, {Double.POSITIVE_INFINITY, 1}, {0, 0}, {0.4, 0.5}
        });
        assertThat(codes[0]).containsOnly(Double.NaN);
        assertThat(codes[1]).containsExactly(new double[] {1.5, -2.5}, within(1e-12));
        assertThat(codes[2]).containsOnly(Double.NaN);
        assertThat(codes[3]).containsExactly(new double[] {0, 0}, within(0.0));
        assertThat(codes[4]).containsExactly(new double[] {0, 0}, within(0.0));
    }

    @Test
    void aDictionaryOfZerosHasTheCodeZero() throws OrtException {
        MiniBatchDictionaryLearning learner = MiniBatchDictionaryLearningConfig.DEFAULTS
                .withStart(List.of(List.of(0.0, 0.0)))
                .newLearner(2);
        assertThat(run(DictionaryOnnx.export(learner), new double[][] {{5, 6}})[0])
                .containsOnly(0);
    }

    @Test
    void thereMustBeADictionary() {
        MiniBatchDictionaryLearning learner = MiniBatchDictionaryLearningConfig.DEFAULTS.newLearner(2);
        learner.learn(FeatureVector.of(1, 2), 0);
        assertThatIllegalStateException()
                .isThrownBy(() -> DictionaryOnnx.export(learner))
                .withMessage("must have a dictionary: 1 examples, of which 1 wait");
    }
}
