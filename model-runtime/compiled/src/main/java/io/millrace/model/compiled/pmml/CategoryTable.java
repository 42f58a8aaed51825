package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.CodeTable;
import io.millrace.model.compiled.program.Undefined;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dmg.pmml.DataType;
import org.dmg.pmml.OpType;
import org.dmg.pmml.PMMLObject;

/** A number for each value of a field, of equal values the first. */
final class CategoryTable {
    private final Lowering lowering;
    private final Column field;
    private final double other;
    private final double missing;
    private final Map<Double, Double> numbers = new LinkedHashMap<>();

    /**
     * An empty table.
     *
     * @param other for values that are not in it
     * @param missing for a missing value
     */
    CategoryTable(Lowering lowering, Column field, double other, double missing) {
        this.lowering = lowering;
        this.field = field;
        this.other = other;
        this.missing = missing;
    }

    void put(Object value, double number, PMMLObject where) {
        double cell = lowering.predicates().cellOf(field, value, where);
        if (cell != Dictionary.NEVER || !field.isText()) {
            numbers.putIfAbsent(cell, number);
            lowering.columns().boundary(field, cell);
        }
    }

    /** The numbers of the field's values. */
    Column column(DataType type) {
        boolean hasNaN = Double.isNaN(other) || numbers.values().stream().anyMatch(number -> Double.isNaN(number));
        boolean mayBeUndefined = field.mayBeUndefined() || Undefined.is(other);
        Column like = Column.like(type, OpType.CONTINUOUS)
                .withGaps((field.mayBeMissing() && Double.isNaN(missing)) || hasNaN, mayBeUndefined);
        double[] keys = numbers.keySet().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        double[] values = Arrays.stream(keys).map(numbers::get).toArray();
        boolean isByCode = !field.isConstant() && (field.isText() || field.type() == DataType.BOOLEAN);
        if (isByCode) {
            double[] table = new double[keys.length == 0 ? 0 : (int) keys[keys.length - 1] + 1];
            Arrays.fill(table, other);
            numbers.forEach((code, number) -> table[code.intValue()] = number);
            Column output = lowering.columns().place(like);
            lowering.columns().builder().add(new CodeTable(field.index(), output.index(), table, other, missing));
            return output;
        }
        return lowering.columns().unary(field, like, cell -> {
            if (Double.isNaN(cell)) {
                return Undefined.is(cell) ? cell : missing;
            }
            int index = Arrays.binarySearch(keys, cell + 0.0);
            return index < 0 ? other : values[index];
        });
    }
}
