package io.millrace.drift.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.drift.config.InvalidConfigException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DetectorsTest {
    static Iterable<String> names() {
        return Detectors.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachIsKnownByItsName(String name) {
        assertThat(Detectors.defaults(name).detector()).isEqualTo(name);
        assertThat(Detectors.configured(name, Map.of())).isEqualTo(Detectors.defaults(name));
    }

    @Test
    void optionsAreTheComponents() {
        assertThat(Detectors.configured("adwin", Map.of("delta", 0.01, "clock", 16L, "keepWindow", true)))
                .isEqualTo(new AdwinConfig(0.01, 16, 5, 5, 10, true));
        assertThat(Detectors.configured("page-hinkley", Map.of("mode", "up-floored", "threshold", 8)))
                .isEqualTo(new PageHinkleyConfig(30, 0.005, 8, 0.9999, PageHinkleyMode.UP_FLOORED));
        assertThat(Detectors.configured("kswin", Map.of("seed", 7))).isEqualTo(new KswinConfig(0.005, 100, 30, 7));
    }

    @Test
    void allMistakesAtOnce() {
        assertThatThrownBy(() -> Detectors.configured(
                        "adwin",
                        Map.of("deltas", 0.1, "delta", 2, "clock", 1.5, "keepWindow", "yes", "gracePeriod", -1)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContainingAll(
                        "deltas: is no option of adwin, which has delta, clock, maxBuckets, minWindowLength, gracePeriod,"
                                + " keepWindow, found 0.1",
                        "delta: must be in (0, 1), found 2.0",
                        "clock: must be a whole number, found 1.5",
                        "keepWindow: must be true or false, found yes",
                        "gracePeriod: must be in [0, 1000000], found -1");
        assertThatThrownBy(() -> Detectors.configured("page-hinkley", Map.of("mode", "sideways")))
                .hasMessage("mode: must be one of up, down, both, up-floored, found sideways");
        assertThatThrownBy(() -> Detectors.configured("adwim", Map.of()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("must be one of adwin, cusum");
    }

    /** NaN and bounds that depend on each other, of every record. */
    @Test
    void recordsCheckThemselves() {
        assertThatThrownBy(() -> new DdmConfig(0, Double.NaN, 3))
                .hasMessageContainingAll("warmStart: must be in [1, 1000000000], found 0", "warningThreshold");
        assertThatThrownBy(() -> new DdmConfig(30, 3, 2))
                .hasMessage("driftThreshold: must be >= warningThreshold 3.0, found 2.0");
        assertThatThrownBy(() -> new EddmConfig(30, 0.8, 0.9)).hasMessage("beta: must be <= alpha 0.8, found 0.9");
        assertThatThrownBy(() -> new HddmAConfig(0.01, 0.001, false))
                .hasMessage("warningConfidence: must be >= driftConfidence 0.01, found 0.001");
        assertThatThrownBy(() -> new HddmWConfig(0.001, 0.005, 0, false))
                .hasMessage("lambdaVal: must be in (0, 1], found 0.0");
        assertThatThrownBy(() -> new KswinConfig(0.005, 100, 51, -1))
                .hasMessage("statSize: must be in [2, windowSize / 2 = 50], found 51; seed: must be in [0, "
                        + Long.MAX_VALUE + "], found -1");
        assertThatThrownBy(() -> new StepdConfig(1, 0.1, 0.05))
                .hasMessageContainingAll("window: ", "alphaWarning: must be >= alphaDrift 0.1, found 0.05");
        assertThatThrownBy(() -> new SeedConfig(0, 0, -1, -1, 0))
                .hasMessageContainingAll("delta: ", "blockSize: ", "epsilonPrime: ", "alpha: ", "compressTerm: ");
        assertThatThrownBy(() -> new CusumConfig(1, -1, 0, true))
                .hasMessageContainingAll("minInstances: ", "drift: ", "threshold: ");
        assertThatThrownBy(() -> new EwmaConfig(1, 2, 0, -1, true))
                .hasMessageContainingAll("minInstances: ", "lambda: ", "warningThreshold: ", "driftThreshold: ");
        assertThatThrownBy(() -> new PageHinkleyConfig(0, -1, 0, 0, PageHinkleyMode.UP))
                .hasMessageContainingAll("minInstances: ", "delta: ", "threshold: ", "alpha: ");
        assertThatThrownBy(() -> new AdwinConfig(1, 0, 1, 0, -1, false))
                .hasMessageContainingAll("delta: ", "clock: ", "maxBuckets: ", "minWindowLength: ", "gracePeriod: ");
    }
}
