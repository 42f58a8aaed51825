package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.SameAsOnnxRuntime.onRandomRows;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.millrace.model.FeatureType;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.ModelInput;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ensembles of trees, against ONNX Runtime. */
final class TreeOperatorsTest {
    /** Two trees over two features, three leaves each: node 0 asks feature 0, node 2 feature 1. */
    private static GraphBuilder trees(GraphBuilder graph, String operator, String wiring, String... modes) {
        String first = modes[0];
        String second = modes[modes.length - 1];
        return graph.ml(operator, wiring)
                .with("nodes_treeids", new long[] {0, 0, 0, 0, 0, 1, 1, 1, 1, 1})
                .with("nodes_nodeids", new long[] {0, 1, 2, 3, 4, 0, 1, 2, 3, 4})
                .with("nodes_featureids", new long[] {0, 0, 1, 0, 0, 1, 0, 0, 0, 0})
                .with("nodes_truenodeids", new long[] {1, 0, 3, 0, 0, 2, 0, 4, 0, 0})
                .with("nodes_falsenodeids", new long[] {2, 0, 4, 0, 0, 1, 0, 3, 0, 0})
                .with("nodes_values", new double[] {0.5, 0, 1, 0, 0, -1, 0, 2, 0, 0})
                .with(
                        "nodes_modes",
                        new String[] {first, "LEAF", second, "LEAF", "LEAF", second, "LEAF", first, "LEAF", "LEAF"});
    }

    private static GraphBuilder weights(GraphBuilder graph, String prefix, long[] ids, double... weights) {
        int targets = ids.length;
        long[] allIds = new long[6 * targets];
        long[] treeIds = new long[6 * targets];
        long[] nodeIds = new long[6 * targets];
        long[][] leaves = {{0, 1}, {0, 3}, {0, 4}, {1, 1}, {1, 3}, {1, 4}};
        for (int i = 0; i < allIds.length; i++) {
            allIds[i] = ids[i % targets];
            treeIds[i] = leaves[i / targets][0];
            nodeIds[i] = leaves[i / targets][1];
        }
        return graph.with(prefix + "_ids", allIds)
                .with(prefix + "_treeids", treeIds)
                .with(prefix + "_nodeids", nodeIds)
                .with(prefix + "_weights", weights);
    }

