package io.millrace.cli.model;

import io.millrace.model.ScoreBatch;
import java.io.Closeable;
import java.io.IOException;

/** Writes scores row by row. Closing completes the file. */
interface ScoreWriter extends Closeable {
    /**
     * Writes one row.
     *
     * @param row its index in {@code scores}
     * @param fault empty, or the cause code of a row that has no scores
     */
    void write(String id, ScoreBatch scores, int row, String fault) throws IOException;
}
