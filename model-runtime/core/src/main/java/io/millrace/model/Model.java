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

    /**
     * For each column the texts that the model knows, where its input lists no categories; empty for all others, and
     * where the engine does not know. Checked like {@link #boundaries()}.
     */
    default List<List<String>> texts() {
        return List.of();
    }

    /** Whether it computes in single precision, so that another engine may differ from the seventh digit on. */
    default boolean isSinglePrecision() {
        return false;
    }

    /** What is less than was asked for, e.g. the CPU instead of a GPU; predictions carry it. */
    default Optional<String> degradation() {
        return Optional.empty();
    }

    /** Frees native memory. Closing twice does nothing. */
    @Override
    void close();
}
