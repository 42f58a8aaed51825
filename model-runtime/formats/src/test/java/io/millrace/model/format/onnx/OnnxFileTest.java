package io.millrace.model.format.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TrainingInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a file must not bring along. ONNX Runtime is not even on this module's class path, so nothing here can have asked
 * it.
 */
final class OnnxFileTest {
    @TempDir
    Path folder;

    @Test
    void aSoundModelTellsItsSignature() {
        OnnxGraph model = OnnxGraph.identity().longs("constant", 1, 2).input("constant", DataType.INT64, 2);
        OnnxFile file = OnnxFile.read(model.bundle(folder));
        assertThat(file.inputs())
                .as("without those that initializers fill")
                .containsExactly(new TensorSignature(
                        "x", TensorSignature.Form.TENSOR, ElementType.FLOAT, List.of(-1L, 2L), "FLOAT[-1, 2]"));
        assertThat(file.outputs()).extracting(TensorSignature::name).containsExactly("y");
        assertThat(file.opset("")).isEqualTo(17);
        assertThat(file.opset("ai.onnx")).isEqualTo(17);
        assertThat(file.opset("ai.onnx.ml")).isEqualTo(3);
        assertThat(file.opset("com.example")).isZero();
    }

    // ---- M25: no ONNX model at all

    @Test
    void anEmptyFileIsRefused() {
        assertRefused(new byte[0], "LOAD_FAILED: file: expected an ONNX model, found 0 bytes");
    }

