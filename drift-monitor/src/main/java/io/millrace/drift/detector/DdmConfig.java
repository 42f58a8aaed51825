package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.config.Checks;
import java.io.DataInput;
import java.io.IOException;

/**
 * Settings of {@link Ddm}.
 *
 * @param warmStart values before the first check, in [1, 1,000,000,000]
 * @param warningThreshold standard deviations above the best error rate that are a warning, &gt; 0
 * @param driftThreshold standard deviations that are a drift, at least {@code warningThreshold}
 */
public record DdmConfig(int warmStart, double warningThreshold, double driftThreshold) implements DetectorConfig {
    /** As the paper and River: after 30 values, 2 and 3 standard deviations. */
    public static final DdmConfig DEFAULTS = new DdmConfig(30, 2, 3);

    public DdmConfig {
        new Checks()
                .within("warmStart", warmStart, 1, 1_000_000_000)
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
        return "ddm";
    }

    @Override
    public Ddm newDetector() {
        return new Ddm(this);
    }

    @Override
    public Ddm readDetector(DataInput in) throws IOException {
        return SequentialDetector.restored(newDetector(), in);
    }
}
