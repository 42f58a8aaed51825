package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.config.Checks;
import java.io.DataInput;
import java.io.IOException;

/**
 * Settings of {@link HddmA}.
 *
 * @param driftConfidence probability of a drift where there is none, of one comparison, in (0, 1)
 * @param warningConfidence the same of a warning, in (0, 1), at least {@code driftConfidence}
 * @param twoSidedTest falls are found as well as rises
 */
public record HddmAConfig(double driftConfidence, double warningConfidence, boolean twoSidedTest)
        implements DetectorConfig {
    /** As River: 0.001, 0.005, rises only. */
    public static final HddmAConfig DEFAULTS = new HddmAConfig(0.001, 0.005, false);

    public HddmAConfig {
        new Checks()
                .probability("driftConfidence", driftConfidence)
                .probability("warningConfidence", warningConfidence)
                .require(
                        !(warningConfidence < driftConfidence),
                        "warningConfidence",
                        "must be >= driftConfidence " + driftConfidence,
                        warningConfidence)
                .done();
    }

    @Override
    public String detector() {
        return "hddm-a";
    }

    @Override
    public HddmA newDetector() {
        return new HddmA(this);
    }

    @Override
    public HddmA readDetector(DataInput in) throws IOException {
        return SequentialDetector.restored(newDetector(), in);
    }
}
