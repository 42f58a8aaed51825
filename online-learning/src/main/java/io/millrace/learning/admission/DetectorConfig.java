package io.millrace.learning.admission;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.io.Serializable;

/** Configuration of an {@link AnomalyDetector}. */
public sealed interface DetectorConfig extends Serializable permits HalfSpaceTreesConfig, RobustZScoreConfig {
    /** Name in pipeline files and snapshots; never changes. */
    String name();

    /** A detector that has learned nothing. */
    AnomalyDetector newDetector(int dimension);

    /** Reads what {@link AnomalyDetector#writeTo} wrote. */
    AnomalyDetector readDetector(int dimension, SnapshotInput in);

    /** Writes name and values. */
    void writeTo(SnapshotOutput out);

    /** Reads what {@link #writeTo} wrote. */
    static DetectorConfig read(SnapshotInput in) {
        String name = in.text();
        return switch (name) {
            case HalfSpaceTreesConfig.NAME -> HalfSpaceTreesConfig.readFrom(in);
            case RobustZScoreConfig.NAME -> RobustZScoreConfig.readFrom(in);
            default -> throw new SnapshotException("must be a detector, found " + name);
        };
    }
}
