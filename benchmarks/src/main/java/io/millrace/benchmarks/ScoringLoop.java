package io.millrace.benchmarks;

/** Scores batch after batch of rows that differ, for ever: one side of a comparison. One thread at a time. */
interface ScoringLoop extends AutoCloseable {
    /** Puts the next rows where the model wants them and scores them; afterwards {@link #score} has the answers. */
    void scoreNextBatch() throws Exception;

    /** What the model said of a row of the last batch. */
    double score(int row);

    @Override
    void close() throws Exception;
}
