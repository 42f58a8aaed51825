package io.millrace.learning;

/**
 * A learner whose algorithm works on mini-batches. {@link #learn} keeps rows until there are as many as the configuration
 * wants and then learns them together; rows that wait are part of the snapshot.
 */
public interface BatchLearner extends Learner {
    /** Rows that wait for their mini-batch to be full; {@link #examples} counts them already. */
    int pending();

    /**
     * Learns the rows that wait now, as a mini-batch of their own, e.g. at the end of a stream. They go on waiting where the
     * algorithm cannot begin with so few; without waiting rows nothing happens.
     */
    void flush();
}
