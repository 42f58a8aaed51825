package io.millrace.model;

/**
 * A loaded model: immutable, safe for all threads. Close it after its last scorer.
 */
public interface Model extends AutoCloseable {
    /** Which model this is. */
    ModelId id();

    /** What it needs and gives. */
    ModelContract contract();

    /** Name of the engine that serves it. */
    String engine();

    /**
     * A scorer with buffers of its own, for one thread.
     *
     * @param maxRows most rows of a batch, at least 1
     */
    Scorer newScorer(int maxRows);

    /** Frees native memory. Closing twice does nothing. */
    @Override
    void close();
}
