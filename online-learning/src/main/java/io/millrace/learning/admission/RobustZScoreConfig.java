package io.millrace.learning.admission;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Configuration of {@link RobustZScore}.
 *
 * @param rate how fast it follows, in (0, 0.5]: about 1/rate rows are remembered
 * @param limit of what one feature can contribute, in its deviations, &gt; 0
 */
public record RobustZScoreConfig(double rate, double limit) implements DetectorConfig {
    /** About 200 rows, up to 100 deviations. */
    public static final RobustZScoreConfig DEFAULTS = new RobustZScoreConfig(0.005, 100);

    static final String NAME = "robust-z-score";

    /** Checks the values. */
    public RobustZScoreConfig {
        new Checks()
                .require(rate > 0 && rate <= 0.5, "rate", "must be in (0, 0.5]", rate)
                .positive("limit", limit)
                .done();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RobustZScore newDetector(int dimension) {
        return new RobustZScore(this, dimension);
    }

    @Override
    public RobustZScore readDetector(int dimension, SnapshotInput in) {
        RobustZScore detector = newDetector(dimension);
        detector.readFrom(in);
        return detector;
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.text(NAME);
        out.number(rate);
        out.number(limit);
    }

    static RobustZScoreConfig readFrom(SnapshotInput in) {
        return new RobustZScoreConfig(in.number(), in.number());
    }
}
