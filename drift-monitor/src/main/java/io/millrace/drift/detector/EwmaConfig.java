package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.config.Checks;
import java.io.DataInput;
import java.io.IOException;

/**
 * Settings of {@link Ewma}.
 *
 * @param minInstances first values, from which mean and standard deviation are taken, in [2, 1,000,000,000]
 * @param lambda weight of the newest value, in (0, 1]
 * @param warningThreshold limit L of a warning, in standard deviations of the average, &gt; 0
 * @param driftThreshold limit of a drift, at least {@code warningThreshold}
 * @param twoSided falls are found as well as rises
 */
public record EwmaConfig(
        int minInstances, double lambda, double warningThreshold, double driftThreshold, boolean twoSided)
        implements DetectorConfig {
    /** Normal values learned from 100; weight 0.1; limits of 3 and 4 standard deviations of the average, both directions. */
    public static final EwmaConfig DEFAULTS = new EwmaConfig(100, 0.1, 3, 4, true);

    public EwmaConfig {
        new Checks()
                .within("minInstances", minInstances, 2, 1_000_000_000)
                .require(lambda > 0 && lambda <= 1, "lambda", "must be in (0, 1]", lambda)
                .positive("warningThreshold", warningThreshold)
                .positive("driftThreshold", driftThreshold)
                .require(
                        !(driftThreshold < warningThreshold),
                        "driftThreshold",
                        "must be >= warningThreshold " + warningThreshold,
                        driftThreshold)
                .done();
    }

    @Override
    public String detector() {
        return "ewma";
    }

    @Override
    public Ewma newDetector() {
        return new Ewma(this);
    }

    @Override
    public Ewma readDetector(DataInput in) throws IOException {
        return SequentialDetector.restored(newDetector(), in);
    }
}
