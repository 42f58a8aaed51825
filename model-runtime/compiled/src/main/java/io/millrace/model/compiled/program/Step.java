package io.millrace.model.compiled.program;

/**
 * One stage of a {@link Program}: computes columns from columns, for a block of rows. Immutable, shared by all scorers of
 * a model; whatever it needs while it runs are columns of the block, or see {@link #forScorer}.
 *
 * <p>Column {@code c} of row {@code r} is {@code cells[c * STRIDE + r]}: column after column, so that a loop over rows
 * runs through memory, and nothing depends on how many rows there are. NaN is a missing value. A step treats every row
 * by the same operations in the same order, whatever the block holds besides: a row scores alone as in any batch.
 */
public interface Step {
    /** Rows of a block, and distance of neighbouring columns: 30 columns of 64 rows fit a first-level cache. */
    int STRIDE = 64;

    /**
     * Runs the step.
     *
     * @param cells the block's columns
     * @param rows rows in use, 1 to {@link #STRIDE}
     */
    void run(double[] cells, int rows);

    /** This step for one scorer's use: a step that needs memory besides the columns gives a copy with memory of its own. */
    default Step forScorer() {
        return this;
    }
}
