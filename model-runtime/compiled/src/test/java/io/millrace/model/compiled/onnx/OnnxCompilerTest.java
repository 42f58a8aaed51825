package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.SameAsOnnxRuntime.onRandomRows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.UnsupportedModelException;
import io.millrace.model.compiled.CompiledEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole graphs: models that other tests and examples use, and what is refused. */
final class OnnxCompilerTest {
    private static final Path REPOSITORY = Path.of("..", "..");

    private static ModelBundle open(String path) {
        return ModelBundle.open(REPOSITORY.resolve(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"forest", "logistic", "strings", "lightgbm", "separate", "fixed1", "fixed4"})
    void fixturesOfTheReferenceEngine(String name) {
        onRandomRows()
                .withTexts("DE", "FR", "IT")
                .check(open("model-runtime/onnx/src/test/resources/onnx/" + name + ".onnx"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"delay-logistic-onnx", "delay-lightgbm-onnx"})
    void modelsOfTheExamples(String name) {
        onRandomRows().check(open("examples/flights/models/" + name));
    }

    @Test
    void modelOfTheBenchmarks() {
        onRandomRows().check(open("benchmarks/src/main/resources/io/millrace/benchmarks/models/logistic"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "boosting_classifier",
                "boosting_multiclass",
                "boosting_regressor",
                "forest_classifier",
                "forest_multiclass",
                "forest_regressor",
                "gaussian_nb",
                "kmeans",
                "lightgbm_binary",
                "lightgbm_categorical",
                "lightgbm_multiclass",
                "lightgbm_regression",
                "linear_regression",
                "logistic_binary",
                "logistic_multiclass",
                "multinomial_nb",
                "pipeline_boosting",
                "pipeline_logistic",
                "sgd_log_loss",
                "tree_classifier",
                "tree_regressor",
                "xgboost_binary",
                "xgboost_multiclass",
                "xgboost_regression"
            })
    void trainedModels(String name) {
        onRandomRows()
                .withTexts("a", "b", "c", "north", "south", "red", "blue", "m", "f")
                .check(open("model-runtime/src/test/resources/models/" + name + "/model.onnx"));
    }

    @Test
    void thresholdsAreBoundaries() {
        try (Model model = new CompiledEngine().load(open("examples/flights/models/delay-lightgbm-onnx"), Device.CPU)) {
            assertThat(model.boundaries()).hasSize(model.contract().width());
            assertThat(model.boundaries()).anyMatch(thresholds -> thresholds.length > 3);
        }
    }

    @Test
    void boundariesAreFoundBehindAScaler() {
        GraphBuilder graph = new GraphBuilder()
                .input("x", DataType.FLOAT, -1, 1)
                .output("z", DataType.FLOAT, -1, 1)
                .ml("Imputer", "x -> a")
                .with("imputed_value_floats", new double[] {5})
                .with("replaced_value_float", Float.NaN)
                .ml("Scaler", "a -> b")
                .with("offset", new double[] {10})
                .with("scale", new double[] {0.5})
                .ml("Binarizer", "b -> z")
                .with("threshold", 3f);
        try (Model model = new CompiledEngine().load(graph.bundle(), Device.CPU)) {
            assertThat(model.boundaries().get(0)).containsExactly(16);
        }
    }

    @Test
    void nodesThatNobodyAsksForAreNotCompiled() {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 2)
                        .output("z", DataType.FLOAT, -1, 2)
                        .node("Elu", "x -> unused")
                        .node("Neg", "x -> z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Elu   | x -> z   | an operator that it knows, found Elu",
                "CumSum | x axis -> z | an operator that it knows, found CumSum",
                "ReduceSum | x rows -> z | axes other than that of the rows, found FLOAT[rows, 2]",
                "Add | x column -> z | shapes that are broadcast without mixing rows",
                "MatMul | x x -> z | a constant as input 1, found FLOAT[rows, 2]",
                "Reshape | x one -> z | a shape that keeps rows apart, found FLOAT[rows, 2] to [1, 2]",
                "Reshape | x half -> z | a shape that fits without mixing rows",
            })
    void refusalsNameNodeAndOperator(String operator, String wiring, String reason) {
        GraphBuilder graph = new GraphBuilder()
                .input("x", DataType.FLOAT, -1, 2)
                .output("z", DataType.FLOAT, -1, 2)
                .floats("column", new long[] {3, 1}, 1, 2, 3)
                .longs("axis", new long[0], 1)
                .longs("rows", new long[] {1}, 0)
                .longs("one", new long[] {2}, 1, 2)
                .longs("half", new long[] {2}, -1, 1)
                .node(operator, wiring);
        assertThatExceptionOfType(UnsupportedModelException.class)
                .isThrownBy(() -> OnnxCompiler.compile(graph.bundle()))
                .withMessageStartingWith("test.onnx: node node 0, operator " + operator + " version 18: ")
                .withMessageContaining(reason);
    }

    @Test
    void networksAreLeftToOnnxRuntime() {
        double[] weights = new double[64 * 33];
        GraphBuilder graph = new GraphBuilder()
                .input("x", DataType.FLOAT, -1, 64)
                .output("z", DataType.FLOAT, -1, 33)
                .floats("w", new long[] {64, 33}, weights)
                .node("MatMul", "x w -> z");
        assertThatExceptionOfType(UnsupportedModelException.class)
                .isThrownBy(() -> OnnxCompiler.compile(graph.bundle()))
                .withMessageEndingWith("at most 2048 multiplications per row in matrix products, found 2112");
    }

    @Test
    void newerOperatorSetsAreRefused() {
        GraphBuilder graph = new GraphBuilder(26, 3)
                .input("x", DataType.FLOAT, -1, 2)
                .output("z", DataType.FLOAT, -1, 2)
                .node("Neg", "x -> z");
        assertThatExceptionOfType(UnsupportedModelException.class)
                .isThrownBy(() -> OnnxCompiler.compile(graph.bundle()))
                .withMessage("test.onnx: the compiled engine expects operators of ai.onnx up to version 25, found 26");
    }

    @Test
    void textsThatAreOnlyPassedOnAreRefused() {
        GraphBuilder graph = new GraphBuilder()
                .input("x", DataType.STRING, -1, 2)
                .output("z", DataType.STRING, -1, 2)
                .node("Identity", "x -> z");
        assertThatExceptionOfType(UnsupportedModelException.class)
                .isThrownBy(() -> OnnxCompiler.compile(graph.bundle()))
                .withMessageContaining("output z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0, 1, 2 | 1, 0, 0 | 2, 0, 0 | BRANCH_LIKE | nodes_modes: LEAF or a comparison, found BRANCH_LIKE",
                "0, 1, 2 | 0, 0, 0 | 2, 0, 0 | BRANCH_LEQ | trees, found a node that is below itself",
                "0, 1, 2 | 9, 0, 0 | 2, 0, 0 | BRANCH_LEQ | nodes that exist, found tree 0 node 9",
                "0, 1, 1 | 1, 0, 0 | 1, 0, 0 | BRANCH_LEQ | each node once, found tree 0 node 1",
            })
    void brokenTreesAreRefused(String ids, String whenTrue, String whenFalse, String mode, String reason) {
        GraphBuilder graph = new GraphBuilder()
                .input("x", DataType.FLOAT, -1, 1)
                .output("z", DataType.FLOAT, -1, 1)
                .ml("TreeEnsembleRegressor", "x -> z")
                .with("n_targets", 1L)
                .with("nodes_treeids", new long[3])
                .with("nodes_nodeids", longs(ids))
                .with("nodes_featureids", new long[3])
                .with("nodes_truenodeids", longs(whenTrue))
                .with("nodes_falsenodeids", longs(whenFalse))
                .with("nodes_values", new double[3])
                .with("nodes_modes", new String[] {mode, "LEAF", "LEAF"})
                .with("target_ids", new long[2])
                .with("target_treeids", new long[2])
                .with("target_nodeids", new long[] {1, 2})
                .with("target_weights", new double[] {1, 2});
        assertThatExceptionOfType(UnsupportedModelException.class)
                .isThrownBy(() -> OnnxCompiler.compile(graph.bundle()))
                .withMessageContaining(reason);
    }

    private static long[] longs(String list) {
        return java.util.Arrays.stream(list.split(", ", -1))
                .mapToLong(Long::parseLong)
                .toArray();
    }
}
