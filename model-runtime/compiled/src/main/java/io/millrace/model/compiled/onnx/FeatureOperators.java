package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.Operator.single;

import io.millrace.model.compiled.program.BinaryOperation;
import io.millrace.model.compiled.program.Impute;
import io.millrace.model.compiled.program.Normalize;
import io.millrace.model.compiled.program.Scale;
import io.millrace.model.compiled.program.UnaryOperation;
import io.millrace.model.format.onnx.ElementType;
import java.util.Arrays;
import java.util.Map;

/** Operators of ONNX-ML that prepare numbers. */
final class FeatureOperators {
    private FeatureOperators() {}

    static Map<String, Operator> table() {
        return Map.of(
                Operators.ml("Scaler"), single(FeatureOperators::scale),
                Operators.ml("Imputer"), single(FeatureOperators::impute),
                Operators.ml("Normalizer"), single(FeatureOperators::normalize),
                Operators.ml("Binarizer"), single(FeatureOperators::binarize));
    }

    private static Tensor scale(Node node, Lowering lowering) {
        Tensor data = node.numbers(0);
        int[] columns = lowering.rowColumns(node, data);
        double[] offsets = spread(node, "offset", columns.length);
        double[] factors = spread(node, "scale", columns.length);
        int first = lowering.newColumns(node, columns.length);
        boolean single = data.type() != ElementType.DOUBLE;
        lowering.add(new Scale(columns, offsets, factors, first, single));
        for (int i = 0; i < columns.length; i++) {
            lowering.derive(columns[i], offsets[i], factors[i], first + i);
        }
        Tensor scaled = Tensor.columns(data.type(), new int[] {Shapes.ROWS, columns.length}, first);
        return single ? scaled.withType(ElementType.FLOAT) : lowering.cast(node, scaled, ElementType.FLOAT);
    }

    /** An attribute with a number for each column, or one for all. */
    private static double[] spread(Node node, String attribute, int columns) {
        double[] numbers = node.numbers(attribute);
        if (numbers.length == columns) {
            return numbers;
        }
        if (numbers.length != 1) {
            throw node.unsupported(attribute + ": 1 or " + columns + " numbers", numbers.length);
        }
        double[] spread = new double[columns];
        Arrays.fill(spread, numbers[0]);
        return spread;
    }

    private static Tensor impute(Node node, Lowering lowering) {
        Tensor data = node.numbers(0);
        int[] columns = lowering.rowColumns(node, data);
        double replaced;
        double[] imputed;
        if (data.type() == ElementType.FLOAT && node.has("replaced_value_float")) {
            replaced = node.number("replaced_value_float", 0);
            imputed = node.numbers("imputed_value_floats");
        } else if (data.type() == ElementType.INT64 && node.has("replaced_value_int64")) {
            replaced = node.whole("replaced_value_int64", 0);
            imputed = node.wholes("imputed_value_int64s").stream()
                    .mapToDouble(Long::doubleValue)
                    .toArray();
        } else {
            throw node.unsupported("FLOAT or INT64 and the value that is replaced in it", data);
        }
        if (imputed.length == 0) {
            throw node.unsupported("imputed values", "none");
        }
        double[] each = new double[columns.length];
        for (int i = 0; i < each.length; i++) {
            each[i] = imputed[imputed.length == each.length ? i : 0];
            lowering.boundary(columns[i], replaced);
        }
        int first = lowering.newColumns(node, columns.length);
        lowering.add(new Impute(columns, replaced, each, first));
        lowering.inherit(columns, first);
        return Tensor.columns(data.type(), new int[] {Shapes.ROWS, columns.length}, first);
    }

    private static Tensor normalize(Node node, Lowering lowering) {
        Tensor data = lowering.cast(node, node.numbers(0), ElementType.FLOAT);
        int[] columns = lowering.rowColumns(node, data);
        String name = node.text("norm", "MAX");
        Normalize.Norm norm =
                switch (name) {
                    case "MAX" -> Normalize.Norm.MAXIMUM;
                    case "L1" -> Normalize.Norm.L1;
                    case "L2" -> Normalize.Norm.L2;
                    default -> throw node.unsupported("norm: MAX, L1 or L2", name);
                };
        int first = lowering.newColumns(node, columns.length);
        lowering.add(new Normalize(norm, columns, first, true));
        return Tensor.columns(ElementType.FLOAT, new int[] {Shapes.ROWS, columns.length}, first);
    }

    /** 1 where a number is greater than the threshold, else 0. ONNX Runtime refuses rows with a missing one. */
    private static Tensor binarize(Node node, Lowering lowering) {
        Tensor data = node.input(0);
        if (data.type() != ElementType.FLOAT) {
            throw node.unsupported("FLOAT, which is all that ONNX Runtime takes", data);
        }
        double threshold = node.number("threshold", 1);
        Tensor limit = Tensor.constant(ElementType.FLOAT, new int[0], new double[] {threshold});
        Tensor missing = lowering.unary(node, UnaryOperation.IS_NAN, data, ElementType.BOOL);
        for (int cell = 0; cell < data.size(); cell++) {
            int column = lowering.column(node, data, cell);
            lowering.boundary(column, threshold);
            lowering.refuseWhere(lowering.column(node, missing, cell));
        }
        return lowering.binary(node, BinaryOperation.GREATER, data, limit, ElementType.FLOAT);
    }
}
