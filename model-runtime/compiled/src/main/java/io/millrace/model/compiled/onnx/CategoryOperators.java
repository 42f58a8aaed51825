package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.Operator.single;

import io.millrace.model.compiled.program.Lookup;
import io.millrace.model.compiled.program.OneHot;
import io.millrace.model.format.onnx.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Operators of ONNX-ML that translate between labels, texts and numbers. */
final class CategoryOperators {
    private CategoryOperators() {}

    static Map<String, Operator> table() {
        return Map.of(
                Operators.ml("LabelEncoder"), single(CategoryOperators::encode),
                Operators.ml("CategoryMapper"), single(CategoryOperators::map),
                Operators.ml("OneHotEncoder"), single(CategoryOperators::oneHot),
                Operators.ml("ZipMap"), single(CategoryOperators::zip));
    }

    /** Keys and values of a table, each of one type. */
    private static Tensor encode(Node node, Lowering lowering) {
        Tensor data = node.input(0);
        if (node.opset() < 2) {
            return encodeByPosition(node, lowering, data);
        }
        Tensor keys = list(node, lowering, "keys");
        Tensor values = list(node, lowering, "values");
        if (keys.type() != data.type() || keys.size() != values.size()) {
            throw node.unsupported("as many keys of type " + data.type() + " as values", keys + " and " + values);
        }
        return look(node, lowering, data, keys, values, otherwise(node, lowering, values.type()));
    }

    /** Version 1: texts to their positions in a list, or back. */
    private static Tensor encodeByPosition(Node node, Lowering lowering, Tensor data) {
        Tensor names = texts(lowering, node.texts("classes_strings"));
        double[] positions = IntStream.range(0, names.size()).asDoubleStream().toArray();
        Tensor numbers = Tensor.constant(ElementType.INT64, new int[] {positions.length}, positions);
        return between(node, lowering, data, names, numbers);
    }

    private static Tensor map(Node node, Lowering lowering) {
        Tensor names = texts(lowering, node.texts("cats_strings"));
        Tensor numbers = wholes(node.wholes("cats_int64s"));
        return between(node, lowering, node.input(0), names, numbers);
    }

    /** From texts to whole numbers or back, whichever the input holds. */
    private static Tensor between(Node node, Lowering lowering, Tensor data, Tensor names, Tensor numbers) {
        if (names.size() != numbers.size()) {
            throw node.unsupported("as many texts as numbers", names + " and " + numbers);
        }
        if (data.type() == ElementType.STRING) {
            return look(node, lowering, data, names, numbers, (double) node.whole("default_int64", -1));
        }
        if (data.type() != ElementType.INT64) {
            throw node.unsupported("STRING or INT64", data);
        }
        int code = lowering.texts().add(node.text("default_string", "_Unused"));
        return look(node, lowering, data, numbers, names, code);
    }

    /** Each cell through the same table; the first of equal keys counts. */
    private static Tensor look(
            Node node, Lowering lowering, Tensor data, Tensor keys, Tensor values, double otherwise) {
        Map<Double, Double> table = new HashMap<>();
        double whenMissing = otherwise;
        boolean missingKnown = false;
        for (int i = 0; i < keys.size(); i++) {
            double key = keys.value(i);
            if (Double.isNaN(key)) {
                // NaN is found since version 4, and equals nothing before
                whenMissing = node.opset() >= 4 && !missingKnown ? values.value(i) : whenMissing;
                missingKnown = true;
            } else {
                table.putIfAbsent(key + 0.0, values.value(i));
            }
        }
        int first = lowering.newColumns(node, data.size());
        for (int cell = 0; cell < data.size(); cell++) {
            int column = lowering.column(node, data, cell);
            if (data.type() != ElementType.STRING) {
                table.keySet().forEach(key -> lowering.boundary(column, key));
            }
            lowering.add(new Lookup(column, first + cell, table, otherwise, whenMissing));
        }
        return Tensor.columns(values.type(), data.shape(), first);
    }

    /** Keys or values, in whichever type they are given. */
    private static Tensor list(Node node, Lowering lowering, String which) {
        if (node.has(which + "_strings")) {
            return texts(lowering, node.texts(which + "_strings"));
        }
        if (node.has(which + "_int64s")) {
            return wholes(node.wholes(which + "_int64s"));
        }
        if (node.has(which + "_floats")) {
            double[] numbers = node.numbers(which + "_floats");
            return Tensor.constant(ElementType.FLOAT, new int[] {numbers.length}, numbers);
        }
        Tensor tensor = lowering.constant(node, node.tensor(which + "_tensor"));
        return tensor.withShape(new int[] {tensor.size()});
    }

