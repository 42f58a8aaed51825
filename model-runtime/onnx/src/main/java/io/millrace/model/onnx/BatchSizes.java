package io.millrace.model.onnx;

/**
 * How many rows a run has, for a batch of some.
 *
 * @param fixed the number that the graph wants; 0 if it takes any
 * @param powersOfTwo whether runs are filled up to the next power of two, so that a GPU sees few shapes: it keeps plans
 *     and memory for each
 */
record BatchSizes(int fixed, boolean powersOfTwo) {
    /**
     * ONNX Runtime takes another kernel for the product of a single row, which rounds the last bits differently. A row
     * alone is therefore run twice over, so that it scores as in any batch: decision 0007.
     */
    private static final int FEWEST_ROWS = 2;

    /** Rows that a run for {@code count} rows has. */
    int runRows(int count) {
        if (fixed > 0) {
            return fixed;
        }
        int rows = Math.max(FEWEST_ROWS, count);
        return powersOfTwo ? Integer.highestOneBit(rows - 1) << 1 : rows;
    }
}
