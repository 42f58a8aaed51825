package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attacks in a tiny world: every one runs and reports. What they may cost is in {@code AttackTest} of online-learning, and in results. */
class AdmissionBenchmarkIT {
    @TempDir
    private Path folder;

    @Test
    void attacksInEveryWayAndReports() throws Exception {
        AdmissionBenchmark.Figures figures =
                AdmissionBenchmark.measure(new AdmissionBenchmark.Settings(300, 65, 100, List.of(1)));

        assertThat(figures.outcomes())
                .extracting(AdmissionBenchmark.Outcome::attack)
                .hasSize(AdmissionRun.Attack.values().length)
                .startsWith("none");
        assertThat(figures.outcomes())
                .allSatisfy(outcome -> assertThat(outcome.filtered()).isBetween(0.0, 1.0));
        assertThat(figures.outcomes().get(0).refusedHonest()).isLessThan(0.02);
        Report.write(folder, "admission", figures, AdmissionBenchmark.markdown(figures));
        assertThat(Files.readString(folder.resolve("admission.md"))).contains("| 10 % flip | 1 |");
    }
}