    private static double otherwise(Node node, Lowering lowering, ElementType type) {
        if (node.has("default_tensor")) {
            Tensor tensor = lowering.constant(node, node.tensor("default_tensor"));
            if (tensor.type() == type && tensor.size() == 1) {
                return tensor.value(0);
            }
            throw node.unsupported("default_tensor: one value of type " + type, tensor);
        }
        return switch (type) {
            case STRING -> lowering.texts().add(node.text("default_string", "_Unused"));
            case INT64 -> node.whole("default_int64", -1);
            case FLOAT -> node.number("default_float", 0);
            default -> throw node.unsupported("default_tensor for values of type " + type, "none");
        };
    }

    private static Tensor texts(Lowering lowering, List<String> texts) {
        double[] codes = texts.stream().mapToDouble(lowering.texts()::add).toArray();
        return Tensor.constant(ElementType.STRING, new int[] {codes.length}, codes);
    }

    private static Tensor wholes(List<Long> wholes) {
        double[] values = wholes.stream().mapToDouble(Long::doubleValue).toArray();
        return Tensor.constant(ElementType.INT64, new int[] {values.length}, values);
    }

    private static Tensor oneHot(Node node, Lowering lowering) {
        Tensor data = node.input(0);
        List<String> names = node.texts("cats_strings");
        boolean text = data.type() == ElementType.STRING;
        ToDoubleFunction<String> code = lowering.texts()::add;
        double[] keys = text
                ? names.stream().mapToDouble(code).toArray()
                : node.wholes("cats_int64s").stream()
                        .mapToDouble(Long::doubleValue)
                        .toArray();
        if (keys.length == 0
                || data.rank() > 2
                || Arrays.stream(keys).distinct().count() != keys.length) {
            throw node.unsupported("distinct categories of the input's type, and at most two dimensions", data);
        }
        // numbers are cut to whole ones
        Tensor whole = text ? data : lowering.cast(node, data, ElementType.INT64);
        int[] shape = Arrays.copyOf(data.shape(), data.rank() + 1);
        shape[data.rank()] = keys.length;
        int first = lowering.newColumns(node, data.size() * keys.length);
        for (int cell = 0; cell < data.size(); cell++) {
            int column = lowering.column(node, whole, cell);
            lowering.add(new OneHot(column, keys, first + cell * keys.length));
            if (!text) {
                int source = lowering.column(node, data, cell);
                Arrays.stream(keys).forEach(key -> lowering.boundary(source, key));
            }
        }
        Tensor encoded = Tensor.columns(ElementType.FLOAT, shape, first);
        if (node.whole("zeros", 1) == 0) {
            refuseUnknown(node, lowering, whole, keys);
        }
        return encoded;
    }

    /** ONNX Runtime refuses rows with an unknown category if {@code zeros} is 0. */
    private static void refuseUnknown(Node node, Lowering lowering, Tensor data, double[] keys) {
        Map<Double, Double> known = new HashMap<>();
        Arrays.stream(keys).forEach(key -> known.put(key, 0.0));
        int first = lowering.newColumns(node, data.size());
        for (int cell = 0; cell < data.size(); cell++) {
            lowering.add(new Lookup(lowering.column(node, data, cell), first + cell, known, 1, 1));
            lowering.refuseWhere(first + cell);
        }
    }

    /** Values by key; in order of the keys, as scikit-learn orders classes. */
    private static Tensor zip(Node node, Lowering lowering) {
        Tensor data = node.input(0);
        List<String> names = node.texts("classlabels_strings");
        List<Object> keys = new ArrayList<>(names.isEmpty() ? node.wholes("classlabels_int64s") : names);
        boolean fits = data.type() == ElementType.FLOAT && data.rank() == 2 && data.rowAxis() == 0;
        Map<Object, Integer> cells = new TreeMap<>();
        for (int cell = 0; cell < keys.size(); cell++) {
            cells.put(keys.get(cell), cell);
        }
        if (!fits || keys.size() != data.size() || cells.size() != data.size()) {
            throw node.unsupported("FLOAT[rows, " + keys.size() + "] and distinct keys", data + " and " + keys);
        }
        int[] sorted = cells.values().stream().mapToInt(Integer::intValue).toArray();
        return data.pick(data.shape(), sorted).withKeys(List.copyOf(cells.keySet()));
    }
}
