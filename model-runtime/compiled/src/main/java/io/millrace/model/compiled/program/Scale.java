package io.millrace.model.compiled.program;

/** Standardises columns: {@code (x - offset) * factor}, each with its own two. */
public final class Scale implements Step {
    private final int[] columns;
    private final double[] offsets;
    private final double[] factors;
    private final int first;
    private final boolean single;

    /**
     * Scales {@code columns} into as many columns from {@code first} on.
     *
     * @param single whether difference and product are rounded to single precision
     */
    public Scale(int[] columns, double[] offsets, double[] factors, int first, boolean single) {
        if (columns.length != offsets.length || columns.length != factors.length) {
            throw new IllegalArgumentException("an offset and a factor for each column: columns=" + columns.length
                    + ", offsets=" + offsets.length + ", factors=" + factors.length);
        }
        this.columns = columns.clone();
        this.offsets = offsets.clone();
        this.factors = factors.clone();
        this.first = first;
        this.single = single;
    }

    @Override
    public void run(double[] cells, int rows) {
        for (int i = 0; i < columns.length; i++) {
            int in = columns[i] * STRIDE;
            int out = (first + i) * STRIDE;
            double offset = offsets[i];
            double factor = factors[i];
            if (single) {
                for (int row = 0; row < rows; row++) {
                    cells[out + row] = (float) ((float) (cells[in + row] - offset) * factor);
                }
            } else {
                for (int row = 0; row < rows; row++) {
                    cells[out + row] = (cells[in + row] - offset) * factor;
                }
            }
        }
    }

    @Override
    public String toString() {
        return "scale " + columns.length + " columns";
    }
}
