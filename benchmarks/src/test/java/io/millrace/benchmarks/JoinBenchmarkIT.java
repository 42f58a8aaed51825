package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark of the join in a tiny form: every job comes to its end and reports. Says nothing of speed. */
@Timeout(600)
class JoinBenchmarkIT {
    @TempDir
    private Path folder;

    @Test
    void joinsInEveryWayAndReports() throws Exception {
        JoinBenchmark.Figures figures = JoinBenchmark.measure(new JoinBenchmark.Settings(
                4_000, 500, List.of("learning", "keep", "keep-by-hand", "key-by"), 2, 0, 1, 500, 64));

        assertThat(figures.runs())
                .extracting(JoinBenchmark.Run::job)
                .containsExactly(
                        JoinBenchmark.LEARNING, JoinBenchmark.KEEP, JoinBenchmark.KEEP_BY_HAND, JoinBenchmark.KEY_BY);
        assertThat(figures.runs()).allSatisfy(run -> assertThat(run.perSecond()).isPositive());
        Report.write(folder, "join", figures, JoinBenchmark.markdown(figures));
        assertThat(Files.readString(folder.resolve("join.md")))
                .contains("| learning |", "| keep |", "| keep-by-hand |", "| key-by |");
    }
}
