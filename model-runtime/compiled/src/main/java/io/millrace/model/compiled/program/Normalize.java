package io.millrace.model.compiled.program;

/** Divides columns by their common norm. A row whose norm is 0 stays as it is. */
public final class Normalize implements Step {
    /** How long a row is. */
    public enum Norm {
        /** Its greatest number, signed. */
        MAXIMUM,
        /** The sum of absolute values. */
        L1,
        /** The root of the sum of squares. */
        L2
    }

    private final Norm norm;
    private final int[] columns;
    private final int first;
    private final boolean single;

    /**
     * Normalises {@code columns} into as many other columns from {@code first} on.
     *
     * @param single whether norm and results are rounded to single precision
     */
    public Normalize(Norm norm, int[] columns, int first, boolean single) {
        this.norm = norm;
        this.columns = columns.clone();
        this.first = first;
        this.single = single;
    }

    @Override
    public void run(double[] cells, int rows) {
        for (int row = 0; row < rows; row++) {
            double length = single ? (float) length(cells, row) : length(cells, row);
            for (int i = 0; i < columns.length; i++) {
                double value = cells[columns[i] * STRIDE + row];
                double scaled = length == 0 ? value : value / length;
                cells[(first + i) * STRIDE + row] = single ? (float) scaled : scaled;
            }
        }
    }

    private double length(double[] cells, int row) {
        double length = norm == Norm.MAXIMUM ? Double.NEGATIVE_INFINITY : 0;
        for (int column : columns) {
            double value = cells[column * STRIDE + row];
            switch (norm) {
                case MAXIMUM -> length = value > length ? value : length;
                case L1 -> length += Math.abs(value);
                case L2 -> length += value * value;
            }
        }
        return norm == Norm.L2 ? Math.sqrt(length) : length;
    }

    @Override
    public String toString() {
        return norm + " norm of " + columns.length + " columns";
    }
}
