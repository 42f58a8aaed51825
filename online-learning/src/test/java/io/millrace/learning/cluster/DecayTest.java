package io.millrace.learning.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.cluster.Decay.Unit;
import io.millrace.learning.config.InvalidConfigException;
import org.junit.jupiter.api.Test;

class DecayTest {
    @Test
    void halvesInEveryHalfLife() {
        Decay decay = new Decay(Unit.POINTS, 5);
        // computed: e^(ln 0.5 / 5)
        assertThat(decay.left(1)).isCloseTo(0.8705505632961241, within(1e-15));
        assertThat(decay.left(5)).isCloseTo(0.5, within(1e-15));
        assertThat(decay.left(0)).isEqualTo(1);
        assertThat(Decay.NONE.left(1e12)).isEqualTo(1);
    }

    @Test
    void aFactorIsWhatIsLeftAfterAUnit() {
        for (double factor : new double[] {0, 0.1, 0.5, 0.999, 1}) {
            Decay decay = Decay.byFactor(factor, Unit.BATCHES);
            assertThat(decay.left(1)).isCloseTo(factor, within(1e-15));
            assertThat(decay.left(0)).isEqualTo(1);
            assertThat(decay.left(3)).isCloseTo(factor * factor * factor, within(1e-15));
        }
    }

    @Test
    void checksItself() {
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new Decay(null, -1))
                .withMessage("unit: must be set, found null; halfLife: must be >= 0, found -1.0");
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> Decay.byFactor(1.5, Unit.POINTS))
                .withMessageContaining("factor: must be in [0.0, 1.0], found 1.5");
        assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(() -> new Decay(Unit.POINTS, Double.NaN));
    }
}
