package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.config.Checks;
import java.io.DataInput;
import java.io.IOException;

/**
 * Settings of {@link PageHinkley}.
 *
 * @param minInstances first value at which a drift can be found, in [1, 1,000,000,000]
 * @param delta change of the mean that is no drift, in units of the values, &gt;= 0
 * @param threshold of the sum, in units of the values, &gt; 0; a greater one finds less and later
 * @param alpha what a value still counts at the next one, in (0, 1]
 * @param mode which direction is watched
 */
public record PageHinkleyConfig(int minInstances, double delta, double threshold, double alpha, PageHinkleyMode mode)
        implements DetectorConfig {
    /** As River: from the 30th value, delta 0.005, threshold 50, alpha 0.9999, both directions. */
    public static final PageHinkleyConfig DEFAULTS = new PageHinkleyConfig(30, 0.005, 50, 0.9999, PageHinkleyMode.BOTH);

    public PageHinkleyConfig {
        new Checks()
                .within("minInstances", minInstances, 1, 1_000_000_000)
                .notNegative("delta", delta)
                .positive("threshold", threshold)
                .require(alpha > 0 && alpha <= 1, "alpha", "must be in (0, 1]", alpha)
                .done();
    }

    @Override
    public String detector() {
        return "page-hinkley";
    }

    @Override
    public PageHinkley newDetector() {
        return new PageHinkley(this);
    }

    @Override
    public PageHinkley readDetector(DataInput in) throws IOException {
        return SequentialDetector.restored(newDetector(), in);
    }
}
