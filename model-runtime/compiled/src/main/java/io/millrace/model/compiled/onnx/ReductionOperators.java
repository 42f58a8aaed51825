package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.Operator.single;

import io.millrace.model.compiled.program.Extreme;
import io.millrace.model.compiled.program.Normalize;
import io.millrace.model.compiled.program.Reduce;
import io.millrace.model.compiled.program.Reduction;
import io.millrace.model.compiled.program.Softmax;
import io.millrace.model.format.onnx.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Operators that make one number, or one scale, of several columns. Never of several rows. */
final class ReductionOperators {
    private ReductionOperators() {}

    static Map<String, Operator> table() {
        Map<String, Operator> table = new HashMap<>();
        table.put("ReduceSum", reduce(Reduction.SUM, 13));
        table.put("ReduceMean", reduce(Reduction.MEAN, 18));
        table.put("ReduceMax", reduce(Reduction.MAXIMUM, 18));
        table.put("ReduceMin", reduce(Reduction.MINIMUM, 18));
        table.put("ReduceProd", reduce(Reduction.PRODUCT, 18));
        table.put("ReduceL1", reduce(Reduction.SUM_ABSOLUTE, 18));
        table.put("ReduceL2", reduce(Reduction.LENGTH, 18));
        table.put("ReduceSumSquare", reduce(Reduction.SUM_SQUARE, 18));
        table.put("ReduceLogSum", reduce(Reduction.LOG_SUM, 18));
        table.put("ReduceLogSumExp", reduce(Reduction.LOG_SUM_EXP, 18));
        table.put("ArgMax", extreme(true));
        table.put("ArgMin", extreme(false));
        table.put("TopK", ReductionOperators::top);
        table.put("Softmax", single(ReductionOperators::softmax));
        table.put("LpNormalization", single(ReductionOperators::normalize));
        return table;
    }

    /** Axes are an input since {@code version}, an attribute before. */
    private static Operator reduce(Reduction reduction, long version) {
        return single((node, lowering) -> {
            Tensor data = node.numbers(0);
            long[] wanted = node.opset() < version
                    ? node.wholes("axes").stream().mapToLong(Long::longValue).toArray()
                    : node.hasInput(1) ? node.wholes(1) : new long[0];
            if (wanted.length == 0 && node.whole("noop_with_empty_axes", 0) != 0) {
                return data;
            }
            if (!data.isFloating()) {
                throw node.unsupported("FLOAT or DOUBLE", data);
            }
            Set<Integer> axes = new TreeSet<>();
            for (long axis : wanted) {
                axes.add(node.axis(axis, data.rank()));
            }
            for (int axis = 0; wanted.length == 0 && axis < data.rank(); axis++) {
                axes.add(axis);
            }
            List<int[]> groups = groups(node, data, axes);
            int first = lowering.newColumns(node, groups.size());
            for (int group = 0; group < groups.size(); group++) {
                int[] columns = columns(node, lowering, data, groups.get(group));
                lowering.add(new Reduce(reduction, columns, first + group, data.isSingle()));
            }
            int[] shape = reduced(data.shape(), axes, node.whole("keepdims", 1) != 0);
            return Tensor.columns(data.type(), shape, first);
        });
    }

    private static Operator extreme(boolean greatest) {
        return single((node, lowering) -> {
            Tensor data = node.numbers(0);
            Set<Integer> axes = Set.of(node.axis("axis", 0, data.rank()));
            boolean last = node.whole("select_last_index", 0) != 0;
            List<int[]> groups = groups(node, data, axes);
            int first = lowering.newColumns(node, groups.size());
            for (int group = 0; group < groups.size(); group++) {
                int[] columns = columns(node, lowering, data, groups.get(group));
                lowering.add(new Extreme(columns, first + group, greatest, last));
            }
            int[] shape = reduced(data.shape(), axes, node.whole("keepdims", 1) != 0);
            return Tensor.columns(ElementType.INT64, shape, first);
        });
    }

