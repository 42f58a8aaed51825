package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.config.Checks;
import java.io.DataInput;
import java.io.IOException;

/**
 * Settings of {@link Kswin}.
 *
 * @param alpha a p-value up to this is a drift, in (0, 1). There is a test at every value, so that false alarms are many at a great one
 * @param windowSize values in the window, in [4, 100,000]
 * @param statSize newest values compared with as many older ones, in [2, windowSize / 2]
 * @param seed of the draw among the older ones, &gt;= 0; detectors with the same seed draw the same places
 */
public record KswinConfig(double alpha, int windowSize, int statSize, long seed) implements DetectorConfig {
    /** As River: alpha 0.005, the newest 30 of 100 values; seed 42. */
    public static final KswinConfig DEFAULTS = new KswinConfig(0.005, 100, 30, 42);

    public KswinConfig {
        new Checks()
                .probability("alpha", alpha)
                .within("windowSize", windowSize, 4, 100_000)
                .require(
                        statSize >= 2 && 2L * statSize <= windowSize,
                        "statSize",
                        "must be in [2, windowSize / 2 = " + windowSize / 2 + "]",
                        statSize)
                .within("seed", seed, 0, Long.MAX_VALUE)
                .done();
    }

    @Override
    public String detector() {
        return "kswin";
    }

    @Override
    public Kswin newDetector() {
        return new Kswin(this);
    }

    @Override
    public Kswin readDetector(DataInput in) throws IOException {
        return SequentialDetector.restored(newDetector(), in);
    }
}
