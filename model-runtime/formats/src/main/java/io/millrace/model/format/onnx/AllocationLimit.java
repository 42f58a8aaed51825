package io.millrace.model.format.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import io.millrace.model.ModelBundle;

/**
 * Adds up what the constants of a graph unfold to: a few bytes of {@code ConstantOfShape}, {@code Expand}, {@code Tile},
 * {@code Range} or a sparse tensor can ask for terabytes as soon as a session is made (onnxruntime#28730).
 *
 * <p>Sees shapes that stand in the file, as initializers or {@code Constant} nodes, also where the usual shape operators
 * put them together; shapes that are computed otherwise only meet the memory limit of the process that validates the
 * model.
 */
final class AllocationLimit {
    /** All constants of a model together; a 2048 x 2048 attention mask takes 16 MiB. */
    private static final long MAX_BYTES = 256L << 20;

    /** Upper bound of an element's size; keeps products within a long. */
    private static final long ELEMENT_BYTES = 8;

    private final ModelBundle bundle;
    private long bytes;

    AllocationLimit(ModelBundle bundle) {
        this.bundle = bundle;
    }

    void check(SparseTensorProto sparse) {
        String name = sparse.getValues().getName();
        take("sparse tensor " + name, OnnxScan.elements(sparse.getDimsList()));
    }

    void check(GraphProto graph) {
        Constants constants = new Constants();
        graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        for (NodeProto node : graph.getNodeList()) {
            String where =
                    "operator " + node.getOpType() + (node.getName().isEmpty() ? "" : " of node " + node.getName());
            switch (node.getOpType()) {
                case "Constant" -> constants.define(node);
                case "Identity", "Cast", "Reshape", "Squeeze", "Unsqueeze" -> constants.pass(node);
                case "Concat" -> constants.concat(node);
                case "ConstantOfShape" -> unfold(constants, node, where, Constants.elements(constants.values(node, 0)));
                case "Expand" -> unfold(constants, node, where, Constants.elements(constants.values(node, 1)));
                case "Tile" ->
                    unfold(
                            constants,
                            node,
                            where,
                            Constants.times(Constants.elements(constants.values(node, 1)), constants.size(node, 0)));
                case "Range" -> unfold(constants, node, where, constants.range(node));
                case "RandomNormal", "RandomUniform" ->
                    node.getAttributeList().stream()
                            .filter(attribute -> attribute.getName().equals("shape"))
                            .forEach(attribute ->
                                    unfold(constants, node, where, Constants.elements(attribute.getIntsList())));
                default -> {
                    // its size follows from its inputs
                }
            }
        }
    }

    private void unfold(Constants constants, NodeProto node, String where, long elements) {
        take(where, elements);
        if (node.getOutputCount() > 0) {
            constants.putSize(node.getOutput(0), elements);
        }
    }

    private void take(String where, long elements) {
        if (elements < 0 || elements > (MAX_BYTES - bytes) / ELEMENT_BYTES) {
            throw Refusal.loadFailed(
                    bundle,
                    where,
                    "constants of at most " + (MAX_BYTES >> 20) + " MiB in the whole model",
                    elements == Long.MAX_VALUE ? "more elements than can be counted" : elements + " elements more");
        }
        bytes += elements * ELEMENT_BYTES;
    }
}
