package io.millrace.model.compiled.program;

/** Which one of several columns holds the greatest or the least number: its position among them, from 0. */
public final class Extreme implements Step {
    private final int[] columns;
    private final int target;
    private final double sign;
    private final boolean last;

    /**
     * Finds the extreme among {@code columns}, at least one. Nothing is beyond NaN, and NaN is beyond nothing: one in the
     * first column stays chosen, elsewhere it never is.
     *
     * @param greatest whether the greatest is looked for, else the least
     * @param last whether the last of several equal ones counts, else the first
     */
    public Extreme(int[] columns, int target, boolean greatest, boolean last) {
        if (columns.length == 0) {
            throw new IllegalArgumentException("needs at least one column: columns=0");
        }
        this.columns = columns.clone();
        this.target = target;
        sign = greatest ? 1 : -1;
        this.last = last;
    }

    @Override
    public void run(double[] cells, int rows) {
        int out = target * STRIDE;
        for (int row = 0; row < rows; row++) {
            int chosen = 0;
            double extreme = sign * cells[columns[0] * STRIDE + row];
            for (int i = 1; i < columns.length; i++) {
                double value = sign * cells[columns[i] * STRIDE + row];
                if (value > extreme || (last && value == extreme)) {
                    extreme = value;
                    chosen = i;
                }
            }
            cells[out + row] = chosen;
        }
    }

    @Override
    public String toString() {
        return "position of the " + (sign > 0 ? "greatest" : "least") + " of " + columns.length + " columns";
    }
}
