package io.millrace.drift.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.drift.DetectorConfig;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Drifts and first warnings on the streams of record_streams.py, index for index. Published by River, its pull request 1539 and scikit-multiflow, or
 * worked out from the formulas for known-answers section 2.9.
 */
class KnownAnswersTest {
    private static PageHinkleyConfig pageHinkley(PageHinkleyMode mode) {
        PageHinkleyConfig defaults = PageHinkleyConfig.DEFAULTS;
        return new PageHinkleyConfig(
                defaults.minInstances(), defaults.delta(), defaults.threshold(), defaults.alpha(), mode);
    }

    static Stream<Arguments> answers() {
        AdwinConfig adwin = AdwinConfig.DEFAULTS;
        AdwinConfig keeping = new AdwinConfig(
                adwin.delta(), adwin.clock(), adwin.maxBuckets(), adwin.minWindowLength(), adwin.gracePeriod(), true);
        return Stream.of(
                arguments("p", adwin, "D 1023"),
                arguments("p", PageHinkleyConfig.DEFAULTS, "D 1006"),
                arguments("p", new KswinConfig(1e-4, 100, 30, 42), "D 1016"),
                arguments("q", adwin, "D 1023, D 2015, D 3007"),
                arguments("q", pageHinkley(PageHinkleyMode.UP), "D 1007, D 1568, D 3013"),
                arguments("q", pageHinkley(PageHinkleyMode.DOWN), "D 2017"),
                arguments("q", pageHinkley(PageHinkleyMode.BOTH), "D 1007, D 1568, D 2005, D 3007"),
                arguments("e", DdmConfig.DEFAULTS, "W 1084, D 1334, W 1492"),
                arguments("e", new EddmConfig(30, 0.8, 0.75), "W 1059, D 1278"),
                arguments("e", HddmAConfig.DEFAULTS, "W 451, D 1206"),
                arguments("e", HddmWConfig.DEFAULTS, "W 451, D 1077"),
                arguments("a", adwin, "D 1023"),
                arguments("a", keeping, "D 1023, D 1119"),
                arguments("a", pageHinkley(PageHinkleyMode.UP), "D 1009"),
                arguments("a", pageHinkley(PageHinkleyMode.UP_FLOORED), "D 1009"),
                arguments("a", pageHinkley(PageHinkleyMode.BOTH), "D 1009, D 1771"),
                arguments("a8", adwin, "D 1023"),
                arguments("a8", pageHinkley(PageHinkleyMode.UP_FLOORED), "D 1020, D 1991"),
                arguments("a8", pageHinkley(PageHinkleyMode.UP), "D 1020, D 1990"));
    }

    @ParameterizedTest(name = "{0}: {1} → {2}")
    @MethodSource("answers")
    void answers(String stream, DetectorConfig config, String signals) {
        double[] values = RecordedStream.named(stream);
        assertThat(RecordedStream.signals(config, values)).isEqualTo(signals);
        assertThat(RecordedStream.signals(config, values, 1))
                .as("restored from a snapshot after each value")
                .isEqualTo(signals);
    }

    /** The streams are those that the answers were published for, by the sums of their values. */
    @ParameterizedTest
    @MethodSource("sums")
    void theStreamsAreTheirs(String name, int sum) {
        assertThat(Arrays.stream(RecordedStream.named(name)).sum()).isEqualTo(sum);
    }

    static Stream<Arguments> sums() {
        return Stream.of(
                arguments("p", 5970),
                arguments("q", 12041),
                arguments("e", 1234),
                arguments("a", 6037),
                arguments("a8", 3985));
    }
}
