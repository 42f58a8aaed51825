package io.millrace.drift.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.drift.compare.DriftTestConfig;
import io.millrace.drift.compare.DriftTests;
import io.millrace.drift.compare.Statistic;
import io.millrace.drift.profile.CategoricalLayout;
import io.millrace.drift.profile.CategoricalWindow;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.NumericLayout;
import io.millrace.drift.profile.NumericWindow;
import io.millrace.drift.profile.Reference;
import io.millrace.drift.profile.Retention;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DriftReportTest {
    private static final String HOSTILE = "<script>alert('x')</script>\u0007";

    @ParameterizedTest
    @EnumSource(Retention.class)
    void driftingFeaturesComeFirst(Retention retention) {
        DriftReport report = report(retention);
        assertThat(report.features()).extracting(FeatureReport::feature).containsExactly("shifted", HOSTILE, "steady");
        assertThat(report.features()).extracting(FeatureReport::drift).containsExactly(true, true, false);
        assertThat(report.drifting()).isEqualTo(2);
        assertThat(report.currentRows()).isEqualTo(1_000);
        for (FeatureReport feature : report.features()) {
            Histogram histogram = feature.histogram();
            assertThat(histogram.labels()).hasSameSizeAs(histogram.reference()).hasSameSizeAs(histogram.current());
            assertThat(histogram.reference().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum())
                    .as(feature.feature())
                    .isCloseTo(1, Offset.offset(1e-9));
            assertThat(histogram.current().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum())
                    .as(feature.feature())
                    .isCloseTo(1, Offset.offset(1e-9));
        }
    }

    @Test
    void thePageNeedsNothingElseAndObeysNoData() {
        String page = HtmlReport.of(report(Retention.ALL));
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains(
                        "2 of 3 features drift",
                        "prefers-color-scheme: dark",
                        "&lt;script&gt;alert('x')&lt;/script&gt;\uFFFD")
                .doesNotContain("<script", "http:", "https:", "src=", "\u0007");
        assertThat(page.split("<svg", -1)).hasSize(4);
        assertThat(page.indexOf("<h2>shifted")).isLessThan(page.indexOf("<h2>steady"));
    }

    @Test
    void featuresThatAppearAndVanishAreReported() {
        Reference reference = learn("x", 0, 2_000, Retention.NONE);
        FeatureWindow window = reference.layout().newWindow();
        DriftReport report = DriftReport.of(
                "a", "b", Map.of("gone", reference), Map.of("new", window), new DriftTests(DriftTestConfig.defaults()));
        assertThat(report.features()).hasSize(2).allMatch(FeatureReport::drift);
        assertThat(HtmlReport.of(report)).contains("no rows", "the reference has no such feature");
    }

    private static DriftReport report(Retention retention) {
        Reference shifted = learn("shifted", 0, 5_000, retention);
        Reference steady = learn("steady", 0, 5_000, retention);
        CategoricalWindow first = CategoricalLayout.open(HOSTILE).newWindow();
        IntStream.range(0, 5_000).forEach(i -> first.add("category " + i % 7));
        Reference texts = Reference.learn(first, retention);
        CategoricalWindow now = (CategoricalWindow) texts.layout().newWindow();
        IntStream.range(0, 1_000).forEach(i -> now.add("category " + i % 9));
        return DriftReport.of(
                "last week",
                "today",
                Map.of("shifted", shifted, "steady", steady, HOSTILE, texts),
                Map.of("shifted", window(shifted, 3), "steady", window(steady, 0), HOSTILE, now),
                new DriftTests(DriftTestConfig.defaults().withThreshold(Statistic.UNSEEN_CATEGORY_RATE, 0.2)));
    }

    private static Reference learn(String feature, double shift, int rows, Retention retention) {
        NumericWindow first = NumericLayout.unbinned(feature, retention == Retention.NONE ? Retention.ALL : retention)
                .newWindow();
        Random random = new Random(1);
        IntStream.range(0, rows).forEach(i -> first.add(shift + random.nextGaussian()));
        return Reference.learn(first, retention);
    }

    private static NumericWindow window(Reference reference, double shift) {
        NumericWindow window = (NumericWindow) reference.layout().newWindow();
        Random random = new Random(2);
        IntStream.range(0, 1_000).forEach(i -> window.add(shift + random.nextGaussian()));
        return window;
    }
}
