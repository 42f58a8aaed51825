package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.CellFunction;
import io.millrace.model.compiled.program.Choose;
import io.millrace.model.compiled.program.Fill;
import io.millrace.model.compiled.program.PairFunction;
import io.millrace.model.compiled.program.ProgramBuilder;
import io.millrace.model.compiled.program.Undefined;
import io.millrace.model.compiled.program.Winner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.dmg.pmml.DataType;
import org.dmg.pmml.OpType;

/**
 * Makes the columns of a program. What is computed from constants alone is computed here.
 *
 * <p>PMML evaluates a field only where it is asked for, and breaks off where that fails. A column is computed for every
 * row, so a failure is a cell that is {@linkplain Undefined undefined}: it harms only rows that choose it. What every
 * row needs is noted by {@link #require}.
 */
final class Columns {
    private final ProgramBuilder builder;
    private final Map<Long, Integer> constants = new HashMap<>();
    private final List<Column> required = new ArrayList<>();
    private Column refusal;

    Columns(ProgramBuilder builder) {
        this.builder = builder;
    }

    ProgramBuilder builder() {
        return builder;
    }

    /** Where a column stands; a constant gets its place now. */
    int index(Column column) {
        if (!column.isConstant()) {
            return column.index();
        }
        return constants.computeIfAbsent(Double.doubleToRawLongBits(column.constant()), bits -> {
            int index = builder.newColumn();
            builder.add(new Fill(index, column.constant()));
            return index;
        });
    }

    int[] indices(List<Column> columns) {
        return columns.stream().mapToInt(this::index).toArray();
    }

    /** A constant that is a number of {@code type}, NaN for missing. */
    Column constant(double value, DataType type, OpType opType) {
        return new Column(-1, type, opType, null, value, -1, Undefined.isMissing(value), Undefined.is(value));
    }

    Column constant(String text) {
        Dictionary texts = Dictionary.closed(List.of(text));
        return new Column(-1, DataType.STRING, OpType.CATEGORICAL, texts, 0.0, -1, false, false);
    }

    Column missing(DataType type, OpType opType) {
        return constant(Double.NaN, type, opType);
    }

    /** A place for a column that some step will write. */
    Column place(Column like) {
        return like.at(builder.newColumn());
    }

    /**
     * A column computed cell by cell.
     *
     * @param like what the result is like
     * @param function sees NaN too
     */
    Column unary(Column input, Column like, DoubleUnaryOperator function) {
        if (input.isConstant()) {
            return constantLike(like, function.applyAsDouble(input.constant()));
        }
        Column output = place(like);
        builder.add(new CellFunction(input.index(), output.index(), function));
        return output;
    }

    /** Like {@link #unary} from two columns. */
    Column binary(Column left, Column right, Column like, DoubleBinaryOperator function) {
        if (left.isConstant() && right.isConstant()) {
            return constantLike(like, function.applyAsDouble(left.constant(), right.constant()));
        }
        if (right.isConstant()) {
            double constant = right.constant();
            return unary(left, like, value -> function.applyAsDouble(value, constant));
        }
        if (left.isConstant()) {
            double constant = left.constant();
            return unary(right, like, value -> function.applyAsDouble(constant, value));
        }
        Column output = place(like);
        builder.add(new PairFunction(left.index(), right.index(), output.index(), function));
        return output;
    }

    /** {@code yes} where the flag is set, {@code no} where it is not, the flag's own NaN where it is NaN. */
    Column choose(Column flag, Column yes, Column no, Column like) {
        if (flag.isConstant()) {
            double holds = flag.constant();
            return Double.isNaN(holds) ? constantLike(like, holds) : holds == 1 ? yes : no;
        }
        Column output = place(like);
        builder.add(new Choose(flag.index(), index(yes), index(no), output.index()));
        return output;
    }

    /** The position of the greatest or least of several numbers. */
    Column winner(List<Column> numbers, boolean greatest, Column like) {
        int[] inputs = indices(numbers);
        Column output = place(like);
        builder.add(new Winner(inputs, output.index(), greatest));
        return output;
    }

    private Column constantLike(Column like, double value) {
        return new Column(
                -1,
                like.type(),
                like.opType(),
                like.texts(),
                value,
                -1,
                Undefined.isMissing(value),
                Undefined.is(value));
    }

    /** Notes a value around which the model changes its mind. */
    void boundary(Column column, double value) {
        if (column.origin() >= 0) {
            builder.addBoundary(column.origin(), value);
        }
    }

    /** The row is refused where {@code column} is undefined, whatever the outputs say. */
    void require(Column column) {
        if (column.mayBeUndefined()) {
            required.add(column);
        }
    }

    /** Whether there are rows that are refused. */
    boolean mayRefuse() {
        return !required.isEmpty();
    }

    /** What {@code work} requires, which is not required of every row then. */
    List<Column> needs(Runnable work) {
        int from = required.size();
        work.run();
        List<Column> added = required.subList(from, required.size());
        List<Column> needs = List.copyOf(added);
        added.clear();
        return needs;
    }

    /** {@code column}, undefined where one of {@code needs} is. */
    Column undefinedWhere(List<Column> needs, Column column) {
        Column value = column;
        for (Column needed : needs) {
            value = undefinedOf(needed, value);
        }
        return value;
    }

    /** {@code column}, undefined where something that the row needs is. To be asked when all needs are known. */
    Column guarded(Column column) {
        if (required.isEmpty()) {
            return column;
        }
        if (refusal == null) {
            refusal = required.stream().distinct().reduce(this::undefinedOf).orElseThrow();
        }
        return undefinedOf(refusal, column);
    }

    /** {@code value}, undefined where {@code needed} is. */
    private Column undefinedOf(Column needed, Column value) {
        return binary(needed, value, value.gapsOf(needed), (first, second) -> Undefined.is(first) ? first : second);
    }
}
