package io.millrace.learning;

import java.util.List;

/**
 * A learner whose copies may learn side by side for a while and be made one again.
 *
 * @param <L> its own type
 */
public interface Combinable<L extends Learner> extends Learner {
    /**
     * Becomes what the parts learned together. All parts went on from the same {@code base}, each with examples of its own.
     *
     * <p>Where the state is a sum over examples the outcome is that of one learner with all examples (up to rounding); else it is the
     * mean of the parts, weighted by the examples that each has learned since {@code base}; the algorithm's Javadoc says which.
     * Depends on the order of {@code parts} only in the last bits. If no part has learned anything it becomes {@code base}.
     *
     * @throws IllegalArgumentException if configurations or dimensions differ
     */
    void combine(L base, List<? extends L> parts);
}
