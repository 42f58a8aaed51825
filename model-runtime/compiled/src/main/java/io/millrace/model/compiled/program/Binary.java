package io.millrace.model.compiled.program;

/** A function of each pair of columns. */
public final class Binary implements Step {
    private final BinaryOperation operation;
    private final int[] left;
    private final int[] right;
    private final int first;
    private final boolean single;

    /**
     * Computes {@code operation} of each pair of columns into as many columns from {@code first} on.
     *
     * @param single whether results are rounded to single precision
     */
    public Binary(BinaryOperation operation, int[] left, int[] right, int first, boolean single) {
        if (left.length != right.length) {
            throw new IllegalArgumentException("columns must pair: left=" + left.length + ", right=" + right.length);
        }
        this.operation = operation;
        this.left = left.clone();
        this.right = right.clone();
        this.first = first;
        this.single = single;
    }

    @Override
    public void run(double[] cells, int rows) {
        for (int i = 0; i < left.length; i++) {
            int target = (first + i) * STRIDE;
            compute(cells, left[i] * STRIDE, right[i] * STRIDE, target, rows);
            if (single) {
                Rounding.toSingle(cells, target, rows);
            }
        }
    }

    /** The four usual ones have loops of their own, which the compiler turns into vector instructions. */
    private void compute(double[] cells, int x, int y, int target, int rows) {
        switch (operation) {
            case ADD -> {
                for (int row = 0; row < rows; row++) {
                    cells[target + row] = cells[x + row] + cells[y + row];
                }
            }
            case SUBTRACT -> {
                for (int row = 0; row < rows; row++) {
                    cells[target + row] = cells[x + row] - cells[y + row];
                }
            }
            case MULTIPLY -> {
                for (int row = 0; row < rows; row++) {
                    cells[target + row] = cells[x + row] * cells[y + row];
                }
            }
            case DIVIDE -> {
                for (int row = 0; row < rows; row++) {
                    cells[target + row] = cells[x + row] / cells[y + row];
                }
            }
            default -> {
                for (int row = 0; row < rows; row++) {
                    cells[target + row] = operation.of(cells[x + row], cells[y + row]);
                }
            }
        }
    }

    @Override
    public String toString() {
        return operation + " of " + left.length + " pairs of columns";
    }
}
