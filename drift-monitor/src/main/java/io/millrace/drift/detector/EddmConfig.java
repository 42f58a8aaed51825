package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.config.Checks;
import java.io.DataInput;
import java.io.IOException;

/**
 * Settings of {@link Eddm}.
 *
 * @param warmStart errors before the first check, in [1, 1,000,000,000]
 * @param alpha share of the greatest distance below which it is a warning, in (0, 1)
 * @param beta share below which it is a drift, in (0, 1), at most {@code alpha}
 */
public record EddmConfig(int warmStart, double alpha, double beta) implements DetectorConfig {
    /** As the paper and River: after 30 errors, alpha 0.95, beta 0.9. */
    public static final EddmConfig DEFAULTS = new EddmConfig(30, 0.95, 0.9);

    public EddmConfig {
        new Checks()
                .within("warmStart", warmStart, 1, 1_000_000_000)
                .probability("alpha", alpha)
                .probability("beta", beta)
                .require(!(beta > alpha), "beta", "must be <= alpha " + alpha, beta)
                .done();
    }

    @Override
    public String detector() {
        return "eddm";
    }

    @Override
    public Eddm newDetector() {
        return new Eddm(this);
    }

    @Override
    public Eddm readDetector(DataInput in) throws IOException {
        return SequentialDetector.restored(newDetector(), in);
    }
}
