package io.millrace.model.compiled.program;

import java.util.Arrays;

/**
 * A value for each interval of the number line that a number may lie in: PMML's Discretize.
 *
 * <p>The ends of all intervals cut the line into pieces: the ends themselves and what lies between, below and above
 * them. Which value a piece has is settled beforehand, so one binary search finds it, whatever the closures are.
 */
public final class Intervals implements Step {
    private final int input;
    private final int output;
    private final double[] ends;
    private final double[] values;
    private final double missing;

    /**
     * The step.
     *
     * @param ends ascending, distinct
     * @param values of the pieces {@code (-inf, ends[0])}, {@code ends[0]}, {@code (ends[0], ends[1])}, {@code ends[1]},
     *     …, {@code (ends[n-1], inf)}: twice as many as ends, and one
     * @param missing where the number is missing
     */
    public Intervals(int input, int output, double[] ends, double[] values, double missing) {
        if (values.length != 2 * ends.length + 1) {
            throw new IllegalArgumentException(
                    "values must be one for each piece: ends=" + ends.length + ", values=" + values.length);
        }
        this.input = input;
        this.output = output;
        this.ends = ends.clone();
        this.values = values.clone();
        this.missing = missing;
    }

    @Override
    public void run(double[] cells, int rows) {
        int from = input * STRIDE;
        int to = output * STRIDE;
        for (int row = 0; row < rows; row++) {
            double value = cells[from + row];
            if (Double.isNaN(value)) {
                cells[to + row] = Undefined.is(value) ? value : missing;
            } else {
                int index = Arrays.binarySearch(ends, value + 0.0); // no negative zero, which sorts below zero
                cells[to + row] = values[index >= 0 ? 2 * index + 1 : 2 * -(index + 1)];
            }
        }
    }
}
