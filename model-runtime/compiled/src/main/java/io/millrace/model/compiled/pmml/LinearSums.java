package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Linear;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dmg.pmml.DataType;
import org.dmg.pmml.PMMLObject;

/** Weighted sums of columns, several over the same columns. A row that lacks a number in one of them lacks all of them. */
final class LinearSums {
    private final Lowering lowering;
    private final double[] intercepts;
    private final Map<Column, double[]> coefficients = new LinkedHashMap<>();

    LinearSums(Lowering lowering, int count) {
        this.lowering = lowering;
        intercepts = new double[count];
    }

    /** The column as a number that every row needs. */
    Column number(Column column, PMMLObject where) {
        Column number = column.isText() ? lowering.casts().cast(column, DataType.DOUBLE, null) : column;
        if (!number.isNumeric()) {
            throw Unsupported.element(where, "a field of type " + column.type().value());
        }
        lowering.columns().require(number);
        return number;
    }

    void addConstant(int sum, double value) {
        intercepts[sum] += value;
    }

    void add(int sum, Column column, double coefficient) {
        lowering.columns().require(column);
        if (column.isConstant() && !Double.isNaN(column.constant())) {
            intercepts[sum] += coefficient * column.constant();
        } else {
            coefficients.computeIfAbsent(column, added -> new double[intercepts.length])[sum] += coefficient;
        }
    }

    /** The sums. */
    List<Column> finish() {
        Column like = Column.number(DataType.DOUBLE);
        List<Integer> indices = new ArrayList<>();
        List<double[]> weights = new ArrayList<>();
        for (Map.Entry<Column, double[]> term : coefficients.entrySet()) {
            Column column = term.getKey();
            double[] weight = term.getValue();
            like = like.gapsOf(column);
            indices.add(lowering.columns().index(column));
            weights.add(weight);
            boolean isEverywhere = Arrays.stream(weight).allMatch(value -> value != 0);
            if (!isEverywhere && (column.mayBeMissing() || column.mayBeUndefined())) {
                Column presence = lowering.columns().unary(column, column, value -> Double.isNaN(value) ? value : 0);
                double[] absent = new double[weight.length];
                for (int i = 0; i < weight.length; i++) {
                    absent[i] = weight[i] == 0 ? 1 : 0;
                }
                indices.add(presence.index());
                weights.add(absent);
            }
        }
        double[][] matrix = new double[intercepts.length][indices.size()];
        for (int sum = 0; sum < matrix.length; sum++) {
            for (int i = 0; i < indices.size(); i++) {
                matrix[sum][i] = weights.get(i)[sum];
            }
        }
        int first = lowering.columns().builder().newColumns(intercepts.length);
        Linear.add(
                lowering.columns().builder(),
                indices.stream().mapToInt(Integer::intValue).toArray(),
                matrix,
                intercepts,
                first);
        List<Column> sums = new ArrayList<>();
        for (int i = 0; i < intercepts.length; i++) {
            // NaN says no more why: what is undefined is required of its own
            sums.add(like.withGaps(like.mayBeMissing() || like.mayBeUndefined(), false)
                    .at(first + i));
        }
        return sums;
    }
}