    /** The one greatest or least value and its index. */
    private static List<Tensor> top(Node node, Lowering lowering) {
        Tensor data = node.numbers(0);
        long count = node.opset() < 10 ? node.whole("k", 0) : node.wholes(1)[0];
        if (count != 1 || !data.isFloating()) {
            throw node.unsupported("K of 1, of FLOAT or DOUBLE", count + " of " + data);
        }
        boolean largest = node.whole("largest", 1) != 0;
        Set<Integer> axes = Set.of(node.axis("axis", -1, data.rank()));
        List<int[]> groups = groups(node, data, axes);
        int values = lowering.newColumns(node, groups.size());
        int indices = lowering.newColumns(node, groups.size());
        for (int group = 0; group < groups.size(); group++) {
            int[] columns = columns(node, lowering, data, groups.get(group));
            Reduction reduction = largest ? Reduction.MAXIMUM : Reduction.MINIMUM;
            lowering.add(new Reduce(reduction, columns, values + group, data.isSingle()));
            lowering.add(new Extreme(columns, indices + group, largest, false));
        }
        int[] shape = reduced(data.shape(), axes, true);
        return List.of(Tensor.columns(data.type(), shape, values), Tensor.columns(ElementType.INT64, shape, indices));
    }

    private static Tensor softmax(Node node, Lowering lowering) {
        Tensor data = node.numbers(0);
        // before version 13 all dimensions from the axis on were one
        int axis = node.axis("axis", node.opset() < 13 ? 1 : -1, data.rank());
        if (!data.isFloating() || axis != data.rank() - 1) {
            throw node.unsupported("the last axis, of FLOAT or DOUBLE", axis + " of " + data);
        }
        int first = lowering.newColumns(node, data.size());
        for (int[] group : groups(node, data, Set.of(axis))) {
            int[] columns = columns(node, lowering, data, group);
            lowering.add(new Softmax(columns, first + group[0], false, data.isSingle()));
        }
        return Tensor.columns(data.type(), data.shape(), first);
    }

    private static Tensor normalize(Node node, Lowering lowering) {
        Tensor data = node.numbers(0);
        int axis = node.axis("axis", -1, data.rank());
        long power = node.whole("p", 2);
        if (!data.isFloating() || axis != data.rank() - 1 || (power != 1 && power != 2)) {
            throw node.unsupported("p 1 or 2 over the last axis, of FLOAT or DOUBLE", "p " + power + " over " + axis);
        }
        Normalize.Norm norm = power == 1 ? Normalize.Norm.L1 : Normalize.Norm.L2;
        int first = lowering.newColumns(node, data.size());
        for (int[] group : groups(node, data, Set.of(axis))) {
            int[] columns = columns(node, lowering, data, group);
            lowering.add(new Normalize(norm, columns, first + group[0], data.isSingle()));
        }
        return Tensor.columns(data.type(), data.shape(), first);
    }

    /** The cells that become one, for each cell of the result. */
    private static List<int[]> groups(Node node, Tensor data, Set<Integer> axes) {
        if (axes.contains(data.rowAxis())) {
            throw node.unsupported("axes other than that of the rows", data);
        }
        int[] shape = reduced(data.shape(), axes, true);
        List<List<Integer>> groups = new ArrayList<>();
        for (int group = 0; group < Shapes.cells(shape); group++) {
            groups.add(new ArrayList<>());
        }
        for (int cell = 0; cell < data.size(); cell++) {
            int[] indices = Shapes.indices(data.shape(), cell);
            axes.forEach(axis -> indices[axis] = 0);
            groups.get(Shapes.cell(shape, indices)).add(cell);
        }
        return groups.stream()
                .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    private static int[] columns(Node node, Lowering lowering, Tensor data, int[] group) {
        return Arrays.stream(group)
                .map(cell -> lowering.column(node, data, cell))
                .toArray();
    }

    private static int[] reduced(int[] shape, Set<Integer> axes, boolean keep) {
        List<Integer> sizes = new ArrayList<>();
        for (int axis = 0; axis < shape.length; axis++) {
            if (!axes.contains(axis)) {
                sizes.add(shape[axis]);
            } else if (keep) {
                sizes.add(1);
            }
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }
}
