package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.SameAsOnnxRuntime.onRandomRows;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Linear models of ONNX-ML, against ONNX Runtime. */
final class LinearOperatorsTest {
    private static final double[] SIX = {1.5, -0.5, 0, 0.25, -1, 0.75};

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO", "PROBIT"})
    void manyClasses(String transform) {
        // probabilities for PROBIT, which is defined on them only
        boolean probit = transform.equals("PROBIT");
        onRandomRows()
                .ofSize(probit ? 0.1 : 2)
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 2)
                        .output("label", DataType.INT64, -1)
                        .output("scores", DataType.FLOAT, -1, 3)
                        .floats("zero", new long[0], probit ? 0.01 : 1)
                        .node("Mul", "x zero -> small")
                        .ml("LinearClassifier", "small -> label scores")
                        .with("classlabels_ints", new long[] {7, 8, 9})
                        .with("coefficients", SIX)
                        .with("intercepts", new double[] {0.5, 0.25, 0.125})
                        .with("post_transform", transform));
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE", "INT64"})
    void twoClassesByOneScore(DataType type) {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", type, -1, 3)
                        .output("label", DataType.STRING, -1)
                        .output("scores", DataType.FLOAT, -1, 2)
                        .ml("LinearClassifier", "x -> label scores")
                        .with("classlabels_strings", new String[] {"no", "yes"})
                        .with("coefficients", new double[] {1, -2, 0.5})
                        .with("intercepts", new double[] {0.5})
                        .with("post_transform", "LOGISTIC"));
    }

    @Test
    void missingValuesSpoilTargetsThatDoNotUseThem() {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 2)
                        .output("y", DataType.FLOAT, -1, 3)
                        .ml("LinearRegressor", "x -> y")
                        .with("coefficients", SIX)
                        .with("intercepts", new double[] {0.5, 0.25, 0.125})
                        .with("targets", 3L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO"})
    void transformedTargets(String transform) {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 2)
                        .output("y", DataType.FLOAT, -1, 3)
                        .ml("LinearRegressor", "x -> y")
                        .with("coefficients", SIX)
                        .with("targets", 3L)
                        .with("post_transform", transform));
    }

    @Test
    void mapsInOrderOfTheirKeys() {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 2)
                        .output("label", DataType.STRING, -1)
                        .outputMaps("scores", DataType.STRING)
                        .ml("LinearClassifier", "x -> label raw")
                        .with("classlabels_strings", new String[] {"walk", "bus", "tram"})
                        .with("coefficients", SIX)
                        .with("intercepts", new double[] {0.5, 0.25, 0.125})
                        .with("post_transform", "SOFTMAX")
                        .ml("Normalizer", "raw -> even")
                        .with("norm", "L1")
                        .ml("ZipMap", "even -> scores")
                        .with("classlabels_strings", new String[] {"walk", "bus", "tram"}));
    }
}
