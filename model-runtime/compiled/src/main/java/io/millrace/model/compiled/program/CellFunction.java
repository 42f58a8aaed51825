package io.millrace.model.compiled.program;

import java.util.function.DoubleUnaryOperator;

/**
 * A column from another, cell by cell.
 *
 * @param input read
 * @param output written
 * @param function pure; decides itself what becomes of NaN
 */
public record CellFunction(int input, int output, DoubleUnaryOperator function) implements Step {
    @Override
    public void run(double[] cells, int rows) {
        int from = input * STRIDE;
        int to = output * STRIDE;
        for (int row = 0; row < rows; row++) {
            cells[to + row] = function.applyAsDouble(cells[from + row]);
        }
    }
}
