package io.millrace.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link DriftDetector} keeps to. A detector's test extends this once per configuration worth it. */
public abstract class DetectorContract {
    private static final int VALUES = 1_500;

    /** The configuration to try. */
    protected abstract DetectorConfig config();

    /** A value of the stream; errors by default, 1 in 10 before the change and 6 in 10 after it. */
    protected double value(Random random, boolean changed) {
        return random.nextDouble() < (changed ? 0.6 : 0.1) ? 1 : 0;
    }

    /** Whether it goes on with what it still holds after a drift, where others start afresh. */
    protected boolean keepsWindow() {
        return false;
    }

    private double[] stream(long seed) {
        Random random = new Random(seed);
        double[] values = new double[VALUES];
        for (int i = 0; i < VALUES; i++) {
            values[i] = value(random, i >= VALUES / 2);
        }
        return values;
    }

    private static byte[] state(DriftDetector detector) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            detector.writeTo(new DataOutputStream(bytes));
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DriftDetector restored(byte[] state) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(state));
        DriftDetector detector = config().readDetector(in);
        assertThat(in.read()).as("all of the state is read").isEqualTo(-1);
        return detector;
    }

    private static List<DriftLevel> levels(DriftDetector detector, double[] values) {
        return Arrays.stream(values).mapToObj(detector::update).toList();
    }

    @Test
    void findsTheChange() {
        List<DriftLevel> levels = levels(config().newDetector(), stream(1));
        assertThat(levels.subList(VALUES / 2, VALUES)).contains(DriftLevel.DRIFT);
    }

    @Test
    void theSameValuesGiveTheSameBits() {
        DriftDetector first = config().newDetector();
        DriftDetector second = config().newDetector();
        assertThat(levels(first, stream(2))).isEqualTo(levels(second, stream(2)));
        assertThat(state(first)).isEqualTo(state(second));
    }

    @Test
    void aRestoredTwinGoesOnBitByBit() throws IOException {
        DriftDetector detector = config().newDetector();
        DriftDetector twin = restored(state(config().newDetector()));
        for (double value : stream(3)) {
            assertThat(twin.update(value)).isEqualTo(detector.update(value));
            byte[] state = state(detector);
            assertThat(state(twin)).isEqualTo(state);
            twin = restored(state);
            assertThat(twin.count()).isEqualTo(detector.count());
            // as objects: NaN equals NaN
            assertThat((Double) twin.statistic()).isEqualTo((Double) detector.statistic());
            assertThat((Double) twin.threshold()).isEqualTo((Double) detector.threshold());
        }
    }

    @Test
    void startsAfreshAfterADrift() {
        if (keepsWindow()) {
            return;
        }
        DriftDetector detector = config().newDetector();
        double[] values = stream(4);
        int drift = levels(detector, values).indexOf(DriftLevel.DRIFT);
        DriftDetector used = config().newDetector();
        levels(used, Arrays.copyOf(values, drift + 1));
        assertThat(levels(used, stream(5))).isEqualTo(levels(config().newDetector(), stream(5)));
    }

    @Test
    void sayingWhatWasFoundIsPartOfADrift() {
        DriftDetector detector = config().newDetector();
        assertThat(detector.statistic()).isNaN();
        assertThat(detector.threshold()).isNaN();
        for (double value : stream(6)) {
            if (detector.update(value) == DriftLevel.DRIFT) {
                assertThat(detector.statistic()).isFinite();
                assertThat(detector.threshold()).isFinite();
                assertThat(detector.count()).isPositive();
            }
        }
        assertThat(detector.statistic()).isFinite();
    }

    @Test
    void whatIsNotFiniteChangesNothing() {
        DriftDetector detector = config().newDetector();
        for (double value : stream(7)) {
            byte[] state = state(detector);
            for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                assertThat(detector.update(bad)).isEqualTo(DriftLevel.STABLE);
            }
            assertThat(state(detector)).isEqualTo(state);
            detector.update(value);
        }
    }

    @Test
    void equalValuesAreNoDrift() {
        for (double value : new double[] {0, 1, -0.0, 1e15, 1e308, -1e308, Double.MIN_VALUE}) {
            DriftDetector detector = config().newDetector();
            double[] values = new double[VALUES];
            Arrays.fill(values, value);
            assertThat(levels(detector, values)).as("%s again and again", value).containsOnly(DriftLevel.STABLE);
        }
    }

    @Test
    void anyFiniteValueWillDo() throws IOException {
        double[] strange = {
            Double.MAX_VALUE, -Double.MAX_VALUE, 1e308, -1e308, 0, -0.0, Double.MIN_VALUE, 1e-308, 1e200, -1e150, 0.5, 1
        };
        DriftDetector detector = config().newDetector();
        Random random = new Random(8);
        for (int i = 0; i < 4 * VALUES; i++) {
            assertThat(detector.update(strange[random.nextInt(strange.length)])).isNotNull();
            assertThat(detector.statistic()).isNotInfinite();
        }
        assertThat(state(restored(state(detector)))).isEqualTo(state(detector));
    }

    /** What is not a number would never compare again: after strange values it must still find what is there to find. */
    @Test
    void strangeValuesDoNotBlindIt() {
        DriftDetector detector = config().newDetector();
        detector.update(1e308);
        detector.update(-1e308);
        int drifts = 0;
        for (int i = 0; i < 200_000 && drifts == 0; i++) {
            drifts += detector.update(i % 2 == 0 ? 1e308 : -1e308) == DriftLevel.DRIFT ? 1 : 0;
        }
        List<DriftLevel> levels = new ArrayList<>();
        for (int i = 0; i < VALUES; i++) {
            levels.add(detector.update(i % 10 == 0 ? 1e308 : 0));
        }
        for (int i = 0; i < 4 * VALUES; i++) {
            levels.add(detector.update(1e308));
        }
        assertThat(levels).contains(DriftLevel.DRIFT);
    }

    @Test
    void aCutStateIsRefused() {
        DriftDetector detector = config().newDetector();
        levels(detector, Arrays.copyOf(stream(9), 700));
        byte[] state = state(detector);
        for (int length = 0; length < state.length; length++) {
            byte[] cut = Arrays.copyOf(state, length);
            assertThatExceptionOfType(IOException.class)
                    .as("%d of %d bytes", length, state.length)
                    .isThrownBy(() -> config().readDetector(new DataInputStream(new ByteArrayInputStream(cut))));
        }
    }

    @Test
    void aStateOfAnotherReleaseOrDetectorIsRefused() throws IOException {
        byte[] state = state(config().newDetector());
        int nameLength = 2 + config().detector().length();
        byte[] newer = state.clone();
        newer[nameLength + 3] = 99;
        assertThatThrownBy(() -> restored(newer))
                .isInstanceOf(IOException.class)
                .hasMessage("must be version 1 of a detector's state, found 99");
        byte[] other = state.clone();
        other[2] = 'x';
        assertThatThrownBy(() -> restored(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must be a state of " + config().detector());
        assertThatNoException().isThrownBy(() -> restored(state));
    }

    @Test
    void knowsWhatItIs() {
        assertThat(config().newDetector().config()).isEqualTo(config());
        assertThat(config().detector()).matches("[a-z][a-z0-9-]*");
        assertThat(config().newDetector().count()).isZero();
    }
}
