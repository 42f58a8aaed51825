package io.millrace.model.compiled.program;

import java.util.Arrays;

/** One number of several columns. Sums run in double precision, in the order of the columns. */
public final class Reduce implements Step {
    private final Reduction reduction;
    private final int[] columns;
    private final int target;
    private final boolean single;

    /**
     * Reduces {@code columns}, at least one, into {@code target}, which is none of them.
     *
     * @param single whether the result is rounded to single precision
     */
    public Reduce(Reduction reduction, int[] columns, int target, boolean single) {
        if (columns.length == 0) {
            throw new IllegalArgumentException("needs at least one column: columns=0");
        }
        this.reduction = reduction;
        this.columns = columns.clone();
        this.target = target;
        this.single = single;
    }

    @Override
    public void run(double[] cells, int rows) {
        int out = target * STRIDE;
        switch (reduction) {
            case SUM, MEAN, LOG_SUM -> sum(cells, out, rows);
            case MAXIMUM, LOG_SUM_EXP -> maximum(cells, out, rows);
            case MINIMUM -> minimum(cells, out, rows);
            case PRODUCT -> product(cells, out, rows);
            case SUM_ABSOLUTE -> sumAbsolute(cells, out, rows);
            case SUM_SQUARE, LENGTH -> sumSquare(cells, out, rows);
        }
        finish(cells, out, rows);
        if (single) {
            Rounding.toSingle(cells, out, rows);
        }
    }

    private void finish(double[] cells, int out, int rows) {
        switch (reduction) {
            case MEAN -> {
                for (int row = 0; row < rows; row++) {
                    cells[out + row] /= columns.length;
                }
            }
            case LOG_SUM -> {
                for (int row = 0; row < rows; row++) {
                    cells[out + row] = Math.log(cells[out + row]);
                }
            }
            case LENGTH -> {
                for (int row = 0; row < rows; row++) {
                    cells[out + row] = Math.sqrt(cells[out + row]);
                }
            }
            case LOG_SUM_EXP -> logSumExp(cells, out, rows);
            default -> {
                // is what it is
            }
        }
    }

    private void sum(double[] cells, int out, int rows) {
        Arrays.fill(cells, out, out + rows, 0);
        for (int column : columns) {
            int in = column * STRIDE;
            for (int row = 0; row < rows; row++) {
                cells[out + row] += cells[in + row];
            }
        }
    }

    private void sumAbsolute(double[] cells, int out, int rows) {
        Arrays.fill(cells, out, out + rows, 0);
        for (int column : columns) {
            int in = column * STRIDE;
            for (int row = 0; row < rows; row++) {
                cells[out + row] += Math.abs(cells[in + row]);
            }
        }
    }

    private void sumSquare(double[] cells, int out, int rows) {
        Arrays.fill(cells, out, out + rows, 0);
        for (int column : columns) {
            int in = column * STRIDE;
            for (int row = 0; row < rows; row++) {
                cells[out + row] += cells[in + row] * cells[in + row];
            }
        }
    }

    private void product(double[] cells, int out, int rows) {
        Arrays.fill(cells, out, out + rows, 1);
        for (int column : columns) {
            int in = column * STRIDE;
            for (int row = 0; row < rows; row++) {
                cells[out + row] *= cells[in + row];
            }
        }
    }

    private void maximum(double[] cells, int out, int rows) {
        Arrays.fill(cells, out, out + rows, Double.NEGATIVE_INFINITY);
        for (int column : columns) {
            int in = column * STRIDE;
            for (int row = 0; row < rows; row++) {
                cells[out + row] = Math.max(cells[out + row], cells[in + row]);
            }
        }
    }

    private void minimum(double[] cells, int out, int rows) {
        Arrays.fill(cells, out, out + rows, Double.POSITIVE_INFINITY);
        for (int column : columns) {
            int in = column * STRIDE;
            for (int row = 0; row < rows; row++) {
                cells[out + row] = Math.min(cells[out + row], cells[in + row]);
            }
        }
    }

    /** From the maximum, which stands in the target. */
    private void logSumExp(double[] cells, int out, int rows) {
        for (int row = 0; row < rows; row++) {
            double shift = Double.isInfinite(cells[out + row]) ? 0 : cells[out + row];
            double sum = 0;
            for (int column : columns) {
                sum += Math.exp(cells[column * STRIDE + row] - shift);
            }
            cells[out + row] = shift + Math.log(sum);
        }
    }

    @Override
    public String toString() {
        return reduction + " of " + columns.length + " columns";
    }
}
