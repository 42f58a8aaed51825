package io.millrace.model.compiled.program;

/**
 * One of two columns, as a third one says.
 *
 * @param condition 1 for {@code yes}, 0 for {@code no}; NaN goes through as it is
 * @param yes read where the condition holds
 * @param no read where it does not
 * @param output written
 */
public record Choose(int condition, int yes, int no, int output) implements Step {
    @Override
    public void run(double[] cells, int rows) {
        int test = condition * STRIDE;
        int first = yes * STRIDE;
        int second = no * STRIDE;
        int to = output * STRIDE;
        for (int row = 0; row < rows; row++) {
            double holds = cells[test + row];
            cells[to + row] = Double.isNaN(holds) ? holds : cells[(holds == 0 ? second : first) + row];
        }
    }
}
