package io.millrace.model.compiled.onnx;

import java.util.List;

/** How a node of some operator becomes steps of a program. */
interface Operator {
    /**
     * Lowers a node.
     *
     * @return its outputs, at least those that are used
     * @throws io.millrace.model.UnsupportedModelException if steps cannot do exactly what the node does
     */
    List<Tensor> lower(Node node, Lowering lowering);

    /** An operator with a single output. */
    interface Single {
        /** Lowers a node to its only output. */
        Tensor lower(Node node, Lowering lowering);
    }

    /** An operator with a single output. */
    static Operator single(Single operator) {
        return (node, lowering) -> List.of(operator.lower(node, lowering));
    }
}
