package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.results.RunResult;

/** JMH's benchmarks in a tiny form: they run and report. Says nothing of speed. */
class BenchmarksIT {
    private static final String[] ONCE = {"-f", "0", "-wi", "0", "-i", "1", "-r", "100ms", "-p", "batchRows=8"};

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
                Jmh.run(LearnBenchmark.class, new String[] {"-f", "0", "-wi", "0", "-i", "1", "-r", "100ms"}), 7);
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
}
