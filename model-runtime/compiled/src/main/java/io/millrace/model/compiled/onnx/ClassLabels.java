package io.millrace.model.compiled.onnx;

import io.millrace.model.compiled.program.Binary;
import io.millrace.model.compiled.program.BinaryOperation;
import io.millrace.model.compiled.program.Extreme;
import io.millrace.model.compiled.program.Lookup;
import io.millrace.model.format.onnx.ElementType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names of classes, texts or whole numbers, and how a classifier of ONNX-ML picks one. */
final class ClassLabels {
    private final ElementType type;
    private final double[] values;

    private ClassLabels(ElementType type, double[] values) {
        this.type = type;
        this.values = values;
    }

    /** The labels of a classifier: texts if there are any, else whole numbers. */
    static ClassLabels of(Node node, Lowering lowering, String textAttribute, String wholeAttribute) {
        List<String> names = node.texts(textAttribute);
        if (!names.isEmpty()) {
            return new ClassLabels(
                    ElementType.STRING,
                    names.stream().mapToDouble(lowering.texts()::add).toArray());
        }
        return new ClassLabels(
                ElementType.INT64,
                node.wholes(wholeAttribute).stream()
                        .mapToDouble(Long::doubleValue)
                        .toArray());
    }

    int count() {
        return values.length;
    }

    /** The second label where a column is greater than a threshold, else the first one. */
    Tensor above(Node node, Lowering lowering, int column, double threshold) {
        int limit = lowering.column(node, Tensor.constant(ElementType.DOUBLE, new int[0], new double[] {threshold}), 0);
        int first = lowering.newColumns(node, 1);
        lowering.add(new Binary(BinaryOperation.GREATER, new int[] {column}, new int[] {limit}, first, false));
        return byIndex(node, lowering, first);
    }

    /** The label of the greatest score, the first one of several. */
    Tensor ofGreatest(Node node, Lowering lowering, int firstScore) {
        int[] scores = new int[values.length];
        Arrays.setAll(scores, i -> firstScore + i);
        int index = lowering.newColumns(node, 1);
        lowering.add(new Extreme(scores, index, true, false));
        return byIndex(node, lowering, index);
    }

    private Tensor byIndex(Node node, Lowering lowering, int index) {
        Map<Double, Double> table = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            table.put((double) i, values[i]);
        }
        int label = lowering.newColumns(node, 1);
        lowering.add(new Lookup(index, label, table, values[0], values[0]));
        return Tensor.columns(type, new int[] {Shapes.ROWS}, label);
    }
}
