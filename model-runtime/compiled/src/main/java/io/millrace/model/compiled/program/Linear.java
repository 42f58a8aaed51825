package io.millrace.model.compiled.program;

/**
 * Weighted sums: {@code y[k] = intercept[k] + Σ coefficient[k][i] * x[column[i]]}, added up in that order in double
 * precision. NaN in an input makes its sums NaN. Coefficients of 0 are left out, so that what a target does not use cannot
 * spoil it.
 */
public final class Linear implements Step {
    private static final int LANES = 4;

    private final int target;
    private final double[] intercepts;
    private final int[][] offsets;
    private final double[][] coefficients;

    private Linear(int target, double[] intercepts, int[][] offsets, double[][] coefficients) {
        this.target = target * STRIDE;
        this.intercepts = intercepts;
        this.offsets = offsets;
        this.coefficients = coefficients;
    }

    /**
     * Adds the step.
     *
     * @param columns what is summed up
     * @param coefficients for each target one per column
     * @param intercepts one per target
     * @param target first of the columns that the sums are written to
     */
    public static void add(
            ProgramBuilder program, int[] columns, double[][] coefficients, double[] intercepts, int target) {
        int[][] usedOffsets = new int[intercepts.length][];
        double[][] used = new double[intercepts.length][];
        for (int k = 0; k < intercepts.length; k++) {
            if (coefficients[k].length != columns.length) {
                throw new IllegalArgumentException("must have a coefficient per column: columns=" + columns.length
                        + ", coefficients[" + k + "]=" + coefficients[k].length);
            }
            int count = 0;
            usedOffsets[k] = new int[columns.length];
            used[k] = new double[columns.length];
            for (int i = 0; i < columns.length; i++) {
                if (coefficients[k][i] != 0) {
                    usedOffsets[k][count] = columns[i] * STRIDE;
                    used[k][count++] = coefficients[k][i];
                }
            }
            usedOffsets[k] = java.util.Arrays.copyOf(usedOffsets[k], count);
            used[k] = java.util.Arrays.copyOf(used[k], count);
        }
        program.add(new Linear(target, intercepts.clone(), usedOffsets, used));
    }

    @Override
    public void run(double[] cells, int rows) {
        for (int k = 0; k < intercepts.length; k++) {
            int to = target + k * STRIDE;
            // Rows behind the last one are summed up too: they exist, and four sums at a time hide the adder's latency.
            for (int row = 0; row < rows; row += LANES) {
                sum(cells, offsets[k], coefficients[k], intercepts[k], row, to + row);
            }
        }
    }

    private static void sum(double[] x, int[] offsets, double[] coefficients, double intercept, int row, int to) {
        double s0 = intercept;
        double s1 = intercept;
        double s2 = intercept;
        double s3 = intercept;
        for (int i = 0; i < offsets.length; i++) {
            int at = offsets[i] + row;
            double coefficient = coefficients[i];
            s0 += coefficient * x[at];
            s1 += coefficient * x[at + 1];
            s2 += coefficient * x[at + 2];
            s3 += coefficient * x[at + 3];
        }
        x[to] = s0;
        x[to + 1] = s1;
        x[to + 2] = s2;
        x[to + 3] = s3;
    }
}
