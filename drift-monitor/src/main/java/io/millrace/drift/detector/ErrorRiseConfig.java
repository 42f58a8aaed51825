package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.config.Checks;
import java.io.DataInput;
import java.io.IOException;

/**
 * Settings of {@link ErrorRise}.
 *
 * @param warningThreshold evidence that is a warning, in nats, &gt; 0
 * @param driftThreshold evidence that is a drift, in nats, at least {@code warningThreshold}: 9 means that a change explains the window e^9 = 8,100 times
 *     better than none
 * @param clock values from one check to the next, in [1, 1,000,000]
 * @param maxBuckets buckets of each size before the two oldest become one, in [2, 100]; more make finer edges, and slower checks
 * @param minWindowLength values on both sides of an edge before it is looked at, in [1, 1,000,000]
 * @param coolDown values after a drift without another one, in [0, 1,000,000,000]
 */
public record ErrorRiseConfig(
        double warningThreshold, double driftThreshold, int clock, int maxBuckets, int minWindowLength, int coolDown)
        implements DetectorConfig {
    /** Evidence of 7 and 9 nats, a check every 8 values, 5 buckets a size, 60 values a side, 500 values between drifts. */
    public static final ErrorRiseConfig DEFAULTS = new ErrorRiseConfig(7, 9, 8, 5, 60, 500);

    public ErrorRiseConfig {
        new Checks()
                .positive("warningThreshold", warningThreshold)
                .positive("driftThreshold", driftThreshold)
                .require(
                        !(driftThreshold < warningThreshold),
                        "driftThreshold",
                        "must be >= warningThreshold " + warningThreshold,
                        driftThreshold)
                .within("clock", clock, 1, 1_000_000)
                .within("maxBuckets", maxBuckets, 2, 100)
                .within("minWindowLength", minWindowLength, 1, 1_000_000)
                .within("coolDown", coolDown, 0, 1_000_000_000)
                .done();
    }

    @Override
    public String detector() {
        return "error-rise";
    }

    @Override
    public ErrorRise newDetector() {
        return new ErrorRise(this);
    }

    @Override
    public ErrorRise readDetector(DataInput in) throws IOException {
        return SequentialDetector.restored(newDetector(), in);
    }
}
