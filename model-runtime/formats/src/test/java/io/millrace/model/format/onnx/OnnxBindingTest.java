package io.millrace.model.format.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.millrace.model.FeatureType;
import io.millrace.model.InvalidPolicy;
import io.millrace.model.MissingPolicy;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.OutputKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a graph, and where rows go in and scores come out. */
final class OnnxBindingTest {
    @TempDir
    Path folder;

    @Test
    void aBareFileIsOneInputForEachTensorAndOneOutputForEachValue() {
        OnnxBinding binding = bind(
                new OnnxGraph()
                        .input("x", DataType.FLOAT, -1, 3)
                        .input("tag", DataType.STRING, -1, 1)
                        .output("y", DataType.FLOAT, -1, 2)
                        .output("n", DataType.INT64, -1)
                        .node("Magic", List.of("x", "tag"), List.of("y", "n"))
                        .bundle(folder),
                OutputSignature.tensor("y", ElementType.FLOAT, 2, 2),
                OutputSignature.tensor("n", ElementType.INT64, 1, 1));
        assertThat(binding.contract().inputs())
                .containsExactly(
                        ModelInput.vector("x", FeatureType.FLOAT, 3),
                        ModelInput.of("tag", FeatureType.CATEGORICAL)
                                .withPolicies(MissingPolicy.RETURN_INVALID, InvalidPolicy.RETURN_INVALID));
        assertThat(binding.contract().outputs())
                .containsExactly(ModelOutput.number("y[0]"), ModelOutput.number("y[1]"), ModelOutput.number("n"));
        assertThat(binding.inputs().tensors())
                .extracting(InputBinding.InputTensor::columns)
                .containsExactly(List.of(0, 1, 2), List.of(3));
        assertThat(binding.outputs())
                .extracting(OnnxBinding.BoundOutput::targets)
                .containsExactly(List.of(0, 1), List.of(2));
    }

    @Test
    void dimensionsBehindTheRowsAreFlattened() {
        InputBinding inputs = inputs(new OnnxGraph()
                .input("image", DataType.FLOAT, -1, 3, 4, 5)
                .output("y", DataType.FLOAT, -1, 1)
                .node("Magic", List.of("image"), List.of("y"))
                .bundle(folder));
        assertThat(inputs.inputs()).containsExactly(ModelInput.vector("image", FeatureType.FLOAT, 60));
        assertThat(inputs.tensors().get(0).shape(7)).containsExactly(7, 3, 4, 5);
    }

    @Test
    void oneOpenDimensionFollowsFromTheManifest() {
        OnnxGraph graph = new OnnxGraph()
                .input("sequence", DataType.FLOAT, -1, -1, 4)
                .output("y", DataType.FLOAT, -1, 1)
                .node("Magic", List.of("sequence"), List.of("y"));
        InputBinding inputs =
                inputs(ModelBundle.open(graph.bundle(folder, "inputs: [{name: sequence, type: float, size: 20}]\n")));
        assertThat(inputs.tensors().get(0).shape(2)).containsExactly(2, 5, 4);
        assertThatThrownBy(() -> inputs(
                        ModelBundle.open(graph.bundle(folder, "inputs: [{name: sequence, type: float, size: 21}]\n"))))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(
                        "CONTRACT: input sequence: expected FLOAT[-1, -1, 4], found 21 columns in model.yaml");
    }

