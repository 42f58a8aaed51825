package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.config.Checks;
import java.io.DataInput;
import java.io.IOException;

/**
 * Settings of {@link Cusum}.
 *
 * @param minInstances first values, from which mean and standard deviation are taken, in [2, 1,000,000,000]
 * @param drift slack k, in standard deviations, &gt;= 0: half the shift that is to be found
 * @param threshold h of the sum, in standard deviations, &gt; 0
 * @param twoSided falls are found as well as rises
 */
public record CusumConfig(int minInstances, double drift, double threshold, boolean twoSided)
        implements DetectorConfig {
    /** Slack of half a standard deviation, threshold 8, both directions, normal values learned from 100: about 10,000 normal values between false alarms. */
    public static final CusumConfig DEFAULTS = new CusumConfig(100, 0.5, 8, true);

    public CusumConfig {
        new Checks()
                .within("minInstances", minInstances, 2, 1_000_000_000)
                .notNegative("drift", drift)
                .positive("threshold", threshold)
                .done();
    }

    @Override
    public String detector() {
        return "cusum";
    }

    @Override
    public Cusum newDetector() {
        return new Cusum(this);
    }

    @Override
    public Cusum readDetector(DataInput in) throws IOException {
        return SequentialDetector.restored(newDetector(), in);
    }
}
