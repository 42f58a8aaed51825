package io.millrace.jobs.swap;

import io.millrace.schemas.ModelStatus;
import java.util.List;

/** Where decisions are written down before they are carried out: the status topic. One thread. */
interface Journal extends AutoCloseable {
    /**
     * Writes records, in order, all or none. They are durable when this returns; while Kafka cannot be reached it tries on.
     *
     * @return the offset behind the last one
     * @throws InterruptedException if interrupted; the records may or may not be there then
     */
    long append(List<ModelStatus> records) throws InterruptedException;

    /**
     * All records from {@code offset} to the current end. Nobody else can write when this returns.
     *
     * @throws InterruptedException if interrupted
     */
    Tail read(long offset) throws InterruptedException;

    @Override
    void close();

    /**
     * The end of the journal.
     *
     * @param records in order
     * @param nextOffset the offset behind them
     */
    record Tail(List<ModelStatus> records, long nextOffset) {
        /** Copies the list. */
        public Tail {
            records = List.copyOf(records);
        }
    }
}
