package io.millrace.model.compiled.onnx;

import java.util.HashMap;
import java.util.Map;

/** The table of operators that are compiled, by name; those of ONNX-ML with their domain before it. */
final class Operators {
    /** Domain of ONNX-ML. */
    static final String ML = "ai.onnx.ml";

    /** Versions of operator sets up to which meanings were checked, ONNX's own and ONNX-ML's. */
    static final long NEWEST = 25;

    static final long NEWEST_ML = 5;

    private static final Map<String, Operator> TABLE = table();

    private Operators() {}

    private static Map<String, Operator> table() {
        Map<String, Operator> table = new HashMap<>();
        table.putAll(ElementwiseOperators.table());
        table.putAll(ShapeOperators.table());
        table.putAll(IndexOperators.table());
        table.putAll(ReductionOperators.table());
        table.putAll(MatrixOperators.table());
        table.putAll(FeatureOperators.table());
        table.putAll(CategoryOperators.table());
        table.putAll(LinearOperators.table());
        table.putAll(TreeOperators.table());
        return Map.copyOf(table);
    }

    /** How an operator is lowered; null if it is not. */
    static Operator find(String domain, String name) {
        boolean own = domain.isEmpty() || domain.equals("ai.onnx");
        return TABLE.get(own ? name : domain + "." + name);
    }

    /** Key of an ONNX-ML operator. */
    static String ml(String name) {
        return ML + "." + name;
    }
}
