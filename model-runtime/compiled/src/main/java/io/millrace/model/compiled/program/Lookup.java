package io.millrace.model.compiled.program;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** A table: one number for each number that it knows, another for all else. Costs a binary search. */
public final class Lookup implements Step {
    private final int column;
    private final int target;
    private final double[] keys;
    private final double[] values;
    private final double otherwise;
    private final double whenMissing;
    private final boolean dense;

    /**
     * A table for one column.
     *
     * @param table by key; NaN is no key
     * @param otherwise for numbers that are no key
     * @param whenMissing for NaN
     */
    public Lookup(int column, int target, Map<Double, Double> table, double otherwise, double whenMissing) {
        TreeMap<Double, Double> sorted = new TreeMap<>();
        table.forEach((key, value) -> sorted.put(key + 0.0, value)); // makes -0 0
        this.column = column;
        this.target = target;
        keys = sorted.keySet().stream().mapToDouble(Double::doubleValue).toArray();
        values = sorted.values().stream().mapToDouble(Double::doubleValue).toArray();
        this.otherwise = otherwise;
        this.whenMissing = whenMissing;
        boolean isDense = true;
        for (int i = 0; i < keys.length; i++) {
            isDense &= keys[i] == i;
        }
        dense = isDense;
    }

    @Override
    public void run(double[] cells, int rows) {
        int in = column * STRIDE;
        int out = target * STRIDE;
        for (int row = 0; row < rows; row++) {
            double key = cells[in + row];
            if (Double.isNaN(key)) {
                cells[out + row] = whenMissing;
            } else {
                int found = dense ? position(key) : Arrays.binarySearch(keys, key + 0.0);
                cells[out + row] = found < 0 ? otherwise : values[found];
            }
        }
    }

    private int position(double key) {
        return key >= 0 && key < keys.length && key == (int) key ? (int) key : -1;
    }

    @Override
    public String toString() {
        return "table of " + keys.length;
    }
}
