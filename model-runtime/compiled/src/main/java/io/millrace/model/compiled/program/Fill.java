package io.millrace.model.compiled.program;

/** A constant. */
public final class Fill implements Step {
    private final int column;
    private final double value;

    /** Writes {@code value} into {@code column}. */
    public Fill(int column, double value) {
        this.column = column;
        this.value = value;
    }

    @Override
    public void run(double[] cells, int rows) {
        int target = column * STRIDE;
        for (int row = 0; row < rows; row++) {
            cells[target + row] = value;
        }
    }

    @Override
    public String toString() {
        return "constant " + value;
    }
}
