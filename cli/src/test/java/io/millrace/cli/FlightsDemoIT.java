package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration of flights as a new user runs it. */
@Timeout(600)
class FlightsDemoIT {
    private static final int EVENTS = 5_000;
    /** So many that something is learned; metrics.json has the static model's quality on as many. */
    private static final int LEARNED_FROM = 20_000;

    @Test
    void theModelIsSwappedHalfWayAndEveryFlightGetsTheVersionOfItsTime(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        try (MillraceProcess demo = demo(folder, data)) {
            assertThat(demo.exitCode()).as(demo.everything()).isZero();
            JsonNode json = new ObjectMapper().readTree(demo.lastLine());
            assertThat(json.path("swaps").asInt()).isEqualTo(1);
            assertThat(json.path("wrongVersions").asLong(-1)).isZero();
            assertThat(json.path("accountingGap").asLong(-1)).isZero();
            assertThat(json.path("swap").path("to").asText()).isEqualTo("delay-lightgbm@1");
            assertThat(json.path("models").findValuesAsText("model"))
                    .containsExactly("delay-lightgbm@1", "delay-logistic@1");
            JsonNode trees = json.path("models").get(0);
            JsonNode logistic = json.path("models").get(1);
            assertThat(trees.path("predictions").asLong()
                            + logistic.path("predictions").asLong())
                    .isEqualTo(EVENTS);
            assertThat(logistic.path("predictions").asLong()).isBetween(EVENTS / 2L, EVENTS / 2L + 100);
            assertThat(demo.everything()).contains("swap from delay-logistic@1 to delay-lightgbm@1 at event time");
        }
    }

    @Test
    void labelsAreLearnedFromWhileFlightsFlow(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        try (MillraceProcess demo = demo(LEARNED_FROM, folder, data, "--headless", "--no-swap")) {
            assertThat(demo.exitCode()).as(demo.everything()).isZero();
            JsonNode json = new ObjectMapper().readTree(demo.lastLine());
            assertThat(json.path("events").asLong()).isEqualTo(LEARNED_FROM);
            assertThat(json.path("predictions").asLong()
                            + json.path("deadLetters").asLong()
                            + json.path("fallbacks").asLong())
                    .isEqualTo(LEARNED_FROM);
            assertThat(json.path("accountingGap").asLong(-1)).isZero();
            assertThat(json.path("wrongVersions").asLong(-1)).isZero();
            assertThat(json.path("eventsPerSecond").asDouble()).isPositive();
            assertThat(json.path("latencyMs").path("p50").isNumber()).isTrue();
            assertThat(json.path("latencyMs").path("p99").asLong())
                    .isGreaterThanOrEqualTo(json.path("latencyMs").path("p50").asLong());
            // those that are known by the departure of the last flight, less what is still on its way
            assertThat(json.path("labelsJoined").asLong()).isBetween(15_000L, 20_000L);
            JsonNode trained = new ObjectMapper()
                    .readTree(MillraceProcess.FLIGHTS.resolve("metrics.json").toFile())
                    .path("delay-logistic-onnx")
                    .path("first")
                    .path("" + LEARNED_FROM);
            JsonNode unchanged = json.path("static");
            assertThat(unchanged.path("auc").asDouble())
                    .isCloseTo(trained.path("auc").asDouble(), Offset.offset(1e-6));
            assertThat(unchanged.path("logLoss").asDouble())
                    .isCloseTo(trained.path("logLoss").asDouble(), Offset.offset(1e-6));
            // one model from the beginning to the end, or learned ones in its place: each begins with a week
            assertThat(json.path("drift").path("windows").isNumber()).isTrue();
            for (JsonNode drift : json.path("drift").path("drifts")) {
                assertThat(drift.path("subject").asText()).matches("(feature|output)\\..+");
                assertThat(drift.path("value").asDouble())
                        .isGreaterThanOrEqualTo(drift.path("threshold").asDouble());
            }
            JsonNode online = json.path("online");
            assertThat(online.path("examples").asLong()).isBetween(8_000L, 20_000L);
            assertThat(online.path("logLoss").asDouble()).isBetween(0.4, 0.8);
            assertThat(online.path("auc").asDouble()).isBetween(0.55, 0.8);
            JsonNode atDeparture = json.path("atDeparture");
            assertThat(atDeparture.path("logLoss").asDouble()).isBetween(0.4, 0.8);
            assertThat(atDeparture.path("auc").asDouble()).isBetween(0.55, 0.8);
            assertThat(json.path("months")
                            .path("2013-04")
                            .path("atDeparture")
                            .path("logLoss")
                            .asDouble())
                    .isEqualTo(atDeparture.path("logLoss").asDouble());
            JsonNode inRealTime = json.path("inRealTime");
            assertThat(inRealTime.path("logLoss").asDouble()).isBetween(0.4, 0.8);
            assertThat(inRealTime.path("auc").asDouble()).isBetween(0.6, 0.8);
            assertThat(inRealTime.path("swaps").isInt()).isTrue();
            assertThat(json.path("models").get(0).path("model").asText()).startsWith("delay-");
        }
        assertThat(MillraceProcess.processesWith(data.toString()))
                .as("left running")
                .isEmpty();
    }

    private static MillraceProcess demo(Path folder, Path data, String... options) throws Exception {
        return demo(EVENTS, folder, data, options);
    }

    private static MillraceProcess demo(int events, Path folder, Path data, String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("demo", "flights", "--events", "" + events, "--rate", "0", "--json", "--data-dir", "" + data));
        command.addAll(List.of(options));
        return MillraceProcess.run(folder, command.toArray(new String[0]));
    }
}
