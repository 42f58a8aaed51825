package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.config.Checks;
import java.io.DataInput;
import java.io.IOException;

/**
 * Settings of {@link Stepd}.
 *
 * @param window newest values, compared with all before them, in [2, 1,000,000]
 * @param alphaDrift a p-value below this is a drift, in (0, 1)
 * @param alphaWarning a p-value below this is a warning, in (0, 1), at least {@code alphaDrift}
 */
public record StepdConfig(int window, double alphaDrift, double alphaWarning) implements DetectorConfig {
    /** As the paper: the newest 30 values, 0.003 and 0.05. */
    public static final StepdConfig DEFAULTS = new StepdConfig(30, 0.003, 0.05);

    public StepdConfig {
        new Checks()
                .within("window", window, 2, 1_000_000)
                .probability("alphaDrift", alphaDrift)
                .probability("alphaWarning", alphaWarning)
                .require(
                        !(alphaWarning < alphaDrift),
                        "alphaWarning",
                        "must be >= alphaDrift " + alphaDrift,
                        alphaWarning)
                .done();
    }

    @Override
    public String detector() {
        return "stepd";
    }

    @Override
    public Stepd newDetector() {
        return new Stepd(this);
    }

    @Override
    public Stepd readDetector(DataInput in) throws IOException {
        return SequentialDetector.restored(newDetector(), in);
    }
}
