package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.config.Checks;
import java.io.DataInput;
import java.io.IOException;

/**
 * Settings of {@link HddmW}.
 *
 * @param driftConfidence probability of a drift where there is none, of one comparison, in (0, 1)
 * @param warningConfidence the same of a warning, in (0, 1), at least {@code driftConfidence}
 * @param lambdaVal weight of the newest value in the moving averages, in (0, 1]
 * @param twoSidedTest falls are found as well as rises
 */
public record HddmWConfig(double driftConfidence, double warningConfidence, double lambdaVal, boolean twoSidedTest)
        implements DetectorConfig {
    /** As River: 0.001, 0.005, weight 0.05, rises only. */
    public static final HddmWConfig DEFAULTS = new HddmWConfig(0.001, 0.005, 0.05, false);

    public HddmWConfig {
        new Checks()
                .probability("driftConfidence", driftConfidence)
                .probability("warningConfidence", warningConfidence)
                .require(
                        !(warningConfidence < driftConfidence),
                        "warningConfidence",
                        "must be >= driftConfidence " + driftConfidence,
                        warningConfidence)
                .require(lambdaVal > 0 && lambdaVal <= 1, "lambdaVal", "must be in (0, 1]", lambdaVal)
                .done();
    }

    @Override
    public String detector() {
        return "hddm-w";
    }

    @Override
    public HddmW newDetector() {
        return new HddmW(this);
    }

    @Override
    public HddmW readDetector(DataInput in) throws IOException {
        return SequentialDetector.restored(newDetector(), in);
    }
}
