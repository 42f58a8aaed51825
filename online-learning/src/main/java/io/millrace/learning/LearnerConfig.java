package io.millrace.learning;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * An immutable, self-checking configuration of an algorithm. Implementations are records; their compact constructor refuses bad values
 * with {@link io.millrace.learning.config.InvalidConfigException}, all at once.
 */
public interface LearnerConfig {
    /** The algorithm's name in pipeline files and snapshots, in kebab-case, e.g. {@code logistic-regression}; never changes. */
    String algorithm();

    /** What it answers. */
    Task task();

    /** An untaught learner for rows of {@code dimension} features. */
    Learner newLearner(int dimension);

    /** Writes all values; the algorithm's reader reads them back. */
    void writeTo(SnapshotOutput out);

    /** Reads a learner that {@link Learner#writeTo} wrote for this configuration. */
    Learner readLearner(SnapshotInput in);
}
