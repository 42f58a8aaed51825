package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.Operator.single;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.millrace.model.format.onnx.ElementType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Operators that give the same elements another shape. They cost nothing: a cell stays in its column. */
final class ShapeOperators {
    private ShapeOperators() {}

    static Map<String, Operator> table() {
        Map<String, Operator> table = new HashMap<>();
        table.put("Reshape", single(ShapeOperators::reshape));
        table.put("Flatten", single(ShapeOperators::flatten));
        table.put("Squeeze", single(ShapeOperators::squeeze));
        table.put("Unsqueeze", single(ShapeOperators::unsqueeze));
        table.put("Transpose", single(ShapeOperators::transpose));
        table.put("Expand", single(ShapeOperators::expand));
        table.put("Shape", single(ShapeOperators::shape));
        table.put("Constant", single(ShapeOperators::constant));
        table.put("ConstantOfShape", single(ShapeOperators::constantOfShape));
        return table;
    }

    private static Tensor reshape(Node node, Lowering lowering) {
        Tensor data = node.input(0);
        int[] wanted = sizes(node, data);
        int[] shape = wanted.clone();
        int open = -1;
        long known = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] == OPEN) {
                open = axis;
            } else {
                known *= Shapes.extent(shape[axis]);
            }
        }
        if (data.rowAxis() < 0) {
            if (open >= 0) {
                shape[open] = (int) (data.size() / Math.max(1, known));
            }
        } else {
            if (open >= 0) {
                boolean rowsThere = Shapes.rowAxis(shape) >= 0;
                shape[open] = rowsThere ? (int) (data.size() / Math.max(1, known)) : Shapes.ROWS;
            }
            if (Shapes.rowAxis(shape) < 0 || cellsBeforeRows(shape) != cellsBeforeRows(data.shape())) {
                throw node.unsupported("a shape that keeps rows apart", data + " to " + describe(wanted));
            }
        }
        if (Shapes.cells(shape) != data.size()) {
            throw node.unsupported("a shape that fits without mixing rows", data + " to " + describe(wanted));
        }
        return data.withShape(shape);
    }

    /** Marks the size that Reshape finds out. */
    private static final int OPEN = -2;

    private static int[] sizes(Node node, Tensor data) {
        if (!node.hasInput(1)) {
            throw node.unsupported("the shape as input 1", "none");
        }
        Tensor target = node.input(1);
        int[] shape = new int[target.size()];
        boolean allowZero = node.whole("allowzero", 0) != 0;
        for (int axis = 0; axis < shape.length; axis++) {
            if (target.isRowCount(axis)) {
                shape[axis] = Shapes.ROWS;
            } else if (!target.isConstant(axis)) {
                throw node.unsupported("a constant shape", target);
            } else if (target.value(axis) == -1) {
                shape[axis] = OPEN;
            } else if (target.value(axis) == 0 && !allowZero && axis < data.rank()) {
                shape[axis] = data.shape()[axis];
            } else {
                shape[axis] = (int) target.value(axis);
            }
        }
        return shape;
    }

    private static String describe(int[] wanted) {
        return Arrays.toString(wanted).replace(Integer.toString(OPEN), "open").replace("-1", "rows");
    }

    private static int cellsBeforeRows(int[] shape) {
        return Shapes.cells(Arrays.copyOf(shape, Math.max(0, Shapes.rowAxis(shape))));
    }

    private static Tensor flatten(Node node, Lowering lowering) {
        Tensor data = node.input(0);
        int axis = (int) node.whole("axis", 1);
        axis = axis < 0 ? axis + data.rank() : axis;
        int[] front = Arrays.copyOfRange(data.shape(), 0, axis);
        int[] back = Arrays.copyOfRange(data.shape(), axis, data.rank());
        if (mixed(front) || mixed(back)) {
            throw node.unsupported("dimensions that keep rows apart", data);
        }
        return data.withShape(new int[] {flat(front), flat(back)});
    }

    private static boolean mixed(int[] shape) {
        return Shapes.rowAxis(shape) >= 0 && Shapes.cells(shape) > 1;
    }

    private static int flat(int[] shape) {
        return Shapes.rowAxis(shape) >= 0 ? Shapes.ROWS : Shapes.cells(shape);
    }

    private static Tensor squeeze(Node node, Lowering lowering) {
        Tensor data = node.input(0);
        Set<Integer> axes = new TreeSet<>();
        for (long axis : axes(node)) {
            axes.add(node.axis(axis, data.rank()));
        }
        if (axes.isEmpty()) {
            for (int axis = 0; axis < data.rank(); axis++) {
                if (data.shape()[axis] == 1) {
                    axes.add(axis);
                }
            }
        }
        int[] shape = data.shape();
        int[] kept = new int[shape.length - axes.size()];
        int next = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            if (!axes.contains(axis)) {
                kept[next++] = shape[axis];
            } else if (shape[axis] != 1) {
                throw node.unsupported("a dimension of 1 at axis " + axis, data);
            }
        }
        return data.withShape(kept);
    }

    private static Tensor unsqueeze(Node node, Lowering lowering) {
        Tensor data = node.input(0);
        long[] wanted = axes(node);
        int rank = data.rank() + wanted.length;
        Set<Integer> axes = new TreeSet<>();
        for (long axis : wanted) {
            axes.add(node.axis(axis, rank));
        }
        int[] shape = new int[rank];
        int next = 0;
        for (int axis = 0; axis < rank; axis++) {
            shape[axis] = axes.contains(axis) ? 1 : data.shape()[next++];
        }
        return data.withShape(shape);
    }

    /** Since version 13 an input, before an attribute. */
    private static long[] axes(Node node) {
        return node.hasInput(1)
                ? node.wholes(1)
                : node.wholes("axes").stream().mapToLong(Long::longValue).toArray();
    }

    private static Tensor transpose(Node node, Lowering lowering) {
        Tensor data = node.input(0);
        int rank = data.rank();
        List<Long> permutation = node.wholes("perm");
        int[] from = new int[rank];
        int[] shape = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            from[axis] = permutation.isEmpty()
                    ? rank - 1 - axis
                    : permutation.get(axis).intValue();
            shape[axis] = data.shape()[from[axis]];
        }
        int[] cells = new int[data.size()];
        for (int cell = 0; cell < cells.length; cell++) {
            int[] indices = Shapes.indices(shape, cell);
            int[] source = new int[rank];
            for (int axis = 0; axis < rank; axis++) {
                source[from[axis]] = indices[axis];
            }
            cells[cell] = Shapes.cell(data.shape(), source);
        }
        return data.pick(shape, cells);
    }

    private static Tensor expand(Node node, Lowering lowering) {
        Tensor data = node.input(0);
        int[] target = shapeOf(node, node.input(1));
        int[] shape = Shapes.broadcast(data.shape(), target);
        if (shape == null) {
            throw node.unsupported("a shape to broadcast to", data + " to " + Shapes.describe(target));
        }
        return data.pick(shape, Shapes.expand(data.shape(), shape));
    }

    private static Tensor shape(Node node, Lowering lowering) {
        int[] shape = node.input(0).shape();
        int start = bound(node.whole("start", 0), shape.length);
        int end = bound(node.whole("end", shape.length), shape.length);
        return Tensor.ofShape(Arrays.copyOfRange(shape, start, Math.max(start, end)));
    }

    private static int bound(long axis, int rank) {
        return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
    }

    private static Tensor constant(Node node, Lowering lowering) {
        if (node.has("value")) {
            return lowering.constant(node, node.tensor("value"));
        }
        if (node.has("value_float")) {
            return Tensor.constant(ElementType.FLOAT, new int[0], new double[] {node.number("value_float", 0)});
        }
        if (node.has("value_int")) {
            return Tensor.constant(ElementType.INT64, new int[0], new double[] {node.whole("value_int", 0)});
        }
        if (node.has("value_floats")) {
            double[] values = node.numbers("value_floats");
            return Tensor.constant(ElementType.FLOAT, new int[] {values.length}, values);
        }
        if (node.has("value_ints")) {
            double[] values = node.wholes("value_ints").stream()
                    .mapToDouble(Long::doubleValue)
                    .toArray();
            return Tensor.constant(ElementType.INT64, new int[] {values.length}, values);
        }
        if (node.has("value_string")) {
            int code = lowering.texts().add(node.text("value_string", ""));
            return Tensor.constant(ElementType.STRING, new int[0], new double[] {code});
        }
        if (node.has("value_strings")) {
            double[] codes = node.texts("value_strings").stream()
                    .mapToDouble(lowering.texts()::add)
                    .toArray();
            return Tensor.constant(ElementType.STRING, new int[] {codes.length}, codes);
        }
        throw node.unsupported("a dense value", "none");
    }

    private static Tensor constantOfShape(Node node, Lowering lowering) {
        int[] shape = shapeOf(node, node.input(0));
        ElementType type = ElementType.FLOAT;
        double value = 0;
        if (node.has("value")) {
            TensorProto proto = node.tensor("value");
            Tensor tensor = lowering.constant(node, proto);
            type = tensor.type();
            value = tensor.value(0);
        }
        double[] values = new double[Shapes.cells(shape)];
        Arrays.fill(values, value);
        return Tensor.constant(type, shape, values);
    }

    /** A shape that stands in a tensor. */
    private static int[] shapeOf(Node node, Tensor tensor) {
        int[] shape = new int[tensor.size()];
        for (int axis = 0; axis < shape.length; axis++) {
            boolean known = tensor.isConstant(axis) && tensor.value(axis) >= 0 && tensor.value(axis) < 1 << 20;
            if (!known && !tensor.isRowCount(axis)) {
                throw node.unsupported("a known shape", tensor);
            }
            shape[axis] = known ? (int) tensor.value(axis) : Shapes.ROWS;
        }
        if (Arrays.stream(shape).filter(size -> size == Shapes.ROWS).count() > 1) {
            throw node.unsupported("one dimension of rows", Shapes.describe(shape));
        }
        return shape;
    }
}
