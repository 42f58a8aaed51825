package io.millrace.model;

import java.util.List;
import java.util.Optional;

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

    /**
     * For each column the values at which the answer may change its rule: thresholds, ends of intervals, codes of
     * categories. Empty where the engine does not know. What agreement with a reference engine is checked around.
     */
    default List<double[]> boundaries() {
        return List.of();
    }

    /** What is less than was asked for, e.g. the CPU instead of a GPU; predictions carry it. */
    default Optional<String> degradation() {
        return Optional.empty();
    }

    /** Frees native memory. Closing twice does nothing. */
    @Override
    void close();
}
