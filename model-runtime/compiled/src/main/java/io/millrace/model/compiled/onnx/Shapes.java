package io.millrace.model.compiled.onnx;

import java.util.Arrays;

/**
 * Arithmetic of shapes in which one dimension may be {@link #ROWS}: the rows of a batch, whose number nobody knows. Cells are
 * the elements of a single row, counted row-major, {@link #ROWS} being one of them.
 */
final class Shapes {
    /** Stands for the dimension of the rows. */
    static final int ROWS = -1;

    private Shapes() {}

    /** Elements of a row. */
    static int cells(int[] shape) {
        int cells = 1;
        for (int size : shape) {
            cells = Math.multiplyExact(cells, extent(size));
        }
        return cells;
    }

    /** How far an index runs along a dimension. */
    static int extent(int size) {
        return size == ROWS ? 1 : size;
    }

    /** Position of the dimension of the rows; -1 if the shape has none. */
    static int rowAxis(int[] shape) {
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] == ROWS) {
                return axis;
            }
        }
        return -1;
    }

    /** Cells between neighbours along each axis. */
    static int[] strides(int[] shape) {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= extent(shape[axis]);
        }
        return strides;
    }

    /** Index along each axis of a cell. */
    static int[] indices(int[] shape, int cell) {
        int[] indices = new int[shape.length];
        int rest = cell;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            indices[axis] = rest % extent(shape[axis]);
            rest /= extent(shape[axis]);
        }
        return indices;
    }

    /** The cell at these indices. */
    static int cell(int[] shape, int[] indices) {
        int[] strides = strides(shape);
        int cell = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            cell += indices[axis] * strides[axis];
        }
        return cell;
    }

    /** The shape that two are broadcast to, as NumPy does; null if they do not fit or would mix rows. */
    static int[] broadcast(int[] a, int[] b) {
        int[] shape = new int[Math.max(a.length, b.length)];
        for (int fromEnd = 1; fromEnd <= shape.length; fromEnd++) {
            int x = fromEnd <= a.length ? a[a.length - fromEnd] : 1;
            int y = fromEnd <= b.length ? b[b.length - fromEnd] : 1;
            if (x != y && x != 1 && y != 1) {
                return null;
            }
            shape[shape.length - fromEnd] = x == 1 ? y : x;
        }
        return Arrays.stream(shape).filter(size -> size == ROWS).count() > 1 ? null : shape;
    }

    /** For each cell of {@code target} the cell of {@code source}, which is broadcast to it. */
    static int[] expand(int[] source, int[] target) {
        int[] strides = strides(source);
        int[] cells = new int[cells(target)];
        for (int cell = 0; cell < cells.length; cell++) {
            int[] indices = indices(target, cell);
            for (int axis = 0; axis < source.length; axis++) {
                if (extent(source[axis]) > 1) {
                    cells[cell] += indices[target.length - source.length + axis] * strides[axis];
                }
            }
        }
        return cells;
    }

    /** As ONNX writes it. */
    static String describe(int[] shape) {
        return Arrays.stream(shape)
                .mapToObj(size -> size == ROWS ? "rows" : Integer.toString(size))
                .toList()
                .toString();
    }
}
