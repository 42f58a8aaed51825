package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration of frauds as a new user runs it; a class of its own, so that it runs beside the one of flights. */
@Timeout(600)
class FraudDemoIT {
    /** The short form: too few payments to see what a ring does, enough to see that all three runs come to their end. */
    @Test
    void fraudsAreAnsweredInThreeRuns(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        try (MillraceProcess demo = MillraceProcess.run(
                folder, "demo", "fraud", "--payments", "2000", "--json", "--data-dir", data.toString())) {
            assertThat(demo.exitCode()).as(demo.everything()).isZero();
            JsonNode json = new ObjectMapper().readTree(demo.lastLine());
            assertThat(json.path("payments").asInt()).isEqualTo(2_000);
            assertThat(json.path("accountingGap").asLong(-1)).isZero();
            assertThat(json.path("lies").asInt()).isBetween(1, 1_000);
            for (String run : List.of("clean", "attackedUnfiltered", "attackedFiltered")) {
                assertThat(json.path("auc").path(run).asDouble()).as(run).isBetween(0.5, 1.0);
                assertThat(json.path("withoutModel").path(run).asInt(-1))
                        .as(run)
                        .isZero();
                assertThat(json.path("tenths")).as(run).hasSize(10);
            }
        }
        assertThat(MillraceProcess.processesWith(data.toString()))
                .as("left running")
                .isEmpty();
    }
}
