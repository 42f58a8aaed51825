package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.CodeTable;
import io.millrace.model.compiled.program.Undefined;
import java.util.List;
import org.dmg.pmml.DataType;
import org.dmg.pmml.OpType;

/** A value as one of another type. What does not fit is undefined. */
final class Casts {
    private final Columns columns;

    Casts(Columns columns) {
        this.columns = columns;
    }

    /**
     * The column as {@code type}.
     *
     * @param type null: as it is
     * @param opType null: as it is
     */
    Column cast(Column column, DataType type, OpType opType) {
        DataType newType = type == null ? column.type() : type;
        OpType newOpType = opType == null ? column.opType() : opType;
        if (newType == column.type()) {
            return column.withType(newType, newOpType);
        }
        if (column.isConstant() && Double.isNaN(column.constant())) {
            return columns.constant(column.constant(), newType, newOpType);
        }
        return switch (newType) {
            case STRING -> toText(column, newOpType);
            case INTEGER, FLOAT, DOUBLE, BOOLEAN ->
                column.isText() ? parsed(column, newType, newOpType) : toNumber(column, newType, newOpType);
            default -> throw Unsupported.thing("cast from " + column.type().value(), newType.value());
        };
    }

    private Column toNumber(Column column, DataType type, OpType opType) {
        if (!column.isNumeric()) {
            throw Unsupported.thing("cast from " + column.type().value(), type.value());
        }
        Column same = column.withType(type, opType);
        if (type == DataType.DOUBLE || column.type() == DataType.BOOLEAN) {
            return same;
        }
        return switch (type) {
            case FLOAT -> columns.unary(column, same, Casts::toFloat);
            case INTEGER -> columns.unary(column, same.withGaps(column.mayBeMissing(), true), Casts::unlessFractional);
            default -> columns.unary(column, same.withGaps(column.mayBeMissing(), true), Casts::unlessNoFlag);
        };
    }

    static double toFloat(double value) {
        return Double.isNaN(value) ? value : (float) value;
    }

    static double unlessFractional(double value) {
        return Double.isNaN(value) || value == (int) value ? value : Undefined.VALUE;
    }

    private static double unlessNoFlag(double value) {
        return Double.isNaN(value) || value == 0 || value == 1 ? value : Undefined.VALUE;
    }

    private Column parsed(Column column, DataType type, OpType opType) {
        if (column.texts().isOpen()) {
            throw Unsupported.thing("cast of open texts", type.value());
        }
        double[] values = column.texts().texts().stream()
                .mapToDouble(text -> Literals.number(type, text).orElse(Undefined.VALUE))
                .toArray();
        if (column.isConstant()) {
            return columns.constant(values[column.constant().intValue()], type, opType);
        }
        Column output = columns.place(
                Column.like(type, opType).gapsOf(column).gapsOf(Column.flag().withGaps(false, hasNaN(values))));
        columns.builder().add(new CodeTable(column.index(), output.index(), values, Undefined.VALUE, Double.NaN));
        return output;
    }

    private static boolean hasNaN(double[] values) {
        for (double value : values) {
            if (Double.isNaN(value)) {
                return true;
            }
        }
        return false;
    }

    private Column toText(Column column, OpType opType) {
        if (column.type() == DataType.BOOLEAN) {
            return column.withType(DataType.STRING, opType).withTexts(Dictionary.closed(List.of("false", "true")));
        }
        if (column.isConstant()) {
            return columns.constant(text(column)).withType(DataType.STRING, opType);
        }
        throw Unsupported.thing("cast from " + column.type().value(), DataType.STRING.value());
    }

    private static String text(Column column) {
        double value = column.constant();
        return switch (column.type()) {
            case INTEGER -> Integer.toString((int) value);
            case FLOAT -> Float.toString((float) value);
            default -> Double.toString(value);
        };
    }
}
