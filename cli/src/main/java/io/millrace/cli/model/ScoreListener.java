package io.millrace.cli.model;

import io.millrace.model.ScoreBatch;
import java.io.IOException;

/** Is handed scores row by row, in the order of the records. */
@FunctionalInterface
public interface ScoreListener {
    /**
     * Takes one row.
     *
     * @param row its index in {@code scores}
     * @param fault empty, or the cause code of a row that has no scores
     */
    void write(String id, ScoreBatch scores, int row, String fault) throws IOException;
}
