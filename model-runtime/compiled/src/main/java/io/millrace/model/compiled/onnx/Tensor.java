package io.millrace.model.compiled.onnx;

import io.millrace.model.format.onnx.ElementType;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of a tensor while its graph is compiled: type, shape, and of each cell of a row where it stands: in a column
 * of the program's block, or in no column because it is the same for all rows. Texts are codes of {@link Texts}. Immutable.
 */
final class Tensor {
    private static final int CONSTANT = -1;
    private static final int ROW_COUNT = -2;

    private final ElementType type;
    private final int[] shape;
    private final int[] columns;
    private final double[] values;
    private final List<Object> keys;

    private Tensor(ElementType type, int[] shape, int[] columns, double[] values, List<Object> keys) {
        if (columns.length != Shapes.cells(shape)) {
            throw new IllegalArgumentException(
                    "cells must fit shape " + Shapes.describe(shape) + ": cells=" + columns.length);
        }
        this.type = type;
        this.shape = shape;
        this.columns = columns;
        this.values = values;
        this.keys = keys;
    }

    /** Constants. */
    static Tensor constant(ElementType type, int[] shape, double[] values) {
        int[] columns = new int[values.length];
        Arrays.fill(columns, CONSTANT);
        return new Tensor(type, shape.clone(), columns, values.clone(), List.of());
    }

    /** Columns side by side. */
    static Tensor columns(ElementType type, int[] shape, int first) {
        int[] columns = new int[Shapes.cells(shape)];
        Arrays.setAll(columns, cell -> first + cell);
        return new Tensor(type, shape.clone(), columns, new double[columns.length], List.of());
    }

    /** A shape as a tensor. */
    static Tensor ofShape(int[] sizes) {
        int[] columns = new int[sizes.length];
        double[] values = new double[sizes.length];
        for (int axis = 0; axis < sizes.length; axis++) {
            columns[axis] = sizes[axis] == Shapes.ROWS ? ROW_COUNT : CONSTANT;
            values[axis] = sizes[axis];
        }
        return new Tensor(ElementType.INT64, new int[] {sizes.length}, columns, values, List.of());
    }

    /** Cells of this tensor in another shape. */
    Tensor pick(int[] newShape, int[] cells) {
        return new Tensor(
                type,
                newShape.clone(),
                Arrays.stream(cells).map(cell -> columns[cell]).toArray(),
                Arrays.stream(cells).mapToDouble(cell -> values[cell]).toArray(),
                List.of());
    }

    /** The same cells in another shape. */
    Tensor withShape(int[] newShape) {
        return new Tensor(type, newShape.clone(), columns, values, List.of());
    }

    /** The same cells, taken for another type. */
    Tensor withType(ElementType newType) {
        return new Tensor(newType, shape, columns, values, keys);
    }

    /** As values of maps with these keys. */
    Tensor withKeys(List<Object> newKeys) {
        return new Tensor(type, shape, columns, values, List.copyOf(newKeys));
    }

    /** Tensors of one type one after the other. */
    static Tensor join(int[] shape, List<Tensor> parts) {
        int[] columns =
                parts.stream().flatMapToInt(part -> Arrays.stream(part.columns)).toArray();
        double[] values = parts.stream()
                .flatMapToDouble(part -> Arrays.stream(part.values))
                .toArray();
        return new Tensor(parts.get(0).type, shape.clone(), columns, values, List.of());
    }

    ElementType type() {
        return type;
    }

    /** Dimensions; {@link Shapes#ROWS} stands for the rows. */
    int[] shape() {
        return shape.clone();
    }

    int rank() {
        return shape.length;
    }

    /** Cells of a row. */
    int size() {
        return columns.length;
    }

    /** Position of the dimension of the rows; -1 if there is none. */
    int rowAxis() {
        return Shapes.rowAxis(shape);
    }

    /** Keys of maps; empty for a tensor. */
    List<Object> keys() {
        return keys;
    }

    boolean isConstant(int cell) {
        return columns[cell] == CONSTANT;
    }

    /** Whether all cells are constants. */
    boolean isConstant() {
        return Arrays.stream(columns).allMatch(column -> column == CONSTANT);
    }

    /** Whether a cell is the number of rows, which nobody knows. */
    boolean isRowCount(int cell) {
        return columns[cell] == ROW_COUNT;
    }

    /** Whether some cell is the number of rows. */
    boolean hasRowCount() {
        return Arrays.stream(columns).anyMatch(column -> column == ROW_COUNT);
    }

    /** Value of a constant cell. */
    double value(int cell) {
        return values[cell];
    }

    /** Values of a constant tensor. */
    double[] values() {
        return values.clone();
    }

    /** Column of a cell that is no constant. */
    int column(int cell) {
        return columns[cell];
    }

    boolean isFloating() {
        return type == ElementType.FLOAT || type == ElementType.DOUBLE;
    }

    boolean isWhole() {
        return type == ElementType.INT32 || type == ElementType.INT64;
    }

    boolean isNumeric() {
        return isFloating() || isWhole();
    }

    /** Whether whatever is computed in this type is rounded to single precision. */
    boolean isSingle() {
        return type == ElementType.FLOAT;
    }

    @Override
    public String toString() {
        return type + Shapes.describe(shape);
    }
}
