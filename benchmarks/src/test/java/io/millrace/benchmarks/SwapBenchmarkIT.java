package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The benchmark of swaps in a tiny form: it answers every event once, also in a flood. Says nothing of speed. */
class SwapBenchmarkIT {
    @Test
    void answersEveryEventOnceAndByTheVersionThatWasDecided() throws Exception {
        SwapBenchmark.Figures figures =
                SwapBenchmark.measure(new SwapBenchmark.Settings(1_000, 3, 1, 1, 100, 1, 1, 1, 2));

        assertThat(figures.correctness().holds()).as("%s", figures).isTrue();
        assertThat(figures.correctness().events()).isPositive();
        assertThat(figures.swaps())
                .extracting(SwapBenchmark.Swap::flaw)
                .containsExactly(SwapModels.Flaw.NONE, SwapModels.Flaw.NONE, SwapModels.Flaw.TRUNCATED);
        assertThat(figures.swaps().get(0).phase()).isEqualTo("ACTIVE");
        assertThat(figures.flood().refused()).isEqualTo(100);
        assertThat(figures.flood().during().events()).isPositive();
        assertThat(SwapReport.markdown(figures))
                .contains("| bad, TRUNCATED: REJECTED LOAD_FAILED | 1 |", "100 of 100 refused");
    }
}