    @Test
    void whatATensorCannotHoldIsRefusedByItsRange() {
        InputBinding inputs = inputs(new OnnxGraph()
                .input("int8", DataType.INT8, -1, 1)
                .input("uint8", DataType.UINT8, -1, 1)
                .input("int16", DataType.INT16, -1, 1)
                .input("int32", DataType.INT32, -1, 1)
                .input("half", DataType.FLOAT16, -1, 1)
                .input("brain", DataType.BFLOAT16, -1, 1)
                .output("y", DataType.FLOAT, -1, 1)
                .node("Magic", List.of(), List.of("y"))
                .bundle(folder));
        assertThat(inputs.inputs())
                .extracting(ModelInput::type, ModelInput::low, ModelInput::high)
                .containsExactly(
                        tuple(FeatureType.INTEGER, -128.0, 127.0),
                        tuple(FeatureType.INTEGER, 0.0, 255.0),
                        tuple(FeatureType.INTEGER, -32768.0, 32767.0),
                        tuple(FeatureType.INTEGER, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
                        tuple(FeatureType.FLOAT, -65504.0, 65504.0),
                        tuple(FeatureType.FLOAT, -0x1.FEp127, 0x1.FEp127));
    }

    @Test
    void aDeclaredRangeIsKeptWhereItIsNarrower() {
        OnnxGraph graph = new OnnxGraph()
                .input("x", DataType.FLOAT, -1, 2)
                .output("y", DataType.FLOAT, -1, 1)
                .node("Magic", List.of("x"), List.of("y"));
        InputBinding inputs = inputs(ModelBundle.open(graph.bundle(folder, """
            inputs:
              - {name: a, type: double, range: [0, 1]}
              - {name: b, type: double}
            """)));
        assertThat(inputs.inputs())
                .extracting(ModelInput::low, ModelInput::high)
                .containsExactly(tuple(0.0, 1.0), tuple((double) -Float.MAX_VALUE, (double) Float.MAX_VALUE));
    }

    @Test
    void fractionsForATensorOfWholeNumbersAreRefused() {
        OnnxGraph graph = new OnnxGraph()
                .input("n", DataType.INT64, -1, 1)
                .output("y", DataType.FLOAT, -1, 1)
                .node("Magic", List.of("n"), List.of("y"));
        assertRefused(
                graph.bundle(folder, "inputs: [{name: n, type: float}]\n"),
                "CONTRACT: input n: expected a type of whole numbers, because tensor n holds INT64, found FLOAT");
    }

    @Test
    void inputsThatRowsCannotBePutIntoAreRefused() {
        assertRefused(
                new OnnxGraph()
                        .input("x", DataType.COMPLEX64, -1, 1)
                        .node("Magic", List.of(), List.of("y"))
                        .file(folder),
                "CONTRACT: input x: expected one of the types [FLOAT, UINT8, INT8, INT16, INT32, INT64, STRING, BOOL, "
                        + "FLOAT16, DOUBLE, BFLOAT16], found COMPLEX64[-1, 1]");
        assertRefused(
                new OnnxGraph()
                        .input("x", DataType.FLOAT)
                        .node("Magic", List.of(), List.of("y"))
                        .file(folder),
                "CONTRACT: input x: expected shape [rows, ...], found FLOAT[?]");
        assertRefused(
                new OnnxGraph()
                        .input("x", DataType.FLOAT, -1, 1L << 40, 1L << 40)
                        .node("Magic", List.of(), List.of("y"))
                        .file(folder),
                "CONTRACT: input x: expected at most 1000000 columns, found FLOAT[-1, 1099511627776, 1099511627776]");
        assertRefused(
                new OnnxGraph()
                        .input("x", DataType.FLOAT, 1 << 20, 1 << 10)
                        .node("Magic", List.of(), List.of("y"))
                        .file(folder),
                "CONTRACT: input x: expected at most 100000000 cells, found FLOAT[1048576, 1024]");
        assertRefused(
                new OnnxGraph()
                        .input("a", DataType.FLOAT, 4, 1)
                        .input("b", DataType.FLOAT, 5, 1)
                        .node("Magic", List.of(), List.of("y"))
                        .file(folder),
                "CONTRACT: input b: expected the same number of rows as the others, 4, found 5");
    }

    @Test
    void outputsThatNobodyAsksForMayBeWhateverTheyLike() {
        OnnxGraph graph = OnnxGraph.identity();
        graph.graph()
                .addOutput(ValueInfoProto.newBuilder()
                        .setName("list")
                        .setType(TypeProto.newBuilder().setOptionalType(TypeProto.Optional.newBuilder())));
        ModelBundle bare = graph.bundle(folder);
        assertThatThrownBy(() -> OnnxBinding.wanted(bare, OnnxFile.read(bare)))
                .isInstanceOf(ModelException.class)
                .hasMessageEndingWith(
                        "CONTRACT: output list: expected a tensor or a sequence of maps, found an optional");
        ModelBundle asking = ModelBundle.open(graph.bundle(folder, "outputs: [{name: first, from: y, index: 0}]\n"));
        assertThat(OnnxBinding.wanted(asking, OnnxFile.read(asking)))
                .extracting(TensorSignature::name)
                .containsExactly("y");
    }

    // ---- what outputs mean

    @Test
    void aClassifiersOutputsAreItsClassAndProbabilities() {
        OnnxBinding binding = bind(
                classifier("SOFTMAX")
                        .output("label", DataType.STRING, -1)
                        .output("scores", DataType.FLOAT, -1, 2)
                        .bundle(folder),
                OutputSignature.tensor("label", ElementType.STRING, 1, 1),
                OutputSignature.tensor("scores", ElementType.FLOAT, 2, 2));
        assertThat(binding.contract().outputs())
                .containsExactly(
                        new ModelOutput("label", true, OutputKind.CLASS, ""),
                        new ModelOutput("scores[0]", false, OutputKind.PROBABILITY, "cat"),
                        new ModelOutput("scores[1]", false, OutputKind.PROBABILITY, "dog"));
    }

    @Test
    void scoresWithoutALinkAreNoProbabilitiesUntilTheyAreNormalized() {
        OnnxGraph graph = classifier("NONE")
                .node(
                        "ai.onnx.ml",
                        "Normalizer",
                        List.of("scores"),
                        List.of("shares"),
                        OnnxGraph.attribute("norm", "L1"))
                .output("scores", DataType.FLOAT, -1, 2)
                .output("shares", DataType.FLOAT, -1, 2);
        OnnxBinding binding = bind(
                graph.bundle(folder),
                OutputSignature.tensor("scores", ElementType.FLOAT, 2, 2),
                OutputSignature.tensor("shares", ElementType.FLOAT, 2, 2));
        assertThat(binding.contract().outputs())
                .containsExactly(
                        ModelOutput.number("scores[0]"),
                        ModelOutput.number("scores[1]"),
                        new ModelOutput("shares[0]", false, OutputKind.PROBABILITY, "cat"),
                        new ModelOutput("shares[1]", false, OutputKind.PROBABILITY, "dog"));
    }

    @Test
    void mapsAreNamedByTheirSortedKeys() {
        ModelBundle bundle = classifier("LOGISTIC")
                .node(
                        "ai.onnx.ml",
                        "ZipMap",
                        List.of("scores"),
                        List.of("maps"),
                        OnnxGraph.texts("classlabels_strings", "dog", "cat"))
                .maps("maps", DataType.STRING)
                .bundle(folder);
        OnnxFile file = OnnxFile.read(bundle);
        assertThat(file.mapKeys("maps")).containsExactly("dog", "cat");
        assertThat(file.mapKeys("scores")).isEmpty();
        OnnxBinding binding = bind(bundle, OutputSignature.maps("maps", ElementType.FLOAT, file.mapKeys("maps")));
        assertThat(binding.contract().outputs())
                .containsExactly(
                        new ModelOutput("maps(cat)", false, OutputKind.PROBABILITY, "cat"),
                        new ModelOutput("maps(dog)", false, OutputKind.PROBABILITY, "dog"));
    }

    @Test
    void aSoftmaxAloneKnowsItsClassesByTheirIndex() {
        OnnxGraph graph = new OnnxGraph()
                .input("x", DataType.FLOAT, -1, 2)
                .node("Softmax", List.of("x"), List.of("p"))
                .output("p", DataType.FLOAT, -1, 2);
        OnnxBinding binding = bind(graph.bundle(folder), OutputSignature.tensor("p", ElementType.FLOAT, 2, 2));
        assertThat(binding.contract().outputs())
                .containsExactly(
                        new ModelOutput("p[0]", false, OutputKind.PROBABILITY, "0"),
                        new ModelOutput("p[1]", false, OutputKind.PROBABILITY, "1"));
    }

    @Test
    void aSoftmaxBesideALabelTakesItsClasses() {
        OnnxGraph graph = labelled().node("Softmax", List.of("x"), List.of("p")).output("p", DataType.FLOAT, -1, 2);
        OnnxBinding binding = bind(
                graph.bundle(folder),
                OutputSignature.tensor("label", ElementType.INT64, 1, 1),
                OutputSignature.tensor("p", ElementType.FLOAT, 2, 2));
        assertThat(binding.contract().outputs())
                .containsExactly(
                        new ModelOutput("label", false, OutputKind.CLASS, ""),
                        new ModelOutput("p[0]", false, OutputKind.PROBABILITY, "10"),
                        new ModelOutput("p[1]", false, OutputKind.PROBABILITY, "20"));
    }

    @Test
    void whatConvertersCallProbabilitiesAreSomeIfThereIsOneForEachClass() {
        OnnxGraph graph = labelled()
                .node("Exp", List.of("x"), List.of("probabilities"))
                .output("probabilities", DataType.FLOAT, -1, 2);
        OnnxBinding binding = bind(
                graph.bundle(folder),
                OutputSignature.tensor("label", ElementType.INT64, 1, 1),
                OutputSignature.tensor("probabilities", ElementType.FLOAT, 2, 2));
        assertThat(binding.contract().outputs())
                .contains(new ModelOutput("probabilities[1]", false, OutputKind.PROBABILITY, "20"));
        OnnxBinding wider = bind(
                graph.bundle(folder),
                OutputSignature.tensor("label", ElementType.INT64, 1, 1),
                OutputSignature.tensor("probabilities", ElementType.FLOAT, 2, 3));
        assertThat(wider.contract().outputs()).contains(ModelOutput.number("probabilities[1]"));
    }

    @Test
    void whatAnArgMinPicksFromAreDistances() {
        OnnxGraph graph = new OnnxGraph()
                .input("x", DataType.FLOAT, -1, 2)
                .node("ReduceSumSquare", List.of("x"), List.of("squares"))
                .node("Sqrt", List.of("squares"), List.of("scores"))
                .node("ArgMin", List.of("squares"), List.of("label"))
                .output("label", DataType.INT64, -1)
                .output("scores", DataType.FLOAT, -1, 2);
        OnnxBinding binding = bind(
                graph.bundle(folder),
                OutputSignature.tensor("label", ElementType.INT64, 1, 1),
                OutputSignature.tensor("scores", ElementType.FLOAT, 2, 2));
        assertThat(binding.contract().outputs())
                .containsExactly(
                        new ModelOutput("label", false, OutputKind.CLUSTER, ""),
                        new ModelOutput("scores[0]", false, OutputKind.DISTANCE, "0"),
                        new ModelOutput("scores[1]", false, OutputKind.DISTANCE, "1"));
    }

    /** An ArgMax, its index turned into one of the labels 10 and 20. */
    private static OnnxGraph labelled() {
        return new OnnxGraph()
                .input("x", DataType.FLOAT, -1, 2)
                .longs("classes", 10, 20)
                .node("ArgMax", List.of("x"), List.of("index"))
                .node("ai.onnx.ml", "ArrayFeatureExtractor", List.of("classes", "index"), List.of("raw"))
                .node("Cast", List.of("raw"), List.of("label"), OnnxGraph.attribute("to", 7))
                .output("label", DataType.INT64, -1);
    }

    private static OnnxGraph classifier(String link) {
        return new OnnxGraph()
                .input("x", DataType.FLOAT, -1, 2)
                .node(
                        "ai.onnx.ml",
                        "LinearClassifier",
                        List.of("x"),
                        List.of("label", "scores"),
                        OnnxGraph.numbers("coefficients", 1, 2, 3, 4),
                        OnnxGraph.texts("classlabels_strings", "cat", "dog"),
                        OnnxGraph.attribute("post_transform", link));
    }

    private static InputBinding inputs(ModelBundle bundle) {
        return InputBinding.of(bundle, OnnxFile.read(bundle));
    }

    private static OnnxBinding bind(ModelBundle bundle, OutputSignature... outputs) {
        OnnxFile file = OnnxFile.read(bundle);
        return OnnxBinding.bind(bundle, file, InputBinding.of(bundle, file), List.of(outputs));
    }

    private static void assertRefused(Path path, String sentence) {
        assertThatThrownBy(() -> inputs(ModelBundle.open(path)))
                .isInstanceOf(ModelException.class)
                .hasMessage(path + ": " + sentence);
    }
}