    @Test
    void aFileCutAnywhereIsRefused() {
        OnnxGraph model = OnnxGraph.identity();
        // an import that nobody needs could be cut off without a trace
        model.model().removeOpsetImport(1);
        byte[] whole = model.bytes();
        for (int length = 1; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> OnnxFile.read(bundle(part)))
                    .as("first %d bytes of %d", length, whole.length)
                    .isInstanceOf(ModelException.class);
        }
        assertRefused(
                Arrays.copyOf(whole, whole.length / 2),
                "LOAD_FAILED: file: expected a whole ONNX model, found " + whole.length / 2 + " bytes that are none");
    }

    @Test
    void anotherFormatIsRefused() {
        for (String text : List.of("<?xml version=\"1.0\"?><PMML version=\"4.4\"/>", "PK\3\4zip", "{}", "\n")) {
            assertRefused(
                    text.getBytes(StandardCharsets.UTF_8), "LOAD_FAILED: file: expected a whole ONNX model, found ");
        }
        assertRefused(
                "\b\0\0\0ORTMand more".getBytes(StandardCharsets.ISO_8859_1),
                "LOAD_FAILED: file: expected an ONNX model, found ONNX Runtime's own format (.ort)");
    }

    // ---- M26: external data

    /** Where external data may lie; links and files are really there, so that whoever followed them would succeed. */
    static Stream<String> locations() {
        return Stream.of(
                "../secret", "/etc/passwd", "link", "linked/secret", "hard", "beside", "*/_ORT_MEM_ADDR_/*", "");
    }

    @ParameterizedTest
    @MethodSource("locations")
    void externalDataIsRefusedWherever(String location) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "12345678");
        Path models = Files.createDirectory(folder.resolve("models"));
        Files.createSymbolicLink(models.resolve("link"), secret);
        Files.createSymbolicLink(models.resolve("linked"), folder);
        Files.createLink(models.resolve("hard"), secret);
        Files.copy(secret, models.resolve("beside"));
        OnnxGraph model = OnnxGraph.identity();
        model.graph().addInitializer(external(location));
        assertThatThrownBy(() -> OnnxFile.read(model.bundle(models)))
                .isInstanceOf(ModelException.class)
                .hasMessage(models.resolve("model.onnx")
                        + ": LOAD_FAILED: tensor weights: expected its data in the model file, found external data in "
                        + location);
    }

    /** Places in a model where a tensor can hide. */
    static Stream<Map.Entry<String, BiConsumer<OnnxGraph, TensorProto>>> hidingPlaces() {
        return Stream.of(
                Map.entry("initializer", (model, tensor) -> model.graph().addInitializer(tensor)),
                Map.entry(
                        "values of a sparse initializer",
                        (model, tensor) -> model.graph()
                                .addSparseInitializer(
                                        SparseTensorProto.newBuilder().setValues(tensor))),
                Map.entry(
                        "indices of a sparse initializer",
                        (model, tensor) -> model.graph()
                                .addSparseInitializer(
                                        SparseTensorProto.newBuilder().setIndices(tensor))),
                Map.entry("attribute", (model, tensor) -> onNode(model).setT(tensor)),
                Map.entry("list of tensors", (model, tensor) -> onNode(model).addTensors(tensor)),
                Map.entry(
                        "sparse attribute",
                        (model, tensor) -> onNode(model)
                                .setSparseTensor(SparseTensorProto.newBuilder().setValues(tensor))),
                Map.entry(
                        "list of sparse tensors",
                        (model, tensor) -> onNode(model)
                                .addSparseTensors(SparseTensorProto.newBuilder().setIndices(tensor))),
                Map.entry(
                        "initializer of a subgraph",
                        (model, tensor) ->
                                onNode(model).setG(GraphProto.newBuilder().addInitializer(tensor))),
                Map.entry(
                        "sparse attribute in a list of subgraphs",
                        (model, tensor) -> onNode(model)
                                .addGraphs(GraphProto.newBuilder()
                                        .addNode(NodeProto.newBuilder()
                                                .setOpType("Constant")
                                                .addAttribute(AttributeProto.newBuilder()
                                                        .setSparseTensor(SparseTensorProto.newBuilder()
                                                                .setValues(tensor)))))),
                Map.entry(
                        "training graph",
                        (model, tensor) -> model.model()
                                .addTrainingInfo(TrainingInfoProto.newBuilder()
                                        .setInitialization(
                                                GraphProto.newBuilder().addInitializer(tensor)))));
    }

    @ParameterizedTest
    @MethodSource("hidingPlaces")
    void externalDataIsFoundWhereverItHides(Map.Entry<String, BiConsumer<OnnxGraph, TensorProto>> place) {
        OnnxGraph model = OnnxGraph.identity();
        place.getValue().accept(model, external("../secret"));
        assertRefused(
                model.bytes(),
                "LOAD_FAILED: tensor weights: expected its data in the model file, found external data in ../secret");
    }

    @Test
    void aMarkWithoutAPlaceOrAPlaceWithoutAMarkIsExternalDataToo() {
        OnnxGraph marked = OnnxGraph.identity();
        marked.graph()
                .addInitializer(
                        external("").toBuilder().clearExternalData().setRawData(ByteString.copyFrom(new byte[8])));
        assertRefused(marked.bytes(), "LOAD_FAILED: tensor weights: expected its data in the model file, found");
        OnnxGraph placed = OnnxGraph.identity();
        placed.graph().addInitializer(external("/etc/passwd").toBuilder().clearDataLocation());
        assertRefused(placed.bytes(), "LOAD_FAILED: tensor weights: expected its data in the model file, found");
    }

    // ---- M29: what no engine here takes

    @Test
    void customDomainsAreRefused() {
        assertRefused(
                OnnxGraph.identity()
                        .opset("com.example", 1)
                        .node("com.example", "Magic", List.of("x"), List.of("z"))
                        .bytes(),
                "CONTRACT: operator Magic: expected one of the domains ai.onnx, ai.onnx.ml, com.microsoft, "
                        + "found custom domain com.example");
    }

    @Test
    void aCustomDomainInASubgraphIsRefused() {
        GraphProto.Builder branch = GraphProto.newBuilder()
                .addNode(NodeProto.newBuilder().setDomain("com.example").setOpType("Magic"));
        assertRefused(
                OnnxGraph.identity()
                        .node("If", List.of("x"), List.of("z"), OnnxGraph.attribute("then_branch", branch))
                        .bytes(),
                "CONTRACT: operator Magic: expected one of the domains");
    }

    @Test
    void aDomainThatIsImportedButNotUsedDoesNoHarm() {
        OnnxGraph model = OnnxGraph.identity().opset("com.example", 7);
        assertThat(OnnxFile.read(model.bundle(folder)).opset("com.example")).isEqualTo(7);
    }

    @Test
    void operatorSetsNewerThanOnnxRuntimeKnowsAreRefused() {
        assertRefused(
                OnnxGraph.identity().opset("", 27).bytes(), "CONTRACT: opset of ai.onnx: expected 1 to 26, found 27");
        assertRefused(
                OnnxGraph.identity()
                        .opset("ai.onnx.ml", 6)
                        .node("ai.onnx.ml", "Scaler", List.of("x"), List.of("z"))
                        .bytes(),
                "CONTRACT: opset of ai.onnx.ml: expected 1 to 5, found 6");
        OnnxGraph future = OnnxGraph.identity();
        future.model().setIrVersion(14);
        assertRefused(future.bytes(), "CONTRACT: ir_version: expected 1 to 13, found 14");
    }

    @Test
    void anOperatorWithoutAnImportIsRefused() {
        OnnxGraph model = OnnxGraph.identity();
        model.model().clearOpsetImport();
        assertRefused(model.bytes(), "CONTRACT: operator Identity: expected an opset_import of ai.onnx, found []");
    }

    @Test
    void functionsOfTheModelsOwnAreRefused() {
        OnnxGraph model = OnnxGraph.identity();
        model.model().addFunctions(FunctionProto.newBuilder().setDomain("mine").setName("Double"));
        assertRefused(
                model.bytes(),
                "CONTRACT: functions: expected none (onnx.inliner.inline_local_functions writes them into the graph), "
                        + "found mine::Double");
    }

    @Test
    void anOperatorThatReadsFilesIsRefused() {
        assertRefused(
                OnnxGraph.identity()
                        .opset("com.microsoft", 1)
                        .node("com.microsoft", "EPContext", List.of("x"), List.of("z"))
                        .bytes(),
                "LOAD_FAILED: operator EPContext: expected operators that read no files, found EPContext");
    }

    @Test
    void fieldsThatNobodyKnowsAreRefused() {
        OnnxGraph model = OnnxGraph.identity();
        model.graph()
                .getNodeBuilder(0)
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                99,
                                UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build());
        assertRefused(
                model.bytes(), "LOAD_FAILED: NodeProto: expected the fields that ONNX defines, found field number 99");
    }

    @Test
    void fieldsOfNewerVersionsThatHoldNoTensorAreTaken() {
        OnnxGraph model = OnnxGraph.identity();
        UnknownFieldSet.Field devices = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.EMPTY)
                .build();
        model.graph()
                .getNodeBuilder(0)
                .setUnknownFields(
                        UnknownFieldSet.newBuilder().addField(10, devices).build());
        model.model()
                .setUnknownFields(
                        UnknownFieldSet.newBuilder().addField(26, devices).build());
        assertThat(OnnxFile.read(model.bundle(folder)).graph().getNodeCount()).isEqualTo(1);
    }

    // ---- what would take much memory, or a deep stack

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 40, 200})
    void subgraphsInSubgraphsEndSomewhere(int depth) {
        GraphProto.Builder graph = GraphProto.newBuilder();
        for (int i = 2; i < depth; i++) {
            graph = GraphProto.newBuilder()
                    .addNode(NodeProto.newBuilder()
                            .setOpType("If")
                            .addAttribute(OnnxGraph.attribute("then_branch", graph)));
        }
        byte[] bytes = OnnxGraph.identity()
                .node("If", List.of("x"), List.of("z"), OnnxGraph.attribute("then_branch", graph))
                .bytes();
        if (depth > 16) {
            // from some 30 on the parser itself gives up
            assertRefused(bytes, depth == 17 ? "CONTRACT: graph: expected at most 16 graphs" : "LOAD_FAILED: file: ");
        } else {
            assertThat(OnnxFile.read(bundle(bytes)).graph().getNodeCount()).isEqualTo(2);
        }
    }

    static Stream<OnnxGraph> bombs() {
        String shape = "shape";
        return Stream.of(
                new OnnxGraph()
                        .longs(shape, 1_000_000, 1_000_000)
                        .node("ConstantOfShape", List.of(shape), List.of("z")),
                new OnnxGraph()
                        .longs(shape, Long.MAX_VALUE, Long.MAX_VALUE, 3)
                        .node("ConstantOfShape", List.of(shape), List.of("z")),
                new OnnxGraph()
                        .node(
                                "Constant",
                                List.of(),
                                List.of(shape),
                                OnnxGraph.attribute("value", OnnxGraph.longTensor(1L << 40)))
                        .node("ConstantOfShape", List.of(shape), List.of("z")),
                new OnnxGraph()
                        .node("Constant", List.of(), List.of("a"), OnnxGraph.attribute("value_int", 1L << 20))
                        .node("Constant", List.of(), List.of("b"), OnnxGraph.attribute("value_ints", List.of(1L << 20)))
                        .node("Unsqueeze", List.of("a"), List.of("c"))
                        .node("Concat", List.of("c", "b"), List.of(shape), OnnxGraph.attribute("axis", 0))
                        .node("Expand", List.of("x", shape), List.of("z")),
                new OnnxGraph()
                        .longs(shape, 1 << 20, 1 << 20)
                        .longs("one", 1)
                        .node("Tile", List.of("one", shape), List.of("z")),
                new OnnxGraph()
                        .longs(shape, 1 << 12)
                        .longs("one", 1)
                        .node("Tile", List.of("one", shape), List.of("a"))
                        .node("Tile", List.of("a", shape), List.of("b"))
                        .node("Tile", List.of("b", shape), List.of("z")),
                new OnnxGraph()
                        .longs("from", 0)
                        .longs("to", 1L << 50)
                        .longs("step", 1)
                        .node("Range", List.of("from", "to", "step"), List.of("z")),
                new OnnxGraph()
                        .node(
                                "RandomNormal",
                                List.of(),
                                List.of("z"),
                                OnnxGraph.attribute("shape", List.of(1L << 20, 1L << 20))));
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void constantsThatUnfoldToMuchMemoryAreRefused(OnnxGraph bomb) {
        assertThatThrownBy(() -> OnnxFile.read(bundle(bomb.bytes())))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("LOAD_FAILED: operator ")
                .hasMessageContaining("expected constants of at most 256 MiB in the whole model, found ");
    }

    @Test
    void manyConstantsAreAddedUp() {
        OnnxGraph model = OnnxGraph.identity().longs("shape", 1 << 20);
        for (int i = 0; i < 32; i++) {
            model.node("ConstantOfShape", List.of("shape"), List.of("z" + i));
        }
        assertThat(OnnxFile.read(bundle(model.bytes())).graph().getNodeCount()).isEqualTo(33);
        model.node("ConstantOfShape", List.of("shape"), List.of("last straw"));
        assertRefused(model.bytes(), "LOAD_FAILED: operator ConstantOfShape: expected constants of at most 256 MiB");
    }

    @Test
    void aSparseTensorIsMeasuredByWhatItUnfoldsTo() {
        OnnxGraph model = OnnxGraph.identity();
        model.graph()
                .addSparseInitializer(SparseTensorProto.newBuilder()
                        .setValues(OnnxGraph.longTensor(1).toBuilder().setName("s"))
                        .setIndices(OnnxGraph.longTensor(0))
                        .addDims(1 << 20)
                        .addDims(1 << 20));
        assertRefused(model.bytes(), "LOAD_FAILED: sparse tensor s: expected constants of at most 256 MiB");
    }

    @Test
    void aTensorHoldsWhatItsDimensionsClaim() {
        OnnxGraph more = OnnxGraph.identity().floats("w", new long[] {2, 2}, 1, 2, 3);
        assertRefused(
                more.bytes(), "LOAD_FAILED: tensor w: expected as many elements as its dimensions [2, 2] say, found 3");
        OnnxGraph raw = OnnxGraph.identity();
        raw.graph()
                .addInitializer(TensorProto.newBuilder()
                        .setName("w")
                        .setDataType(DataType.DOUBLE.getNumber())
                        .addDims(1L << 40)
                        .addDims(1L << 40)
                        .setRawData(ByteString.copyFrom(new byte[32])));
        assertRefused(raw.bytes(), "LOAD_FAILED: tensor w: expected as many elements as its dimensions ");
        assertRefused(
                OnnxGraph.identity().floats("w", new long[] {-1}).bytes(),
                "LOAD_FAILED: tensor w: expected as many elements as its dimensions [-1] say, found 0");
    }

    private static TensorProto external(String location) {
        return TensorProto.newBuilder()
                .setName("weights")
                .setDataType(DataType.FLOAT.getNumber())
                .addDims(2)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(location))
                .build();
    }

    private static AttributeProto.Builder onNode(OnnxGraph model) {
        return model.graph().getNodeBuilder(0).addAttributeBuilder().setName("hidden");
    }

    private ModelBundle bundle(byte[] bytes) {
        try {
            return ModelBundle.open(Files.write(folder.resolve("model.onnx"), bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertRefused(byte[] bytes, String sentence) {
        ModelBundle bundle = bundle(bytes);
        assertThatThrownBy(() -> OnnxFile.read(bundle))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(bundle.path() + ": " + sentence)
                .message()
                .hasLineCount(1);
    }
}
