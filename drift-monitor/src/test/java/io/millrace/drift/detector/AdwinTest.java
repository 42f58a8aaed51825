package io.millrace.drift.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.DetectorContract;
import io.millrace.drift.DriftLevel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AdwinTest extends DetectorContract {
    @Override
    protected AdwinConfig config() {
        return AdwinConfig.DEFAULTS;
    }

    @Nested
    class KeepingItsWindow extends DetectorContract {
        @Override
        protected AdwinConfig config() {
            return new AdwinConfig(0.002, 32, 5, 5, 10, true);
        }

        @Override
        protected boolean keepsWindow() {
            return true;
        }
    }

    @Nested
    class CheckedAtEachValue extends DetectorContract {
        @Override
        protected AdwinConfig config() {
            return new AdwinConfig(0.01, 1, 3, 1, 0, false);
        }
    }

    private static List<Integer> drifts(AdwinConfig config, double... values) {
        List<Integer> drifts = new ArrayList<>();
        Adwin adwin = config.newDetector();
        for (int i = 0; i < values.length; i++) {
            if (adwin.update(values[i]) == DriftLevel.DRIFT) {
                drifts.add(i);
            }
            adwin.validate();
        }
        return drifts;
    }

    private static double[] repeated(int times, double... values) {
        double[] stream = new double[times * values.length];
        for (int i = 0; i < stream.length; i++) {
            stream[i] = values[i % values.length];
        }
        return stream;
    }

    /** The rules of River's tests, known-answers section 2.9. */
    @Test
    void nothingHappensWhereNothingChanges() {
        assertThat(drifts(config(), repeated(5_000, 1))).isEmpty();
        assertThat(drifts(config(), repeated(1_000, 0, 1))).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aWindowOfOneAfterADrift() {
        Adwin adwin = config().newDetector();
        double[] values = RecordedStream.named("p");
        int i = 0;
        while (adwin.update(values[i]) != DriftLevel.DRIFT) {
            i++;
        }
        adwin.update(values[i + 1]);
        assertThat(adwin.count()).isEqualTo(1);
    }

    @Test
    void keepsAGreatMean() {
        Adwin adwin = config().newDetector();
        for (double value : repeated(100, 1e15)) {
            adwin.update(value);
        }
        assertThat(adwin.mean()).isCloseTo(1e15, within(1e9));
    }

    @Test
    void aShortWindowIsNotLookedAt() {
        double[] values = new double[100];
        Arrays.fill(values, 50, 100, 1_000);
        assertThat(drifts(new AdwinConfig(0.002, 1, 5, 5, 100, false), values)).isEmpty();
        assertThat(drifts(new AdwinConfig(0.002, 1, 5, 5, 10, false), values)).isNotEmpty();
    }

    @Test
    void theWindowIsWhatItHolds() {
        Random random = new Random(1);
        Adwin adwin = config().newDetector();
        double sum = 0;
        double squares = 0;
        for (int i = 1; i <= 3_000; i++) {
            double value = random.nextDouble();
            sum += value;
            squares += value * value;
            assertThat(adwin.update(value)).isEqualTo(DriftLevel.STABLE);
            adwin.validate();
            assertThat(adwin.count()).isEqualTo(i);
            if (i % 32 == 0) {
                assertThat(adwin.mean()).isCloseTo(sum / i, within(1e-12));
                assertThat(adwin.variance()).isCloseTo(squares / i - sum / i * (sum / i), within(1e-12));
            }
        }
    }

    /** The edges that are passed over without a root are those that the formula passes over. */
    @Test
    void answersAsTheFormulaDoes() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            double offset = seed % 3 == 0 ? 1e6 : 0;
            double scale = Math.pow(10, seed % 7 - 3);
            AdwinConfig config = new AdwinConfig(0.05, 1 + seed % 40, 2 + seed % 6, 1 + seed % 8, 10, seed % 2 == 0);
            Adwin adwin = config.newDetector();
            PlainAdwin plain = new PlainAdwin(config);
            for (int i = 0; i < 3_000; i++) {
                double shift = i / 500 % 2 * 0.7;
                double value = offset + scale * (random.nextGaussian() + shift);
                assertThat(adwin.update(value) == DriftLevel.DRIFT)
                        .as("seed %d, value %d", seed, i)
                        .isEqualTo(plain.update(value));
            }
        }
    }
}
