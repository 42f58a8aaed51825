package io.millrace.model.format.onnx;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.millrace.model.ModelBundle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Refuses what a model file must not bring along, before any native code sees a byte of it.
 *
 * <ul>
 *   <li>Data outside the file, in any tensor anywhere (onnxruntime#26776, #27430, #27539, #28709): even a path that looks
 *       harmless, even the mark for data in memory.
 *   <li>Operators of domains that ONNX Runtime does not ship, operator sets newer than it knows, functions of the model's
 *       own.
 *   <li>Fields that this reader does not know: what it cannot see, it cannot vouch for.
 *   <li>Tensors that claim more elements than they hold, constants that would unfold to much memory (onnxruntime#28730),
 *       subgraphs nested deeply.
 * </ul>
 *
 * <p>The limits of ONNX Runtime 1.28 were found by asking it.
 */
final class OnnxScan {
    private static final long NEWEST_IR = 13;

    /** The domains that ONNX Runtime ships, and the newest operator set of each. */
    private static final Map<String, Long> NEWEST_OPSET = Map.of("", 26L, "ai.onnx.ml", 5L, "com.microsoft", 1L);

    /** Reads its graph from a file that it names. */
    private static final Set<String> READS_FILES = Set.of("EPContext");

    /** Newer than the generated classes, and without any tensor in them: which devices a node may run on. */
    private static final Map<String, Integer> KNOWN_BY_NUMBER = Map.of("ModelProto", 26, "NodeProto", 10);

    private static final int MAX_SUBGRAPH_DEPTH = 16;

    private final ModelBundle bundle;
    private final Map<String, Long> imports = new HashMap<>();
    private final AllocationLimit allocations;

    OnnxScan(ModelBundle bundle) {
        this.bundle = bundle;
        allocations = new AllocationLimit(bundle);
    }

    /** ONNX's own operators have two names for their domain. */
    static String canonical(String domain) {
        return domain.equals("ai.onnx") ? "" : domain;
    }

    void check(ModelProto model) {
        if (model.getIrVersion() < 1 || model.getIrVersion() > NEWEST_IR) {
            throw Refusal.contract(bundle, "ir_version", "1 to " + NEWEST_IR, model.getIrVersion());
        }
        for (FunctionProto function : model.getFunctionsList()) {
            throw Refusal.contract(
                    bundle,
                    "functions",
                    "none (onnx.inliner.inline_local_functions writes them into the graph)",
                    function.getDomain() + "::" + function.getName());
        }
        for (OperatorSetIdProto imported : model.getOpsetImportList()) {
            imports.put(canonical(imported.getDomain()), imported.getVersion());
        }
        walk(model, 0);
    }

    private void walk(Message message, int depth) {
        checkUnknownFields(message);
        int inside = depth;
        if (message instanceof GraphProto) {
            inside++;
            if (inside > MAX_SUBGRAPH_DEPTH) {
                throw Refusal.contract(
                        bundle, "graph", "at most " + MAX_SUBGRAPH_DEPTH + " graphs in each other", "more");
            }
        } else if (message instanceof NodeProto node) {
            checkOperator(node);
        } else if (message instanceof TensorProto tensor) {
            checkTensor(tensor);
        } else if (message instanceof SparseTensorProto sparse) {
            allocations.check(sparse);
        }
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
                continue;
            }
            if (field.isRepeated()) {
                int count = message.getRepeatedFieldCount(field);
                for (int i = 0; i < count; i++) {
                    walk((Message) message.getRepeatedField(field, i), inside);
                }
            } else if (message.hasField(field)) {
                walk((Message) message.getField(field), inside);
            }
        }
        if (message instanceof GraphProto graph) {
            // its tensors are known to be whole now
            allocations.check(graph);
        }
    }

    private void checkUnknownFields(Message message) {
        String type = message.getDescriptorForType().getName();
        for (int number : message.getUnknownFields().asMap().keySet()) {
            if (!Integer.valueOf(number).equals(KNOWN_BY_NUMBER.get(type))) {
                throw Refusal.loadFailed(bundle, type, "the fields that ONNX defines", "field number " + number);
            }
        }
    }

    private void checkOperator(NodeProto node) {
        String domain = canonical(node.getDomain());
        String where = "operator " + node.getOpType() + (node.getName().isEmpty() ? "" : " of node " + node.getName());
        if (!NEWEST_OPSET.containsKey(domain)) {
            throw Refusal.contract(
                    bundle, where, "one of the domains ai.onnx, ai.onnx.ml, com.microsoft", "custom domain " + domain);
        }
        if (READS_FILES.contains(node.getOpType())) {
            throw Refusal.loadFailed(bundle, where, "operators that read no files", node.getOpType());
        }
        String shown = domain.isEmpty() ? "ai.onnx" : domain;
        Long version = imports.get(domain);
        if (version == null) {
            throw Refusal.contract(bundle, where, "an opset_import of " + shown, List.copyOf(imports.keySet()));
        }
        if (version < 1 || version > NEWEST_OPSET.get(domain)) {
            throw Refusal.contract(bundle, "opset of " + shown, "1 to " + NEWEST_OPSET.get(domain), version);
        }
    }

    private void checkTensor(TensorProto tensor) {
        String where = "tensor " + (tensor.getName().isEmpty() ? "without name" : tensor.getName());
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL || tensor.getExternalDataCount() > 0) {
            String location = tensor.getExternalDataList().stream()
                    .filter(entry -> entry.getKey().equals("location"))
                    .map(entry -> entry.getValue())
                    .findFirst()
                    .orElse("nowhere");
            throw Refusal.loadFailed(bundle, where, "its data in the model file", "external data in " + location);
        }
        if (tensor.hasSegment()) {
            throw Refusal.loadFailed(bundle, where, "its data in one piece", "a segment");
        }
        long elements = elements(tensor.getDimsList());
        long held = held(tensor);
        if (elements < 0 || elements > held) {
            throw Refusal.loadFailed(
                    bundle, where, "as many elements as its dimensions " + tensor.getDimsList() + " say", held);
        }
    }

    /** Product of dimensions; -1 if one is negative, {@link Long#MAX_VALUE} if it is beyond all memory. */
    static long elements(List<Long> dimensions) {
        long elements = 1;
        for (long size : dimensions) {
            if (size < 0) {
                return -1;
            }
            elements = size != 0 && elements > Long.MAX_VALUE / size ? Long.MAX_VALUE : elements * size;
        }
        return elements;
    }

    /** Elements that a tensor brings along, at most. */
    private static long held(TensorProto tensor) {
        if (tensor.hasRawData()) {
            return 8L * tensor.getRawData().size() / Types.bits(tensor.getDataType());
        }
        long numbers = Math.max(
                Math.max(tensor.getFloatDataCount(), tensor.getDoubleDataCount()),
                Math.max(
                        tensor.getInt32DataCount(), Math.max(tensor.getInt64DataCount(), tensor.getUint64DataCount())));
        // several elements of less than 8 bits share one int32
        int packed = 8 / Math.min(8, Types.bits(tensor.getDataType()));
        return Math.max(numbers * packed, tensor.getStringDataCount());
    }
}
