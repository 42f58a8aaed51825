package io.millrace.model.compiled.program;

import java.util.List;

/**
 * The same result in two ways: a fast one for a block in whose rows nothing is missing, and one for all others. Both give
 * a complete row the same bits.
 */
public final class WhereComplete implements Step {
    private final int[] columns;
    private final Step[] complete;
    private final Step[] other;

    /**
     * The choice.
     *
     * @param columns that must be there in every row for {@code complete}
     * @param complete the fast way
     * @param other the way that knows missing values
     */
    public WhereComplete(int[] columns, List<Step> complete, List<Step> other) {
        this.columns = columns.clone();
        this.complete = complete.toArray(Step[]::new);
        this.other = other.toArray(Step[]::new);
    }

    @Override
    public void run(double[] cells, int rows) {
        for (Step step : isComplete(cells, rows) ? complete : other) {
            step.run(cells, rows);
        }
    }

    private boolean isComplete(double[] cells, int rows) {
        for (int column : columns) {
            int from = column * STRIDE;
            boolean gap = false;
            for (int row = 0; row < rows; row++) {
                double value = cells[from + row];
                gap |= Double.isNaN(value);
            }
            if (gap) {
                return false;
            }
        }
        return true;
    }
}
