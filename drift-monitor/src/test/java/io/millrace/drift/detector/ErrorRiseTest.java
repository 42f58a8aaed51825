package io.millrace.drift.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.DetectorContract;
import io.millrace.drift.DriftLevel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ErrorRiseTest extends DetectorContract {
    @Override
    protected ErrorRiseConfig config() {
        return ErrorRiseConfig.DEFAULTS;
    }

    @Override
    protected boolean keepsWindow() {
        return true;
    }

    private static double[] errors(long seed, double... rates) {
        Random random = new Random(seed);
        double[] values = new double[2_000 * rates.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble() < rates[i / 2_000] ? 1 : 0;
        }
        return values;
    }

    @Test
    void aRiseIsADriftAFallIsNot() {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(RecordedStream.signals(config(), errors(seed, 0.4, 0.2, 0.1)))
                    .as("errors that fall, seed %d", seed)
                    .doesNotContain("D");
            assertThat(RecordedStream.signals(config(), errors(seed, 0.1, 0.3)))
                    .as("errors that rise, seed %d", seed)
                    .containsPattern("D 2[01]\\d\\d");
        }
    }

    /** After a fall, the better rate is what a rise is measured from: back at the old rate is a drift. */
    @Test
    void theBetterRateCounts() {
        int found = 0;
        for (int seed = 0; seed < 20; seed++) {
            String signals = RecordedStream.signals(config(), errors(seed, 0.3, 0.1, 0.3));
            found += signals.matches("(W \\d+, )*D 4[01]\\d\\d(, .*)?") ? 1 : 0;
        }
        assertThat(found)
                .as("drifts of 20 found within 200 values, and no other before")
                .isGreaterThanOrEqualTo(18);
    }

    @Test
    void aDriftIsHardlyEverTwoAlarms() {
        long drifts = 0;
        for (int seed = 0; seed < 20; seed++) {
            ErrorRise detector = config().newDetector();
            drifts += Arrays.stream(errors(seed, 0.1, 0.25, 0.25))
                    .filter(value -> detector.update(value) == DriftLevel.DRIFT)
                    .count();
        }
        assertThat(drifts).isBetween(20L, 22L);
    }

    /** 32 right, then 32 wrong, looked at once: 64·ln 2. */
    @Test
    void theEvidenceIsTheLikelihoodRatio() {
        ErrorRise detector = new ErrorRiseConfig(7, 10, 64, 40, 30, 0).newDetector();
        DriftLevel level = DriftLevel.STABLE;
        for (int i = 0; i < 64; i++) {
            level = detector.update(i < 32 ? 0 : 1);
        }
        assertThat(level).isEqualTo(DriftLevel.DRIFT);
        assertThat(detector.statistic()).isCloseTo(64 * Math.log(2), within(1e-9));
        assertThat(detector.threshold()).isEqualTo(10);
        assertThat(detector.count()).isEqualTo(32);
    }
}
