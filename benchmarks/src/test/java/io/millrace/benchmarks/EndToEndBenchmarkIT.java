package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end-to-end benchmark in a tiny form: it answers every event and reports. Says nothing of speed. */
class EndToEndBenchmarkIT {
    @TempDir
    private Path folder;

    @Test
    void answersEveryEventAndWritesItsReport() throws Exception {
        EndToEndBenchmark.Figures figures = EndToEndBenchmark.measure(new EndToEndBenchmark.Settings(
                20_000,
                2,
                0,
                1,
                List.of("mlp"),
                List.of("millrace", "millrace-no-features", "loop", "loop-same-bytes", "streams"),
                64,
                500));

        assertThat(figures.runs())
                .hasSize(5)
                .allSatisfy(run -> assertThat(run.complete()).as(run.peer()).isTrue());
        assertThat(figures.ratios().get("mlp"))
                .containsOnlyKeys(
                        "millrace / loop",
                        "millrace / loop-same-bytes",
                        "millrace / streams",
                        "millrace-no-features / loop",
                        "millrace-no-features / loop-same-bytes",
                        "millrace-no-features / streams");
        double ours = figures.runs().get(0).bytesPerAnswer();
        double sameBytes = figures.runs().get(3).bytesPerAnswer();
        assertThat(sameBytes).isCloseTo(ours, withinPercentage(5));
        Report.write(folder, "end-to-end", figures, EndToEndBenchmark.markdown(figures));
        assertThat(Files.readString(folder.resolve("end-to-end.json"))).contains("\"ratios\"");
        assertThat(Files.readString(folder.resolve("end-to-end.md"))).contains("| mlp | streams |");
    }
}
