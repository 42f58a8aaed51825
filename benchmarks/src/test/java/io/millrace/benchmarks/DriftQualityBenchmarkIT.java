package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.drift.detector.Detectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drift quality in a short form: six drifts of two streams. It is seeded, so it also holds our recommendation to its few false alarms; twelve drifts are too few to
 * compare F1. */
class DriftQualityBenchmarkIT {
    @TempDir
    private Path folder;

    @Test
    void measuresAllAndOursHasNoMoreFalseAlarms() throws Exception {
        DriftQualityBenchmark.Figures figures = DriftQualityBenchmark.measure(
                new DriftQualityBenchmark.Settings(6, 5_000, 1_000, List.of(7L), List.of(), List.of("sea", "stagger")));

        assertThat(figures.outcomes()).hasSize(2 * 3 * Detectors.names().size());
        for (String kind : List.of("abrupt", "gradual")) {
            DriftQualityBenchmark.Outcome ours = DriftQualityBenchmark.overall(figures, kind, "error-rise");
            DriftQualityBenchmark.Outcome seed = DriftQualityBenchmark.overall(figures, kind, "seed");
            assertThat(ours.f1()).as(kind).isPositive();
            assertThat(ours.falseAlarms()).as(kind).isLessThanOrEqualTo(seed.falseAlarms());
        }
        Report.write(folder, "drift-quality", figures, DriftQualityBenchmark.markdown(figures));
        assertThat(Files.readString(folder.resolve("drift-quality.md"))).contains("| all | error-rise |");
    }
}
