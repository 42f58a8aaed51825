package io.millrace.model.format.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An ONNX file, parsed and found free of what must never reach an engine; {@link OnnxScan} says what that is. Large
 * tensors share the bundle's bytes. Immutable.
 */
public final class OnnxFile {
    /** Where ONNX Runtime looks for the mark of its own format, which it would take from the same bytes. */
    private static final int ORT_MARK_AT = 4;

    private static final byte[] ORT_MARK = {'O', 'R', 'T', 'M'};

    private final ModelProto model;
    private final List<TensorSignature> inputs;
    private final List<TensorSignature> outputs;

    private OnnxFile(ModelProto model) {
        this.model = model;
        GraphProto graph = model.getGraph();
        Set<String> constants = initializers(graph);
        inputs = graph.getInputList().stream()
                .filter(input -> !constants.contains(input.getName()))
                .map(TensorSignature::of)
                .toList();
        outputs = graph.getOutputList().stream().map(TensorSignature::of).toList();
    }

    /**
     * Parses and scans a bundle's model file. Costs about as much as reading the bytes once.
     *
     * @throws ModelException if it is no whole ONNX model ({@code LOAD_FAILED}), refers to other files
     *     ({@code LOAD_FAILED}), or is a model that no engine here takes ({@code CONTRACT})
     */
    public static OnnxFile read(ModelBundle bundle) {
        ModelProto model = parse(bundle);
        new OnnxScan(bundle).check(model);
        return new OnnxFile(model);
    }

    private static ModelProto parse(ModelBundle bundle) {
        byte[] bytes = bundle.bytes();
        if (bytes.length == 0) {
            throw Refusal.loadFailed(bundle, "file", "an ONNX model", "0 bytes");
        }
        if (bytes.length >= ORT_MARK_AT + ORT_MARK.length
                && Arrays.equals(bytes, ORT_MARK_AT, ORT_MARK_AT + ORT_MARK.length, ORT_MARK, 0, ORT_MARK.length)) {
            throw Refusal.loadFailed(bundle, "file", "an ONNX model", "ONNX Runtime's own format (.ort)");
        }
        ModelProto model;
        try {
            CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
            in.enableAliasing(true);
            model = ModelProto.parseFrom(in);
        } catch (IOException e) {
            // protobuf's first sentence says it; the others guess at reasons
            String reason = String.valueOf(e.getMessage()).split("\\.", 2)[0];
            throw Refusal.loadFailed(
                    bundle, "file", "a whole ONNX model", bytes.length + " bytes that are none (" + reason + ")");
        }
        if (!model.hasIrVersion() || model.getGraph().getNodeCount() == 0) {
            throw Refusal.loadFailed(
                    bundle, "file", "a whole ONNX model", bytes.length + " bytes without version or graph");
        }
        return model;
    }

    /** The main graph. */
    public GraphProto graph() {
        return model.getGraph();
    }

    /**
     * Version of the operators of {@code domain} that the graph is written for; 0 if it imports none.
     *
     * @param domain empty or {@code ai.onnx} for ONNX's own operators
     */
    public long opset(String domain) {
        String wanted = OnnxScan.canonical(domain);
        for (OperatorSetIdProto imported : model.getOpsetImportList()) {
            if (OnnxScan.canonical(imported.getDomain()).equals(wanted)) {
                return imported.getVersion();
            }
        }
        return 0;
    }

    /** The graph's inputs in its order, without those that initializers fill. */
    public List<TensorSignature> inputs() {
        return inputs;
    }

    /** The graph's outputs in its order. */
    public List<TensorSignature> outputs() {
        return outputs;
    }

    /**
     * Keys of the maps that an output holds, as the ZipMap that makes it lists them.
     *
     * @return {@code String}s or {@code Long}s; empty if no ZipMap makes the output
     */
    public List<Object> mapKeys(String output) {
        for (NodeProto node : graph().getNodeList()) {
            if (!node.getOpType().equals("ZipMap") || !node.getOutputList().contains(output)) {
                continue;
            }
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.getName().equals("classlabels_strings") && attribute.getStringsCount() > 0) {
                    return attribute.getStringsList().stream()
                            .<Object>map(ByteString::toStringUtf8)
                            .toList();
                }
                if (attribute.getName().equals("classlabels_int64s") && attribute.getIntsCount() > 0) {
                    return List.copyOf(attribute.getIntsList());
                }
            }
        }
        return List.of();
    }

    private static Set<String> initializers(GraphProto graph) {
        Set<String> names = graph.getInitializerList().stream()
                .map(TensorProto::getName)
                .collect(Collectors.toCollection(HashSet::new));
        for (SparseTensorProto sparse : graph.getSparseInitializerList()) {
            names.add(sparse.getValues().getName());
        }
        return names;
    }

    @Override
    public String toString() {
        return outputs.stream().map(TensorSignature::name).toList() + " of "
                + graph().getInputList().stream().map(ValueInfoProto::getName).toList();
    }
}
