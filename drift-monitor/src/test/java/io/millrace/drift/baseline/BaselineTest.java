package io.millrace.drift.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.compare.Finding;
import io.millrace.drift.compare.Statistic;
import io.millrace.drift.config.InvalidConfigException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BaselineTest {
    private static Finding finding(Statistic statistic, double value) {
        return new Finding("x", statistic, value, 0.1, 0.001, 500, value >= 0.1, "because");
    }

    private static Baseline of(BaselineConfig config, double... values) {
        Baseline baseline = new Baseline(config);
        for (double value : values) {
            baseline.add(List.of(finding(Statistic.WASSERSTEIN, value)));
        }
        return baseline;
    }

    private static Baseline restored(Baseline baseline, BaselineConfig config) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        baseline.writeTo(new DataOutputStream(bytes));
        return Baseline.read(config, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    /** 1 to 5 have the mean 3 and the population's standard deviation √2. */
    @Test
    void usualIsTheMeanAndSomeDeviationsOrAMultipleOfTheGreatest() {
        assertThat(of(new BaselineConfig(5, 60, 4, 1), 1, 2, 3, 4, 5).usual(Statistic.WASSERSTEIN))
                .isCloseTo(3 + 4 * Math.sqrt(2), within(1e-12));
        assertThat(of(new BaselineConfig(5, 60, 3, 1.5), 1, 2, 3, 4, 5).usual(Statistic.WASSERSTEIN))
                .isEqualTo(7.5);
    }

    @Test
    void fewWindowsSayNothing() {
        assertThat(of(BaselineConfig.DEFAULTS, 1, 2, 3, 4).usual(Statistic.WASSERSTEIN))
                .isZero();
    }

    @Test
    void whatWasNotFoundWasZero() {
        Baseline baseline = new Baseline(new BaselineConfig(4, 60, 0, 1));
        for (int i = 0; i < 4; i++) {
            baseline.add(i == 3 ? List.of(finding(Statistic.CONSTANT, 1)) : List.of());
        }
        assertThat(baseline.usual(Statistic.CONSTANT)).isEqualTo(1);
        assertThat(baseline.usual(Statistic.MISSING_RATE)).isZero();
    }

    @Test
    void onlyTheNewestWindowsAreRemembered() {
        BaselineConfig three = new BaselineConfig(2, 3, 0, 1);
        assertThat(of(three, 9, 1, 2).usual(Statistic.WASSERSTEIN)).isEqualTo(9);
        assertThat(of(three, 9, 1, 2, 1).usual(Statistic.WASSERSTEIN)).isEqualTo(2);
    }

    @Test
    void aFindingIsADriftIfItIsLargeAndUnusual() {
        Baseline baseline = of(new BaselineConfig(5, 60, 3, 1.5), 0.2, 0.2, 0.2, 0.2, 0.4);
        assertThat(baseline.judged(finding(Statistic.WASSERSTEIN, 0.5)))
                .isEqualTo(new Finding("x", Statistic.WASSERSTEIN, 0.5, 1.5 * 0.4, 0.001, 500, false, "because"));
        assertThat(baseline.judged(finding(Statistic.WASSERSTEIN, 0.7)).drift()).isTrue();
        Finding unknown = finding(Statistic.JENSEN_SHANNON, 0.5);
        assertThat(baseline.judged(unknown)).isSameAs(unknown);
    }

    @Test
    void aRestoredCopyGoesOnAlike() throws IOException {
        BaselineConfig config = new BaselineConfig(2, 3, 1, 1.25);
        Baseline baseline = of(config, 4, 1, 2, 5);
        Baseline copy = restored(baseline, config);
        for (double value : new double[] {3, 8, 1}) {
            assertThat(copy.usual(Statistic.WASSERSTEIN)).isEqualTo(baseline.usual(Statistic.WASSERSTEIN));
            baseline.add(List.of(finding(Statistic.WASSERSTEIN, value)));
            copy.add(List.of(finding(Statistic.WASSERSTEIN, value)));
        }
        assertThat(copy.windows()).isEqualTo(7);
    }

    @Test
    void oneThatRemembersLessGoesOnWithLess() throws IOException {
        Baseline copy = restored(of(new BaselineConfig(2, 9, 0, 1), 1, 2, 3, 4), new BaselineConfig(2, 3, 0, 1));
        assertThat(copy.usual(Statistic.WASSERSTEIN)).isEqualTo(3);
    }

    @Test
    void anotherVersionIsRefused() {
        assertThatThrownBy(() -> Baseline.read(
                        BaselineConfig.DEFAULTS, new DataInputStream(new ByteArrayInputStream(new byte[] {9}))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 1")
                .hasMessageContaining("version 9");
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThatThrownBy(() -> new BaselineConfig(1, 0, -1, 0.5))
                .isInstanceOfSatisfying(
                        InvalidConfigException.class,
                        mistakes -> assertThat(mistakes.problems())
                                .extracting(InvalidConfigException.Problem::name)
                                .containsExactly("minimumWindows", "mostWindows", "deviations", "margin"));
    }
}
