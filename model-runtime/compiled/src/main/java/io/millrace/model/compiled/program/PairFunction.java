package io.millrace.model.compiled.program;

import java.util.function.DoubleBinaryOperator;

/**
 * A column from two others, cell by cell.
 *
 * @param left read
 * @param right read
 * @param output written
 * @param function pure; decides itself what becomes of NaN
 */
public record PairFunction(int left, int right, int output, DoubleBinaryOperator function) implements Step {
    @Override
    public void run(double[] cells, int rows) {
        int first = left * STRIDE;
        int second = right * STRIDE;
        int to = output * STRIDE;
        for (int row = 0; row < rows; row++) {
            cells[to + row] = function.applyAsDouble(cells[first + row], cells[second + row]);
        }
    }
}
