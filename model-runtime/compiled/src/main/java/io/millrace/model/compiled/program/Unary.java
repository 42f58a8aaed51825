package io.millrace.model.compiled.program;

/** A function of each of some columns. */
public final class Unary implements Step {
    private final UnaryOperation operation;
    private final int[] columns;
    private final int first;
    private final boolean single;

    /**
     * Computes {@code operation} of {@code columns} into as many columns from {@code first} on, which may be the same.
     *
     * @param single whether results are rounded to single precision
     */
    public Unary(UnaryOperation operation, int[] columns, int first, boolean single) {
        this.operation = operation;
        this.columns = columns.clone();
        this.first = first;
        this.single = single;
    }

    @Override
    public void run(double[] cells, int rows) {
        for (int i = 0; i < columns.length; i++) {
            int source = columns[i] * STRIDE;
            int target = (first + i) * STRIDE;
            if (operation == UnaryOperation.IDENTITY) {
                for (int row = 0; row < rows; row++) {
                    cells[target + row] = cells[source + row];
                }
            } else {
                for (int row = 0; row < rows; row++) {
                    cells[target + row] = operation.of(cells[source + row]);
                }
            }
            if (single) {
                Rounding.toSingle(cells, target, rows);
            }
        }
    }

    @Override
    public String toString() {
        return operation + " of " + columns.length + " columns";
    }
}
