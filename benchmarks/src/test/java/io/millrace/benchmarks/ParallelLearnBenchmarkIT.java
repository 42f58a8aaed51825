package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Learning on several threads in a tiny form: every way runs and reports. Says nothing of speed. */
class ParallelLearnBenchmarkIT {
    @TempDir
    private Path folder;

    @Test
    void learnsEveryWayAndReports() throws Exception {
        ParallelLearnBenchmark.Figures figures = ParallelLearnBenchmark.measure(
                new ParallelLearnBenchmark.Settings(2, List.of(10, 100), 1_000, 500, 1, 1));

        assertThat(figures.outcomes())
                .extracting(outcome -> outcome.work() + ": " + outcome.way())
                .containsExactly(
                        "FTRL, 76 of 47,152: one thread",
                        "FTRL, 76 of 47,152: 10",
                        "FTRL, 76 of 47,152: 100",
                        "FTRL, 76 of 47,152: 100, copied",
                        "FTRL, 76 of 47,152: independent",
                        "AdaGrad, 1,000 dense: one thread",
                        "AdaGrad, 1,000 dense: 10",
                        "AdaGrad, 1,000 dense: 100",
                        "AdaGrad, 1,000 dense: 100, copied",
                        "AdaGrad, 1,000 dense: independent",
                        "Softmax AdaGrad, 200 dense, 10 classes: one thread",
                        "Softmax AdaGrad, 200 dense, 10 classes: 10",
                        "Softmax AdaGrad, 200 dense, 10 classes: 100",
                        "Softmax AdaGrad, 200 dense, 10 classes: 100, copied",
                        "Softmax AdaGrad, 200 dense, 10 classes: independent");
        assertThat(figures.outcomes())
                .allSatisfy(outcome -> assertThat(outcome.rate().median()).isPositive());
        Report.write(folder, "parallel", figures, ParallelLearnBenchmark.markdown(figures));
        assertThat(Files.readString(folder.resolve("parallel.md"))).contains("| FTRL, 76 of 47,152 | 100 |");
    }
}
