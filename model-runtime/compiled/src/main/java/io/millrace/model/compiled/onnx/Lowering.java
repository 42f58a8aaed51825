package io.millrace.model.compiled.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.millrace.model.compiled.program.Binary;
import io.millrace.model.compiled.program.BinaryOperation;
import io.millrace.model.compiled.program.Fill;
import io.millrace.model.compiled.program.ProgramBuilder;
import io.millrace.model.compiled.program.Step;
import io.millrace.model.compiled.program.Unary;
import io.millrace.model.compiled.program.UnaryOperation;
import io.millrace.model.format.onnx.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A program in the making, and what operators need to add to it. */
final class Lowering {
    /** Widest block: 64 rows of so many columns are 10 MiB. Wider graphs are better served by ONNX Runtime. */
    private static final int MAX_COLUMNS = 20_000;

    private final ProgramBuilder builder;
    private final Texts texts;
    private final Map<Double, Integer> constants = new HashMap<>();
    private final Map<Integer, Origin> origins = new HashMap<>();
    private final List<Integer> guards = new ArrayList<>();
    private long multiplications;

    /** Where a column comes from: {@code (input - offset) * factor}. */
    private record Origin(int input, double offset, double factor) {}

    Lowering(ProgramBuilder builder, Texts texts) {
        this.builder = builder;
        this.texts = texts;
    }

    ProgramBuilder builder() {
        return builder;
    }

    Texts texts() {
        return texts;
    }

    void add(Step step) {
        builder.add(step);
    }

    /**
     * Columns side by side.
     *
     * @return the first one
     */
    int newColumns(Node node, int count) {
        int first = builder.newColumns(count);
        if (first + count > MAX_COLUMNS) {
            throw node.unsupported("at most " + MAX_COLUMNS + " columns of intermediate results", first + count);
        }
        return first;
    }

    /** The column of a cell; a constant gets one. */
    int column(Node node, Tensor tensor, int cell) {
        if (tensor.isRowCount(cell)) {
            throw node.unsupported("values of rows", "the number of rows");
        }
        if (!tensor.isConstant(cell)) {
            return tensor.column(cell);
        }
        return constants.computeIfAbsent(tensor.value(cell), value -> {
            int column = newColumns(node, 1);
            add(new Fill(column, value));
            return column;
        });
    }

    /** The columns of all cells. */
    int[] columns(Node node, Tensor tensor) {
        int[] columns = new int[tensor.size()];
        Arrays.setAll(columns, cell -> column(node, tensor, cell));
        return columns;
    }

    /** Columns of a {@code [rows, columns]} tensor, or of {@code [rows]} as one. */
    int[] rowColumns(Node node, Tensor tensor) {
        boolean fits = tensor.rowAxis() == 0 && tensor.rank() == 2;
        if (!fits) {
            throw node.unsupported("a tensor of [rows, columns]", tensor);
        }
        return columns(node, tensor);
    }

    /** A function of each cell. */
    Tensor unary(Node node, UnaryOperation operation, Tensor x, ElementType type) {
        boolean single = type == ElementType.FLOAT;
        if (x.isConstant()) {
            double[] values = Arrays.stream(x.values())
                    .map(operation::of)
                    .map(value -> single ? (float) value : value)
                    .toArray();
            return Tensor.constant(type, x.shape(), values);
        }
        int[] columns = columns(node, x);
        int first = newColumns(node, columns.length);
        add(new Unary(operation, columns, first, single));
        if (operation == UnaryOperation.IDENTITY) {
            inherit(columns, first);
        }
        return Tensor.columns(type, x.shape(), first);
    }

    /** A function of each pair of cells, after broadcasting. */
    Tensor binary(Node node, BinaryOperation operation, Tensor x, Tensor y, ElementType type) {
        boolean single = type == ElementType.FLOAT;
        int[] shape = Shapes.broadcast(x.shape(), y.shape());
        if (shape == null) {
            throw node.unsupported("shapes that are broadcast without mixing rows", List.of(x, y));
        }
        Tensor left = x.pick(shape, Shapes.expand(x.shape(), shape));
        Tensor right = y.pick(shape, Shapes.expand(y.shape(), shape));
        if (left.isConstant() && right.isConstant()) {
            double[] values = new double[left.size()];
            for (int cell = 0; cell < values.length; cell++) {
                double value = operation.of(left.value(cell), right.value(cell));
                values[cell] = single ? (float) value : value;
            }
            return Tensor.constant(type, shape, values);
        }
        int first = newColumns(node, left.size());
        add(new Binary(operation, columns(node, left), columns(node, right), first, single));
        return Tensor.columns(type, shape, first);
    }

    /** The tensor in another type of numbers or truth values, as C++ converts it. */
    Tensor cast(Node node, Tensor x, ElementType type) {
        if (x.type() == type) {
            return x;
        }
        if (x.hasRowCount() && x.isWhole() && (type == ElementType.INT64 || type == ElementType.INT32)) {
            return x.withType(type);
        }
        boolean fromWhole = x.isWhole() || x.type() == ElementType.BOOL;
        boolean toOther = type == ElementType.STRING || x.type() == ElementType.STRING;
        if (toOther) {
            throw node.unsupported("a cast between numbers", x.type() + " to " + type);
        }
        return switch (type) {
            case BOOL -> unary(node, UnaryOperation.TO_BOOLEAN, x, type);
            case DOUBLE -> x.withType(type);
            case FLOAT ->
                x.type() == ElementType.BOOL ? x.withType(type) : unary(node, UnaryOperation.IDENTITY, x, type);
            case INT64 -> fromWhole ? x.withType(type) : unary(node, UnaryOperation.TO_LONG, x, type);
            case INT32 ->
                x.type() == ElementType.BOOL
                        ? x.withType(type)
                        : x.isWhole() ? throwing(node, x, type) : unary(node, UnaryOperation.TO_INT, x, type);
            default -> throwing(node, x, type);
        };
    }

    private static Tensor throwing(Node node, Tensor x, ElementType type) {
        throw node.unsupported(
                "a cast among FLOAT, DOUBLE, INT64, BOOL, or of FLOAT or DOUBLE to INT32", x.type() + " to " + type);
    }

    /** A tensor that a file holds. */
    Tensor constant(Node node, TensorProto proto) {
        return Constants.read(proto, texts, found -> node.unsupported("a constant of a plain type", found));
    }

    /** Notes that columns hold {@code (source - offset) * factor}. */
    void derive(int source, double offset, double factor, int column) {
        Origin origin = origins.getOrDefault(source, new Origin(source, 0, 1));
        if (factor != 0) {
            origins.put(
                    column,
                    new Origin(origin.input(), origin.offset() + offset / origin.factor(), origin.factor() * factor));
        }
    }

    /** Notes that columns hold what others hold. */
    void inherit(int[] columns, int first) {
        for (int i = 0; i < columns.length; i++) {
            derive(columns[i], 0, 1, first + i);
        }
    }

    /** Notes a value of a column at which the program changes its mind, if the column is an input or scaled from one. */
    void boundary(int column, double value) {
        Origin origin = origins.getOrDefault(column, new Origin(column, 0, 1));
        builder.addBoundary(origin.input(), value / origin.factor() + origin.offset());
    }

    /** Rows in which this column is not 0 are refused, as ONNX Runtime refuses them. */
    void refuseWhere(int column) {
        guards.add(column);
    }

    /** Columns of {@link #refuseWhere}. */
    List<Integer> guards() {
        return guards;
    }

    /** Counts multiplications of matrix products per row. */
    long multiply(long count) {
        multiplications += count;
        return multiplications;
    }
}
