package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark of the monitoring job in a tiny form: every job sees every event and reports. Says nothing of speed. */
@Timeout(600)
class MonitoringBenchmarkIT {
    @TempDir
    private Path folder;

    @Test
    void watchesInEveryWayAndReports() throws Exception {
        MonitoringBenchmark.Figures figures = MonitoringBenchmark.measure(new MonitoringBenchmark.Settings(
                20_000, 2, 20, List.of("monitoring", "first-events", "parse"), 0, 1, 500));

        assertThat(figures.runs())
                .extracting(MonitoringBenchmark.Run::job)
                .containsExactly(
                        MonitoringBenchmark.MONITORING, MonitoringBenchmark.FIRST_EVENTS, MonitoringBenchmark.PARSE);
        assertThat(figures.runs()).allSatisfy(run -> {
            assertThat(run.perSecond()).isPositive();
            assertThat(run.rows()).isPositive();
            assertThat(run.drifts()).as("nothing drifts").isZero();
        });
        assertThat(figures.runs().get(0).windows()).isEqualTo(20);
        Report.write(folder, "monitoring", figures, MonitoringBenchmark.markdown(figures));
        assertThat(Files.readString(folder.resolve("monitoring.md")))
                .contains("| monitoring |", "| first-events |", "| parse |");
    }
}
