package io.millrace.learning.admission;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.snapshot.SnapshotOutput;

/** Tells how unlike others a row is, and learns what is usual one row at a time. Nothing allocates but constructors. One thread at a time. */
public interface AnomalyDetector {
    /** Whether it knows enough for a score to mean something. */
    boolean isReady();

    /**
     * How unlike those learned a row is; changes nothing.
     *
     * @param x finite, left as it is
     * @return at least 0, the greater the stranger
     */
    double score(FeatureVector x);

    /** Learns that a row is usual. */
    void learn(FeatureVector x);

    /**
     * Learns the row that was scored last, which has not changed since: the same as {@link #learn}, perhaps faster.
     *
     * @param x that row
     */
    default void learnScored(FeatureVector x) {
        learn(x);
    }

    /** Writes the whole state after the configuration. */
    void writeTo(SnapshotOutput out);
}
