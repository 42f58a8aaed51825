package io.millrace.model.compiled.program;

/**
 * One number from several columns of a row, missing ones left out; missing where all are, undefined where one is.
 *
 * @param function what to compute
 * @param inputs read
 * @param output written
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Aggregate(Function function, int[] inputs, int output) implements Step {
    /** What to compute. */
    public enum Function {
        /** From left to right. */
        SUM,
        /** From left to right. */
        PRODUCT,
        /** Least. */
        MIN,
        /** Greatest. */
        MAX,
        /** Running mean: each number moves it by its share. */
        MEAN
    }

    @Override
    public void run(double[] cells, int rows) {
        for (int row = 0; row < rows; row++) {
            cells[output * STRIDE + row] = aggregate(cells, row);
        }
    }

    private double aggregate(double[] cells, int row) {
        double result = function == Function.PRODUCT ? 1 : 0;
        int count = 0;
        for (int input : inputs) {
            double value = cells[input * STRIDE + row];
            if (Double.isNaN(value)) {
                if (Undefined.is(value)) {
                    return value;
                }
                continue;
            }
            count++;
            switch (function) {
                case SUM -> result += value;
                case PRODUCT -> result *= value;
                case MIN -> result = count == 1 ? value : Math.min(result, value);
                case MAX -> result = count == 1 ? value : Math.max(result, value);
                case MEAN -> result += (value - result) / count;
            }
        }
        return count == 0 ? Double.NaN : Undefined.unlessNaN(result);
    }
}
