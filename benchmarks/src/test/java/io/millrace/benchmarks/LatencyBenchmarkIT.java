package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The latency benchmark in a tiny form: it times every event. Says nothing of speed. */
class LatencyBenchmarkIT {
    @Test
    void timesEveryEvent() throws Exception {
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
}
