package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.demo.FraudRun.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FraudResultTest {
    private static Outcome outcome(double auc, long gap) {
        return new Outcome(auc, Collections.nCopies(FraudAnswers.PARTS, auc), 2, 0, gap);
    }

    private static FraudResult result(long gap) {
        return new FraudResult(1_000, 180, outcome(0.9, 0), outcome(0.5, 0), outcome(0.875, gap));
    }

    @Test
    void theJsonHasTheAucOfEachRun() {
        Map<String, Object> json = result(0).json();
        assertThat(json)
                .containsEntry("auc", Map.of("clean", 0.9, "attackedUnfiltered", 0.5, "attackedFiltered", 0.875))
                .containsEntry("demo", "fraud")
                .containsEntry("lies", 180L)
                .containsEntry("accountingGap", 0L);
        assertThat((List<?>) json.get("tenths")).hasSize(FraudAnswers.PARTS);
    }

    @Test
    void theSummaryShowsAllThree() {
        assertThat(String.join("\n", result(0).summary(true)))
                .contains("1,000 payments, each answered exactly once, in each of three runs")
                .contains("everybody is honest                    0.9000")
                .contains("   180 labels are false, no filter 0.5000")
                .contains("admission filter        0.8750")
                // from 0.5 on: 0.8 · 24 blocks, none, 0.75 · 24
                .contains("0.900 " + "█".repeat(19) + " ")
                .contains("0.500  ")
                .contains("0.875 " + "█".repeat(18));
        assertThat(result(0).summary(false)).noneMatch(line -> line.contains("█"));
    }

    @Test
    void aGapIsNotFine() {
        assertThat(result(0).isFine()).isTrue();
        assertThat(result(3).isFine()).isFalse();
        assertThat(result(3).summary(false).get(0)).contains("NOT each answered exactly once");
    }
}
