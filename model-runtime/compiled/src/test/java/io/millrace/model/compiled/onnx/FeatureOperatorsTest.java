package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.SameAsOnnxRuntime.onRandomRows;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.ModelInput;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What prepares numbers and categories in ONNX-ML, against ONNX Runtime. */
final class FeatureOperatorsTest {
    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE", "INT64", "INT32"})
    void scaler(DataType type) {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", type, -1, 2)
                        .output("z", DataType.FLOAT, -1, 2)
                        .ml("Scaler", "x -> z")
                        .with("offset", new double[] {0.1, -3})
                        .with("scale", new double[] {1.7, 0.3}));
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", type, -1, 2)
                        .output("z", DataType.FLOAT, -1, 2)
                        .ml("Scaler", "x -> z")
                        .with("offset", new double[] {0.1})
                        .with("scale", new double[] {1.7}));
    }

    @Test
    void imputer() {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 2)
                        .output("z", DataType.FLOAT, -1, 2)
                        .ml("Imputer", "x -> z")
                        .with("imputed_value_floats", new double[] {5, -5})
                        .with("replaced_value_float", Float.NaN));
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 2)
                        .output("z", DataType.FLOAT, -1, 2)
                        .ml("Imputer", "x -> z")
                        .with("imputed_value_floats", new double[] {5})
                        .with("replaced_value_float", 1f));
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.INT64, -1, 2)
                        .output("z", DataType.INT64, -1, 2)
                        .ml("Imputer", "x -> z")
                        .with("imputed_value_int64s", new long[] {5, 6})
                        .with("replaced_value_int64", -1L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAX", "L1", "L2"})
    void normalizer(String norm) {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE, DataType.INT64}) {
            onRandomRows()
                    .withoutMissing()
                    .check(new GraphBuilder()
                            .input("x", type, -1, 3)
                            .output("z", DataType.FLOAT, -1, 3)
                            .ml("Normalizer", "x -> z")
                            .with("norm", norm));
        }
    }

    @Test
    void binarizerRefusesMissingValues() {
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.FLOAT, -1, 3)
                        .output("z", DataType.FLOAT, -1, 3)
                        .ml("Binarizer", "x -> z")
                        .with("threshold", 0.25f));
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE", "INT64"})
    void oneHotOfNumbers(DataType type) {
        onRandomRows()
                .withoutMissing()
                .check(new GraphBuilder()
                        .input("x", type, -1, 2)
                        .output("z", DataType.FLOAT, -1, 6)
                        .longs("flat", new long[] {2}, -1, 6)
                        .ml("OneHotEncoder", "x -> a")
                        .with("cats_int64s", new long[] {1, 3, -1})
                        .node("Reshape", "a flat -> z"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void oneHotOfTexts(long zeros) {
        GraphBuilder graph = new GraphBuilder()
                .input("x", DataType.STRING, -1, 1)
                .output("z", DataType.FLOAT, -1, 3)
                .longs("flat", new long[] {2}, -1, 3)
                .ml("OneHotEncoder", "x -> a")
                .with("cats_strings", new String[] {"red", "", "blue"})
                .with("zeros", zeros)
                .node("Reshape", "a flat -> z");
        onRandomRows().withTexts("red", "blue").check(graph);
        ModelInput colour = ModelInput.categorical("x", List.of("blue", "green", "red"));
        onRandomRows().check(graph.bundle(List.of(colour)));
        onRandomRows().check(graph.bundle(List.of(colour.withPolicies(MissingPolicy.AS_IS, InvalidPolicy.AS_IS))));
    }

    @Test
    void labelEncoder() {
        onRandomRows()
                .withTexts("red", "blue")
                .check(new GraphBuilder()
                        .input("x", DataType.STRING, -1, 2)
                        .output("z", DataType.INT64, -1, 2)
                        .ml("LabelEncoder", "x -> z")
                        .with("keys_strings", new String[] {"red", "blue"})
                        .with("values_int64s", new long[] {4, 7})
                        .with("default_int64", -9L));
        onRandomRows()
                .check(new GraphBuilder()
                        .input("x", DataType.INT64, -1)
                        .output("z", DataType.STRING, -1)
                        .ml("LabelEncoder", "x -> z")
                        .with("keys_int64s", new long[] {1, 0})
                        .with("values_strings", new String[] {"one", "zero"}));
        onRandomRows()
                .withTexts("red", "blue")
                .check(new GraphBuilder()
                        .input("x", DataType.STRING, -1)
                        .output("z", DataType.FLOAT, -1)
                        .ml("LabelEncoder", "x -> z")
                        .with("keys_strings", new String[] {"red", "blue", "red"})
                        .with("values_floats", new double[] {0.1, 0.2, 0.3})
                        .with("default_float", 5f));
    }

    @Test
    void labelEncoderOfVersionFourKnowsMissingValues() {
        onRandomRows()
                .check(new GraphBuilder(20, 4)
                        .input("x", DataType.FLOAT, -1, 2)
                        .output("z", DataType.FLOAT, -1, 2)
                        .ml("LabelEncoder", "x -> z")
                        .with("keys_floats", new double[] {1, Double.NaN, -1})
                        .with("values_floats", new double[] {10, 20, 30})
                        .with("default_float", 0.5f));
        onRandomRows()
                .withTexts("red")
                .check(new GraphBuilder(20, 4)
                        .input("x", DataType.STRING, -1, 1)
                        .output("z", DataType.DOUBLE, -1, 1)
                        .ml("LabelEncoder", "x -> z")
                        .with("keys_strings", new String[] {"red", ""})
                        .with(
                                "values_tensor",
                                GraphBuilder.doubleTensor(new long[] {2}, 0.1, 0.2)
                                        .build())
                        .with(
                                "default_tensor",
                                GraphBuilder.doubleTensor(new long[] {1}, 0.3).build()));
    }

    @Test
    void labelEncoderOfVersionOneCountsPositions() {
        onRandomRows()
                .withTexts("red", "blue")
                .check(new GraphBuilder(9, 1)
                        .input("x", DataType.STRING, -1, 1)
                        .output("z", DataType.INT64, -1, 1)
                        .ml("LabelEncoder", "x -> z")
                        .with("classes_strings", new String[] {"red", "blue"})
                        .with("default_int64", -1L)
                        .with("default_string", "none"));
    }

    @Test
    void categoryMapper() {
        onRandomRows()
                .withTexts("red", "blue")
                .check(new GraphBuilder()
                        .input("x", DataType.STRING, -1, 1)
                        .output("z", DataType.STRING, -1, 1)
                        .ml("CategoryMapper", "x -> a")
                        .with("cats_strings", new String[] {"red", "blue"})
                        .with("cats_int64s", new long[] {3, 5})
                        .ml("CategoryMapper", "a -> z")
                        .with("cats_strings", new String[] {"rouge", "bleu"})
                        .with("cats_int64s", new long[] {3, 5})
                        .with("default_string", "?"));
    }
}
