package io.millrace.model.compiled.program;

/**
 * Softmax: e<sup>x</sup> over the sum of all e<sup>x</sup>, without overflow. In its other form numbers that are almost 0 count as
 * impossible and stay almost 0: ONNX-ML's SOFTMAX_ZERO.
 */
public final class Softmax implements Step {
    /** Numbers nearer to 0 are 0 to SOFTMAX_ZERO, as in ONNX Runtime. */
    private static final double ALMOST_ZERO = 1e-7f;

    private final int[] columns;
    private final int first;
    private final boolean keepZero;
    private final boolean single;

    /**
     * Softmax of {@code columns} into as many other columns from {@code first} on.
     *
     * @param keepZero whether what is almost 0 is left out
     * @param single whether results are rounded to single precision
     */
    public Softmax(int[] columns, int first, boolean keepZero, boolean single) {
        this.columns = columns.clone();
        this.first = first;
        this.keepZero = keepZero;
        this.single = single;
    }

    @Override
    public void run(double[] cells, int rows) {
        for (int row = 0; row < rows; row++) {
            double greatest = Double.NEGATIVE_INFINITY;
            for (int column : columns) {
                greatest = Math.max(greatest, cells[column * STRIDE + row]);
            }
            double sum = 0;
            for (int i = 0; i < columns.length; i++) {
                double value = cells[columns[i] * STRIDE + row];
                double weight;
                if (keepZero && Math.abs(value) <= ALMOST_ZERO) {
                    weight = value * Math.exp(-greatest);
                } else {
                    weight = Math.exp(value - greatest);
                    sum += weight;
                }
                cells[(first + i) * STRIDE + row] = weight;
            }
            for (int i = 0; i < columns.length; i++) {
                int out = (first + i) * STRIDE + row;
                cells[out] /= sum;
            }
        }
        for (int i = 0; single && i < columns.length; i++) {
            Rounding.toSingle(cells, (first + i) * STRIDE, rows);
        }
    }

    @Override
    public String toString() {
        return "softmax of " + columns.length + " columns";
    }
}
