package io.millrace.model;

/**
 * Scores batches of rows with one model.
 *
 * <p>The same batch gives the same scores, and a row scores alone as in any batch: bit for bit. Rows are treated by the
 * contract's missing and invalid policies in place first; a row that fails, there or in the engine, is marked in the {@link RowBatch} and leaves its
 * neighbours alone.
 *
 * <p>One thread at a time may use a scorer; several scorers of one model may run at once. Buffers are created once, so
 * scoring does not allocate per row where the engine can avoid it. Close it before its {@link Model}.
 */
public abstract class Scorer implements AutoCloseable {
    private final ModelContract contract;
    private final InputPolicies policies;
    private final int maxRows;
    private boolean closed;

    /**
     * For engines.
     *
     * @param maxRows most rows of a batch
     */
    protected Scorer(ModelContract contract, int maxRows) {
        if (maxRows < 1) {
            throw new IllegalArgumentException("must be >= 1: maxRows=" + maxRows);
        }
        this.contract = contract;
        this.maxRows = maxRows;
        policies = new InputPolicies(contract);
    }

    /** What rows must look like and scores will. */
    public final ModelContract contract() {
        return contract;
    }

    /** Most rows of a batch. */
    public final int maxRows() {
        return maxRows;
    }

    /** An empty batch of the right shape. */
    public final RowBatch newRows() {
        return new RowBatch(contract, maxRows);
    }

    /** Room for this scorer's scores. */
    public final ScoreBatch newScores() {
        return new ScoreBatch(contract, maxRows);
    }

    /**
     * Scores all rows of {@code rows} into {@code scores}.
     *
     * @throws IllegalArgumentException if either was made for another contract or is larger than {@link #maxRows()}
     * @throws IllegalStateException if this scorer is closed
     */
    public final void score(RowBatch rows, ScoreBatch scores) {
        if (closed) {
            throw new IllegalStateException("scorer is closed");
        }
        if (rows.contract() != contract || scores.contract() != contract) {
            throw new IllegalArgumentException("rows and scores must be made for this model's contract: " + contract);
        }
        if (rows.size() > maxRows || scores.capacity() < rows.size()) {
            throw new IllegalArgumentException("rows must fit: rows=" + rows.size() + ", maxRows=" + maxRows
                    + ", room for scores=" + scores.capacity());
        }
        if (rows.size() == 0) {
            return;
        }
        scores.clearFailures(rows.size());
        policies.apply(rows);
        scoreRows(rows, scores);
    }

    /** The engine's part: at least one row, policies applied. Rows with a fault may be skipped or scored to no effect. */
    protected abstract void scoreRows(RowBatch rows, ScoreBatch scores);

    /** Frees what the scorer holds. Closing twice does nothing. */
    @Override
    public final void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }

    /** The engine's part of closing; called once. */
    protected abstract void release();
}
