package io.millrace.drift;

import java.io.DataInput;
import java.io.IOException;

/** A detector and its settings, valid and immutable. */
public interface DetectorConfig {
    /** Name of the detector in pipeline files, signals and snapshots: lower case, words joined by hyphens. */
    String detector();

    /** A detector that has seen nothing. */
    DriftDetector newDetector();

    /**
     * The detector that {@link DriftDetector#writeTo} wrote.
     *
     * @throws IOException if the bytes end early or are none of this detector's
     */
    DriftDetector readDetector(DataInput in) throws IOException;
}
