package io.millrace.drift;

import java.io.DataOutput;
import java.io.IOException;

/**
 * Watches one stream of numbers, e.g. a model's errors, and tells when they are no longer drawn as before. State of a
 * {@link DetectorConfig}; it is deterministic: the same values give the same levels, also across {@link #writeTo} and
 * {@link DetectorConfig#readDetector}.
 *
 * <p>{@link #update} does not allocate. One thread at a time.
 */
public interface DriftDetector {
    /**
     * Takes the next value.
     *
     * @param value what was observed; detectors of errors want 0 or 1. NaN and infinities are not observed: they change
     *     nothing and give {@link DriftLevel#STABLE}
     * @return what the values so far say; {@link DriftLevel#DRIFT} once a drift, after which the detector starts afresh
     */
    DriftLevel update(double value);

    /** What it was made of. */
    DetectorConfig config();

    /** Values that it judges by: those since it began or started afresh, or those in its window. */
    long count();

    /**
     * What was compared with {@link #threshold} at the latest {@link DriftLevel#WARNING} or {@link DriftLevel#DRIFT}; NaN if
     * there was none yet. Each detector says what it is.
     */
    double statistic();

    /** What {@link #statistic} had to pass; NaN if there was neither warning nor drift yet. */
    double threshold();

    /** Writes all state, so that {@link DetectorConfig#readDetector} goes on bit by bit. */
    void writeTo(DataOutput out) throws IOException;
}
