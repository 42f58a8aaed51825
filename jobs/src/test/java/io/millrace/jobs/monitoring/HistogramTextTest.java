package io.millrace.jobs.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.drift.report.Histogram;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HistogramTextTest {
    @Test
    void partsAndSharesStandInOneLine() {
        assertThat(HistogramText.of(
                        new Histogram(List.of("up to \"3\"", "above 3"), List.of(1 / 3.0, 2 / 3.0), List.of(0.0, 1.0))))
                .isEqualTo(
                        "{\"parts\":[\"up to \\\"3\\\"\",\"above 3\"],\"reference\":[0.3333,0.6667],\"current\":[0.0,1.0]}");
    }

    @Test
    void namesAreCutSoThatItStaysShort() {
        List<String> names = Collections.nCopies(21, "x".repeat(5_000));
        List<Double> shares = Collections.nCopies(21, 1 / 21.0);
        assertThat(HistogramText.of(new Histogram(names, shares, shares))).hasSizeLessThan(3_000);
    }
}
