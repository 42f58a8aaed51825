package io.millrace.model.compiled.program;

/**
 * Arithmetic of a column with a constant: {@code input <operation> constant}. NaN stays NaN, with no payload to rely
 * on. The loops are plain ones that the compiler turns into vector code.
 *
 * @param operation what to do
 * @param input read, on the left
 * @param constant on the right
 * @param output written
 */
public record WithConstant(Operation operation, int input, double constant, int output) implements Step {
    /** The four. */
    public enum Operation {
        /** Sum. */
        ADD,
        /** Difference. */
        SUBTRACT,
        /** Product. */
        MULTIPLY,
        /** Quotient. */
        DIVIDE
    }

    @Override
    public void run(double[] cells, int rows) {
        int from = input * STRIDE;
        int to = output * STRIDE;
        switch (operation) {
            case ADD -> {
                for (int row = 0; row < rows; row++) {
                    cells[to + row] = cells[from + row] + constant;
                }
            }
            case SUBTRACT -> {
                for (int row = 0; row < rows; row++) {
                    cells[to + row] = cells[from + row] - constant;
                }
            }
            case MULTIPLY -> {
                for (int row = 0; row < rows; row++) {
                    cells[to + row] = cells[from + row] * constant;
                }
            }
            case DIVIDE -> {
                for (int row = 0; row < rows; row++) {
                    cells[to + row] = cells[from + row] / constant;
                }
            }
        }
    }
}
