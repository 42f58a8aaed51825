package io.millrace.learning.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdwinTest {
    private static final double DELTA = 0.002;

    private static byte[] state(Adwin adwin) {
        SnapshotOutput out = new SnapshotOutput();
        adwin.writeTo(out);
        return out.toByteArray();
    }

    private static Adwin restored(byte[] state) {
        SnapshotInput in = new SnapshotInput(state);
        Adwin adwin = Adwin.readFrom(in);
        in.end();
        return adwin;
    }

    private static List<Integer> signals(double... values) {
        List<Integer> signals = new ArrayList<>();
        Adwin adwin = new Adwin(DELTA);
        for (int i = 0; i < values.length; i++) {
            if (adwin.update(values[i])) {
                signals.add(i);
            }
            adwin.validate();
            adwin = i % 50 == 0 ? restored(state(adwin)) : adwin;
        }
        return signals;
    }

    /** Computed for known-answers §2.9: stream A with the window kept; made by record_adwin.py. */
    @Test
    void knownAnswers() throws IOException {
        try (InputStream in = AdwinTest.class.getResourceAsStream("/parity/adwin-stream.csv")) {
            double[] values = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            assertThat(signals(values)).containsExactly(1023, 1119);
        }
    }

    /** Rules of River's tests, known-answers §2.9. */
    @Test
    void nothingHappensWhereNothingChanges() {
        double[] same = new double[5_000];
        java.util.Arrays.fill(same, 1);
        assertThat(signals(same)).isEmpty();
        double[] alternating = new double[2_000];
        for (int i = 0; i < alternating.length; i++) {
            alternating[i] = i % 2;
        }
        assertThat(signals(alternating)).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void theWindowIsWhatItHolds() {
        Random random = new Random(1);
        Adwin adwin = new Adwin(DELTA);
        double sum = 0;
        for (int i = 1; i <= 3_000; i++) {
            double value = random.nextDouble();
            sum += value;
            boolean shrunk = adwin.update(value);
            adwin.validate();
            assertThat(shrunk).isFalse();
            assertThat(adwin.width()).isEqualTo(i);
            assertThat(adwin.mean()).isCloseTo(sum / i, within(1e-12));
        }
    }

    @Test
    void aRestoredTwinGoesOnBitByBit() {
        Random random = new Random(2);
        Adwin adwin = new Adwin(DELTA);
        Adwin twin = new Adwin(DELTA);
        for (int i = 0; i < 2_000; i++) {
            double value = random.nextInt(i < 1_000 ? 2 : 9);
            assertThat(twin.update(value)).isEqualTo(adwin.update(value));
            byte[] state = state(adwin);
            assertThat(state(twin)).isEqualTo(state);
            twin = restored(state);
        }
        assertThat(adwin.width()).isLessThan(1_500);
    }
}
