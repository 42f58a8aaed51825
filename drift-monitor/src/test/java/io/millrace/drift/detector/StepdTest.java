package io.millrace.drift.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.DetectorContract;
import io.millrace.drift.DriftLevel;
import org.junit.jupiter.api.Test;

class StepdTest extends DetectorContract {
    @Override
    protected DetectorConfig config() {
        return StepdConfig.DEFAULTS;
    }

    /**
     * Ten values a side: none of the older and six of the newest are errors. T with continuity is (0.6 − 0.1)/√(0.3·0.7/5) = 2.44, between the deviates of 5 % and
     * of 0.3 %, 1.645 and 2.748 in every table.
     */
    @Test
    void theTestOfEqualProportions() {
        Stepd detector = new StepdConfig(10, 0.003, 0.05).newDetector();
        for (int i = 0; i < 14; i++) {
            assertThat(detector.update(0)).isEqualTo(DriftLevel.STABLE);
        }
        for (int wrong = 1; wrong <= 6; wrong++) {
            detector.update(1);
        }
        assertThat(detector.threshold()).isCloseTo(1.644853626951472, within(1e-12));
        assertThat(detector.statistic()).isCloseTo((0.6 - 0.1) / Math.sqrt(0.3 * 0.7 / 5), within(1e-12));
    }
}
