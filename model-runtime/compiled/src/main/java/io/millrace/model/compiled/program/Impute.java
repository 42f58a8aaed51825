package io.millrace.model.compiled.program;

/** Puts a number in the place of missing ones, or of a number that stands for missing. */
public final class Impute implements Step {
    private final int[] columns;
    private final double replaced;
    private final double[] imputed;
    private final int first;

    /**
     * Copies {@code columns} into as many columns from {@code first} on.
     *
     * @param replaced what is replaced; NaN for missing values
     * @param imputed for each column what stands in
     */
    public Impute(int[] columns, double replaced, double[] imputed, int first) {
        if (columns.length != imputed.length) {
            throw new IllegalArgumentException(
                    "a number for each column: columns=" + columns.length + ", imputed=" + imputed.length);
        }
        this.columns = columns.clone();
        this.replaced = replaced;
        this.imputed = imputed.clone();
        this.first = first;
    }

    @Override
    public void run(double[] cells, int rows) {
        boolean missing = Double.isNaN(replaced);
        for (int i = 0; i < columns.length; i++) {
            int in = columns[i] * STRIDE;
            int out = (first + i) * STRIDE;
            double substitute = imputed[i];
            for (int row = 0; row < rows; row++) {
                double value = cells[in + row];
                boolean replace = missing ? Double.isNaN(value) : value == replaced;
                cells[out + row] = replace ? substitute : value;
            }
        }
    }

    @Override
    public String toString() {
        return "impute " + columns.length + " columns";
    }
}
