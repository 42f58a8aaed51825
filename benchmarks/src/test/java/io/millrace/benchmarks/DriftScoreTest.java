package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.DriftDetector;
import io.millrace.drift.DriftLevel;
import io.millrace.drift.detector.AdwinConfig;
import io.millrace.drift.detector.ErrorRiseConfig;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftScoreTest {
    /** Rates 0.1 and 0.5 in turns, every 1,000 values: each change is a jump, and every other one a rise. */
    private static byte[] errors(int periods) {
        Random random = new Random(1);
        byte[] errors = new byte[1_000 * periods];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = (byte) (random.nextDouble() < (i / 1_000 % 2 == 0 ? 0.1 : 0.5) ? 1 : 0);
        }
        return errors;
    }

    @Test
    void countsAsTheRuleSays() {
        DriftScore rises = new DriftScore();
        rises.add(ErrorRiseConfig.DEFAULTS, errors(11), 1_000, 0, 500);
        assertThat(rises.recall()).isEqualTo(0.5);
        assertThat(rises.f1Once()).isCloseTo(2.0 * 5 / (2 * 5 + 5), within(1e-12));
        assertThat(rises.f1()).isEqualTo(rises.f1Once());
        assertThat(rises.delay()).isBetween(8.0, 200.0);
        assertThat(rises.falseAlarmsPerThousand()).isZero();

        DriftScore both = new DriftScore();
        both.add(AdwinConfig.DEFAULTS, errors(11), 1_000, 0, 500);
        assertThat(both.recall()).isEqualTo(1);
        DriftScore late = new DriftScore();
        late.add(AdwinConfig.DEFAULTS, errors(11), 1_000, 0, 1);
        assertThat(late.recall()).isZero();
        assertThat(late.f1()).isZero();
        assertThat(late.delay()).isNaN();
        assertThat(late.falseAlarmsPerThousand()).isGreaterThanOrEqualTo(10 / 11.0);
        both.add(late);
        assertThat(both.recall()).isEqualTo(0.5);
    }

    /** A stretch before the first drift has no drift in it. */
    @Test
    void anAlarmBeforeTheFirstDriftIsFalse() {
        DriftScore score = new DriftScore();
        score.add(AdwinConfig.DEFAULTS, errors(2), 2_000, 0, 1_000);
        assertThat(score.falseAlarmsPerThousand()).isGreaterThan(0);
    }

    /** The linked list that speed is compared with answers the same. */
    @Test
    void theLinkedListAnswersTheSame() {
        DriftDetector adwin = AdwinConfig.DEFAULTS.newDetector();
        LinkedAdwin linked = new LinkedAdwin();
        int drifts = 0;
        for (byte error : errors(20)) {
            boolean drift = linked.update(error);
            assertThat(adwin.update(error) == DriftLevel.DRIFT).isEqualTo(drift);
            drifts += drift ? 1 : 0;
        }
        assertThat(drifts).isGreaterThanOrEqualTo(19);
    }
}
