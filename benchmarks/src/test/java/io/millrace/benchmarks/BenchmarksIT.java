package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.results.RunResult;

/** Every benchmark in a tiny form: it runs, answers every event and reports. Says nothing of speed. */
class BenchmarksIT {
    private static final String[] ONCE = {"-f", "0", "-wi", "0", "-i", "1", "-r", "100ms", "-p", "batchRows=8"};

    @TempDir
    private Path folder;

    @Test
    void decodeReportsAllFourReaders() throws Exception {
        assertReported(
                Jmh.run(DecodeBenchmark.class, new String[] {"-f", "0", "-wi", "0", "-i", "1", "-r", "100ms"}), 4);
    }

    @Test
    void scoreReportsBothModels() throws Exception {
        assertReported(Jmh.run(DecodeScoreBenchmark.class, ONCE), 2);
    }

    @Test
    void learnReportsLearnersAndLoopsByHand() throws Exception {
        assertReported(
                Jmh.run(LearnBenchmark.class, new String[] {"-f", "0", "-wi", "0", "-i", "1", "-r", "100ms"}), 6);
    }

    @Test
    void modelsComparesBothSidesOfEveryWork() throws Exception {
        ModelFigures figures =
                ModelFigures.of(List.copyOf(ModelBenchmark.runs(1, Jmh.run(ModelBenchmark.class, ONCE))));

        assertThat(figures.comparisons())
                .extracting(ModelFigures.Comparison::work)
                .containsExactly(ModelWork.values());
        assertThat(figures.comparisons())
                .allSatisfy(
                        comparison -> assertThat(comparison.ratio().median()).isPositive());
        assertThat(figures.markdown()).contains("| 100 trees, depth 6, 30 features, PMML | compiled | JPMML | 8 |");
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesOfAWorkGiveTheSameScores(ModelWork work) throws Exception {
        int rows = 256;
        try (Workspace workspace = Workspace.create();
                ScoringLoop millrace = work.millrace(workspace, rows);
                ScoringLoop peer = work.peer(workspace, rows)) {
            millrace.scoreNextBatch();
            peer.scoreNextBatch();
            Set<Double> scores = new HashSet<>();
            for (int row = 0; row < rows; row++) {
                assertThat(millrace.score(row)).as("row %d", row).isCloseTo(peer.score(row), within(1e-5));
                scores.add(peer.score(row));
            }
            assertThat(scores).as("rows must differ").hasSizeGreaterThan(rows / 2);
        }
    }

    private static void assertReported(Collection<RunResult> results, int expected) {
        assertThat(results).hasSize(expected).allSatisfy(result -> {
            assertThat(result.getPrimaryResult().getScore()).isPositive();
            assertThat(result.getSecondaryResults()).containsKey("gc.alloc.rate.norm");
        });
    }

    @Test
    void endToEndAnswersEveryEventAndWritesItsReport() throws Exception {
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

    @Test
    void latencyTimesEveryEvent() throws Exception {
        LatencyBenchmark.Figures figures =
                LatencyBenchmark.measure(new LatencyBenchmark.Settings(2_000, 1, 2, 1, "logistic", 2));

        assertThat(figures.turns())
                .extracting(turn -> turn.system() + " " + turn.round())
                .containsExactly("echo 0", "millrace 0", "echo 1", "millrace 1");
        assertThat(figures.turns()).allSatisfy(turn -> {
            assertThat(turn.received()).isEqualTo(turn.sent());
            assertThat(turn.p50()).isPositive();
            assertThat(turn.max()).isGreaterThanOrEqualTo(turn.p99());
        });
        assertThat(LatencyBenchmark.markdown(figures)).contains("| millrace | 1 | 2,000 |");
    }

    @Test
    void swapAnswersEveryEventOnceAndByTheVersionThatWasDecided() throws Exception {
        SwapBenchmark.Figures figures = SwapBenchmark.measure(new SwapBenchmark.Settings(1_000, 3, 1, 1, 1, 1, 2));

        assertThat(figures.correctness().holds()).as("%s", figures).isTrue();
        assertThat(figures.correctness().events()).isPositive();
        assertThat(figures.swaps())
                .extracting(SwapBenchmark.Swap::flaw)
                .containsExactly(SwapModels.Flaw.NONE, SwapModels.Flaw.NONE, SwapModels.Flaw.TRUNCATED);
        assertThat(figures.swaps().get(0).phase()).isEqualTo("ACTIVE");
        assertThat(SwapReport.markdown(figures)).contains("| bad, TRUNCATED: REJECTED LOAD_FAILED | 1 |");
    }
}