    private static GraphBuilder regressor(DataType input, String... modes) {
        GraphBuilder graph = new GraphBuilder().input("x", input, -1, 2).output("y", DataType.FLOAT, -1, 1);
        trees(graph, "TreeEnsembleRegressor", "x -> y", modes).with("n_targets", 1L);
        return weights(graph, "target", new long[] {0}, 1, 2, 4, 8.5, 16.25, 32.1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"})
    void comparisons(String mode) {
        onRandomRows().check(regressor(DataType.FLOAT, mode));
        onRandomRows().check(regressor(DataType.FLOAT, mode, "BRANCH_LEQ"));
        onRandomRows().check(regressor(DataType.DOUBLE, mode));
        for (long[] tracks : new long[][] {{1, 0, 0, 0, 0, 0, 0, 1, 0, 0}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}}) {
            onRandomRows().check(regressor(DataType.FLOAT, mode).with("nodes_missing_value_tracks_true", tracks));
        }
    }

    @Test
    void infiniteValues() {
        ModelInput anything =
                ModelInput.vector("x", FeatureType.FLOAT, 2).withPolicies(MissingPolicy.AS_IS, InvalidPolicy.AS_IS);
        onRandomRows()
                .withInfinite()
                .check(regressor(DataType.FLOAT, "BRANCH_LEQ").bundle(List.of(anything)));
        onRandomRows()
                .withInfinite()
                .check(regressor(DataType.FLOAT, "BRANCH_GT").bundle(List.of(anything)));
    }

    @ParameterizedTest
    @CsvSource({"SUM, NONE", "AVERAGE, NONE", "SUM, LOGISTIC", "AVERAGE, SOFTMAX"})
    void oneTargetIsNotTransformed(String aggregate, String transform) {
        onRandomRows()
                .check(regressor(DataType.FLOAT, "BRANCH_LEQ")
                        .with("aggregate_function", aggregate)
                        .with("post_transform", transform)
                        .with("base_values", new double[] {0.75}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO"})
    void twoTargets(String transform) {
        GraphBuilder graph =
                new GraphBuilder().input("x", DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, 2);
        trees(graph, "TreeEnsembleRegressor", "x -> y", "BRANCH_LEQ")
                .with("n_targets", 2L)
                .with("post_transform", transform)
                .with("base_values", new double[] {0.5, -0.25});
        onRandomRows()
                .check(weights(graph, "target", new long[] {1, 0}, 1, 2, -1, 0.5, 0, -0.5, 2, 1, 0.25, 0.5, -2, -1));
    }

    @Test
    void probit() {
        GraphBuilder graph =
                new GraphBuilder().input("x", DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, 1);
        trees(graph, "TreeEnsembleRegressor", "x -> y", "BRANCH_LEQ")
                .with("n_targets", 1L)
                .with("post_transform", "PROBIT");
        onRandomRows().check(weights(graph, "target", new long[] {0}, 0.1, 0.2, 0.3, 0.15, 0.4, 0.05));
    }

    @Test
    void attributesInDoublePrecision() {
        GraphBuilder graph = new GraphBuilder()
                .input("x", DataType.DOUBLE, -1, 1)
                .output("y", DataType.FLOAT, -1, 1)
                .ml("TreeEnsembleRegressor", "x -> y")
                .with("nodes_treeids", new long[] {0, 0, 0})
                .with("nodes_nodeids", new long[] {0, 1, 2})
                .with("nodes_featureids", new long[] {0, 0, 0})
                .with("nodes_truenodeids", new long[] {1, 0, 0})
                .with("nodes_falsenodeids", new long[] {2, 0, 0})
                .with(
                        "nodes_values_as_tensor",
                        GraphBuilder.doubleTensor(new long[] {3}, 0.1, 0, 0).build())
                .with("nodes_modes", new String[] {"BRANCH_LEQ", "LEAF", "LEAF"})
                .with("n_targets", 1L)
                .with("target_ids", new long[] {0, 0})
                .with("target_treeids", new long[] {0, 0})
                .with("target_nodeids", new long[] {1, 2})
                .with(
                        "target_weights_as_tensor",
                        GraphBuilder.doubleTensor(new long[] {2}, 1, 2).build())
                .with(
                        "base_values_as_tensor",
                        GraphBuilder.doubleTensor(new long[] {1}, 0.25).build());
        onRandomRows().check(graph);
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, 1, true",
        "LOGISTIC, 1, true",
        "SOFTMAX, 1, false",
        "NONE, -1, true",
        "LOGISTIC, -1, true",
        "SOFTMAX, -1, true",
        "SOFTMAX_ZERO, -1, false"
    })
    void twoClassesByOneScore(String transform, double sign, boolean texts) {
        GraphBuilder graph = new GraphBuilder()
                .input("x", DataType.FLOAT, -1, 2)
                .output("label", texts ? DataType.STRING : DataType.INT64, -1)
                .output("scores", DataType.FLOAT, -1, 2);
        trees(graph, "TreeEnsembleClassifier", "x -> label scores", "BRANCH_LEQ")
                .with("post_transform", transform);
        if (texts) {
            graph.with("classlabels_strings", new String[] {"no", "yes"});
        } else {
            graph.with("classlabels_int64s", new long[] {4, 2});
        }
        weights(graph, "class", new long[] {0}, 0.25, sign * 0.125, 0, 0.25, sign * 0.5, 0.375);
        onRandomRows().check(graph);
        onRandomRows().check(graph.with("base_values", new double[] {0.125}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO"})
    void threeClasses(String transform) {
        GraphBuilder graph = new GraphBuilder()
                .input("x", DataType.FLOAT, -1, 2)
                .output("label", DataType.INT64, -1)
                .output("scores", DataType.FLOAT, -1, 3);
        trees(graph, "TreeEnsembleClassifier", "x -> label scores", "BRANCH_LT")
                .with("classlabels_int64s", new long[] {10, 20, 30})
                .with("post_transform", transform);
        weights(
                graph,
                "class",
                new long[] {0, 1, 2},
                -1,
                0.5,
                1,
                1,
                -1,
                0,
                0.25,
                0.25,
                0.25,
                0,
                0,
                0,
                1,
                -2,
                1,
                -0.5,
                1,
                0.5);
        onRandomRows().check(graph);
        onRandomRows().check(graph.with("base_values", new double[] {0.125, 0, 0.5}));
    }

    /** Categories as exporters write them: equal to this or that, with the same subtree each time. */
    @Test
    void chainsOfEqualities() {
        GraphBuilder graph = new GraphBuilder()
                .input("x", DataType.FLOAT, -1, 1)
                .output("y", DataType.FLOAT, -1, 1)
                .ml("TreeEnsembleRegressor", "x -> y")
                .with("nodes_treeids", new long[] {0, 0, 0, 0, 0, 0, 0})
                .with("nodes_nodeids", new long[] {0, 1, 2, 3, 4, 5, 6})
                .with("nodes_featureids", new long[7])
                .with("nodes_truenodeids", new long[] {1, 0, 3, 0, 5, 0, 0})
                .with("nodes_falsenodeids", new long[] {2, 0, 4, 0, 6, 0, 0})
                .with("nodes_values", new double[] {1, 0, 40, 0, -2, 0, 0})
                .with("nodes_modes", new String[] {"BRANCH_EQ", "LEAF", "BRANCH_EQ", "LEAF", "BRANCH_EQ", "LEAF", "LEAF"
                })
                .with("n_targets", 1L)
                .with("target_ids", new long[4])
                .with("target_treeids", new long[4])
                .with("target_nodeids", new long[] {1, 3, 5, 6})
                .with("target_weights", new double[] {5, 5, 5, 7});
        onRandomRows().check(graph);
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void membershipOfVersionFive(DataType type) {
        for (long missing = 0; missing <= 1; missing++) {
            onRandomRows().check(sets(type, missing, 1, 0));
        }
        onRandomRows().check(sets(type, 0, 0, 0));
        onRandomRows().check(sets(type, 0, 1, 3));
    }

    private static GraphBuilder sets(DataType type, long missing, long aggregate, long transform) {
        boolean single = type == DataType.FLOAT;
        double[] splits = {2.5, 0, 1};
        double[] members = {1, 3, -7, 40, Double.NaN};
        double[] weights = {1, 2, 4, 8, 16};
        return new GraphBuilder(21, 5)
                .input("x", type, -1, 2)
                .output("y", type, -1, 2)
                .ml("TreeEnsemble", "x -> y")
                .with("n_targets", 2L)
                .with("aggregate_function", aggregate)
                .with("post_transform", transform)
                .with("tree_roots", new long[] {0, 2})
                .with("nodes_featureids", new long[] {0, 1, 1})
                .with("nodes_modes", GraphBuilder.byteTensor(0, 6, 3))
                .with(
                        "nodes_splits",
                        (single
                                        ? GraphBuilder.floatTensor(new long[] {3}, splits)
                                        : GraphBuilder.doubleTensor(new long[] {3}, splits))
                                .build())
                .with("nodes_truenodeids", new long[] {1, 0, 3})
                .with("nodes_trueleafs", new long[] {0, 1, 1})
                .with("nodes_falsenodeids", new long[] {2, 1, 4})
                .with("nodes_falseleafs", new long[] {1, 1, 1})
                .with("nodes_missing_value_tracks_true", new long[] {missing, missing, missing})
                .with("leaf_targetids", new long[] {0, 1, 0, 1, 0})
                .with(
                        "leaf_weights",
                        (single
                                        ? GraphBuilder.floatTensor(new long[] {5}, weights)
                                        : GraphBuilder.doubleTensor(new long[] {5}, weights))
                                .build())
                .with(
                        "membership_values",
                        (single
                                        ? GraphBuilder.floatTensor(new long[] {5}, members)
                                        : GraphBuilder.doubleTensor(new long[] {5}, members))
                                .build());
    }
}
