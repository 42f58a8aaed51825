package io.millrace.drift.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.drift.alarm.AlarmPolicy;
import io.millrace.drift.config.InvalidConfigException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final Calibration.Plan PLAN =
            new Calibration.Plan(Duration.ofHours(1), Duration.ofDays(2), 100, AlarmPolicy.defaults());

    /** Ten days; the noisy feature's level wanders from hour to hour by more than the usual threshold. */
    @Test
    void thresholdsKeepTheWantedTimeAndShiftsAreFound() {
        Calibration.Result result = Calibration.run(recording(10 * 24, 300), PLAN);
        assertThat(result.referenceWindows()).isEqualTo(120);
        assertThat(result.quietWindows()).isEqualTo(120);
        assertThat(result.allowed()).isEqualTo(2);
        assertThat(result.falseAlarms()).isLessThanOrEqualTo(2);
        assertThat(threshold(result, "noisy")).isGreaterThan(2 * threshold(result, "steady"));
        assertThat(result.delays()).hasSize(6).allSatisfy(delay -> {
            if (!delay.feature().equals("noisy")) {
                assertThat(delay.windows()).as("%s", delay).isEqualTo(1);
            }
        });
        assertThat(Calibration.run(recording(10 * 24, 300), PLAN)).isEqualTo(result);
    }

    @Test
    void aShortRecordingIsRefused() {
        assertThatThrownBy(() -> Calibration.run(recording(5, 300), PLAN))
                .hasMessage("recording must have at least 6 windows of 100 rows, found 5");
        assertThatThrownBy(() -> Calibration.run(recording(50, 10), PLAN)).hasMessageContaining("found 0");
        assertThatThrownBy(() -> new Calibration.Plan(Duration.ZERO, Duration.ofDays(-1), 0, AlarmPolicy.defaults()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContainingAll("window: ", "meanTimeBetweenFalseAlarms: ", "minimumCount: ");
    }

    private static double threshold(Calibration.Result result, String feature) {
        return result.thresholds().stream()
                .filter(threshold -> threshold.feature().equals(feature))
                .findFirst()
                .orElseThrow()
                .threshold();
    }

    private static Recording recording(int hours, int rowsAnHour) {
        Random random = new Random(11);
        int rows = hours * rowsAnHour;
        long[] times = new long[rows];
        double[] steady = new double[rows];
        double[] noisy = new double[rows];
        String[] carrier = new String[rows];
        for (int hour = 0; hour < hours; hour++) {
            double level = 0.4 * random.nextGaussian();
            for (int i = 0; i < rowsAnHour; i++) {
                int row = hour * rowsAnHour + i;
                times[row] = hour * HOUR + random.nextInt((int) HOUR);
                steady[row] = random.nextGaussian();
                noisy[row] = level + random.nextGaussian();
                carrier[row] = random.nextInt(3) == 0 ? "AA" : "UA";
            }
        }
        return new Recording(times, Map.of("steady", steady, "noisy", noisy), Map.of("carrier", carrier));
    }
}
