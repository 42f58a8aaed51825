package io.millrace.model.compiled.program;

/**
 * A value for each code: the coefficient of a category, the text that another one is mapped to.
 *
 * @param input codes
 * @param output written; undefined where the code is
 * @param values by code
 * @param other for every code without a value, unseen ones included
 * @param missing where the code is missing
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record CodeTable(int input, int output, double[] values, double other, double missing) implements Step {
    @Override
    public void run(double[] cells, int rows) {
        int from = input * STRIDE;
        int to = output * STRIDE;
        for (int row = 0; row < rows; row++) {
            double code = cells[from + row];
            if (code >= 0 && code < values.length) {
                cells[to + row] = values[(int) code];
            } else if (Double.isNaN(code)) {
                cells[to + row] = Undefined.is(code) ? code : missing;
            } else {
                cells[to + row] = other;
            }
        }
    }
}
