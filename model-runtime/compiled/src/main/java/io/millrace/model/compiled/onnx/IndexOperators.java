package io.millrace.model.compiled.onnx;

import static io.millrace.model.compiled.onnx.Operator.single;

import io.millrace.model.compiled.program.Lookup;
import io.millrace.model.format.onnx.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Operators that put tensors side by side, take some of their elements, or look labels up by an index. */
final class IndexOperators {
    private IndexOperators() {}

    static Map<String, Operator> table() {
        Map<String, Operator> table = new HashMap<>();
        table.put("Concat", single(IndexOperators::concat));
        table.put("Gather", single((node, lowering) -> {
            Tensor data = node.input(0);
            return gather(node, lowering, data, node.input(1), node.axis("axis", 0, data.rank()));
        }));
        table.put("Slice", single(IndexOperators::slice));
        table.put("Split", IndexOperators::split);
        table.put(Operators.ml("ArrayFeatureExtractor"), single(IndexOperators::extract));
        table.put(Operators.ml("FeatureVectorizer"), single(IndexOperators::vectorize));
        return table;
    }

    private static Tensor concat(Node node, Lowering lowering) {
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < node.inputCount(); i++) {
            parts.add(node.input(i));
        }
        return concat(node, parts, node.axis("axis", 1, parts.get(0).rank()));
    }

    private static Tensor concat(Node node, List<Tensor> parts, int axis) {
        int[] shape = parts.get(0).shape();
        shape[axis] = 0;
        for (Tensor part : parts) {
            int[] other = part.shape();
            boolean rows = other.length <= axis || other[axis] == Shapes.ROWS;
            if (rows || part.type() != parts.get(0).type()) {
                throw node.unsupported("tensors of one type, side by side, not one below the other", parts);
            }
            shape[axis] += other[axis];
            other[axis] = shape[axis];
            if (!Arrays.equals(other, shape)) {
                throw node.unsupported("tensors that fit side by side", parts);
            }
        }
        int outer = Shapes.cells(Arrays.copyOf(shape, axis));
        List<Tensor> pieces = new ArrayList<>();
        for (int block = 0; block < outer; block++) {
            for (Tensor part : parts) {
                int length = part.size() / outer;
                int from = block * length;
                int[] cells = new int[length];
                Arrays.setAll(cells, i -> from + i);
                pieces.add(part.pick(new int[] {length}, cells));
            }
        }
        return Tensor.join(shape, pieces);
    }

    /** Elements along an axis by indices, which are constants, or differ by row and point into constants. */
    private static Tensor gather(Node node, Lowering lowering, Tensor data, Tensor indices, int axis) {
        if (data.rowAxis() == axis) {
            throw node.unsupported("an axis other than that of the rows", data);
        }
        if (data.rowAxis() >= 0 && indices.rowAxis() >= 0) {
            throw node.unsupported("indices by row into constants, or constant indices", node);
        }
        int[] dataShape = data.shape();
        int[] shape = new int[data.rank() - 1 + indices.rank()];
        System.arraycopy(dataShape, 0, shape, 0, axis);
        System.arraycopy(indices.shape(), 0, shape, axis, indices.rank());
        System.arraycopy(dataShape, axis + 1, shape, axis + indices.rank(), data.rank() - axis - 1);
        int inner = Shapes.cells(Arrays.copyOfRange(dataShape, axis + 1, data.rank()));
        int length = Shapes.extent(dataShape[axis]);
        if (indices.isConstant()) {
            int[] cells = new int[Shapes.cells(shape)];
            for (int cell = 0; cell < cells.length; cell++) {
                int index = (int) indices.value(cell / inner % indices.size());
                index = index < 0 ? index + length : index;
                if (index < 0 || index >= length) {
                    throw node.unsupported("indices from 0 to " + (length - 1), index);
                }
                cells[cell] = (cell / inner / indices.size() * length + index) * inner + cell % inner;
            }
            return data.pick(shape, cells);
        }
        int first = lowering.newColumns(node, Shapes.cells(shape));
        for (int cell = 0; cell < Shapes.cells(shape); cell++) {
            Map<Double, Double> table = new HashMap<>();
            for (int index = 0; index < length; index++) {
                int source = (cell / inner / indices.size() * length + index) * inner + cell % inner;
                if (!data.isConstant(source)) {
                    throw node.unsupported("indices by row into constants", node);
                }
                table.put((double) index, data.value(source));
            }
            int column = lowering.column(node, indices, cell / inner % indices.size());
            lowering.add(new Lookup(column, first + cell, table, Double.NaN, Double.NaN));
        }
        return Tensor.columns(data.type(), shape, first);
    }

    /** Elements along the last axis, by indices that count as a list; one row of a table stays a row. */
    private static Tensor extract(Node node, Lowering lowering) {
        Tensor data = node.input(0);
        Tensor indices = node.input(1);
        int axis = data.rank() - 1;
        int count = Math.max(0, indices.rowAxis());
        if (indices.rowAxis() >= 0 && indices.size() > 1) {
            throw node.unsupported("one index by row", indices + " at " + count);
        }
        int[] list = {indices.rowAxis() >= 0 ? Shapes.ROWS : indices.size()};
        Tensor extracted = gather(node, lowering, data, indices.withShape(list), axis);
        return data.rank() == 1 ? extracted.withShape(new int[] {1, extracted.shape()[0]}) : extracted;
    }

    private static Tensor slice(Node node, Lowering lowering) {
        Tensor data = node.input(0);
        boolean attributes = node.opset() < 10;
        long[] starts = attributes ? longs(node, "starts") : node.wholes(1);
        long[] ends = attributes ? longs(node, "ends") : node.wholes(2);
        long[] axes = attributes ? longs(node, "axes") : node.hasInput(3) ? node.wholes(3) : new long[0];
        long[] steps = !attributes && node.hasInput(4) ? node.wholes(4) : new long[0];
        Tensor sliced = data;
        for (int i = 0; i < starts.length; i++) {
            int axis = node.axis(axes.length == 0 ? i : axes[i], data.rank());
            if (steps.length > 0 && steps[i] != 1) {
                throw node.unsupported("steps of 1", steps[i]);
            }
            if (data.rowAxis() == axis) {
                if (starts[i] != 0 || ends[i] < Integer.MAX_VALUE) {
                    throw node.unsupported("all rows", starts[i] + " to " + ends[i]);
                }
                continue;
            }
            int length = data.shape()[axis];
            int from = bound(starts[i], length);
            int to = bound(ends[i], length);
            sliced = range(node, lowering, sliced, axis, from, Math.max(0, to - from));
        }
        return sliced;
    }

    private static int bound(long index, int length) {
        return (int) Math.max(0, Math.min(length, index < 0 ? index + length : index));
    }

    private static Tensor range(Node node, Lowering lowering, Tensor data, int axis, int from, int length) {
        double[] indices = new double[length];
        Arrays.setAll(indices, i -> from + i);
        Tensor wanted = Tensor.constant(ElementType.INT64, new int[] {length}, indices);
        return gather(node, lowering, data, wanted, axis);
    }

    private static List<Tensor> split(Node node, Lowering lowering) {
        Tensor data = node.input(0);
        int axis = node.axis("axis", 0, data.rank());
        int length = data.shape()[axis];
        if (length == Shapes.ROWS) {
            throw node.unsupported("an axis other than that of the rows", data);
        }
        long[] lengths = node.hasInput(1) ? node.wholes(1) : longs(node, "split");
        if (lengths.length == 0) {
            lengths = new long[node.outputCount()];
            Arrays.fill(lengths, (length + lengths.length - 1) / lengths.length);
            lengths[lengths.length - 1] = length - lengths[0] * (lengths.length - 1);
        }
        if (Arrays.stream(lengths).sum() != length || lengths.length != node.outputCount()) {
            throw node.unsupported("parts that sum to " + length, Arrays.toString(lengths));
        }
        List<Tensor> parts = new ArrayList<>();
        int from = 0;
        for (long part : lengths) {
            parts.add(range(node, lowering, data, axis, from, (int) part));
            from += (int) part;
        }
        return parts;
    }

    /** Columns of several tensors as one of FLOAT; what is longer than announced is cut, what is shorter filled with 0. */
    private static Tensor vectorize(Node node, Lowering lowering) {
        List<Long> lengths = node.wholes("inputdimensions");
        if (lengths.size() != node.inputCount()) {
            throw node.unsupported("inputdimensions for each of " + node.inputCount() + " inputs", lengths);
        }
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < lengths.size(); i++) {
            Tensor part = lowering.cast(node, node.numbers(i), ElementType.FLOAT);
            if (part.rank() != 2 || part.rowAxis() != 0 || part.size() < lengths.get(i)) {
                throw node.unsupported("[rows, " + lengths.get(i) + "] as input " + i, part);
            }
            parts.add(range(node, lowering, part, 1, 0, lengths.get(i).intValue()));
        }
        return concat(node, parts, 1);
    }

    private static long[] longs(Node node, String attribute) {
        return node.wholes(attribute).stream().mapToLong(Long::longValue).toArray();
    }
}
