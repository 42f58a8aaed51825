package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.drift.compare.Statistic;
import io.millrace.jobs.pipeline.Drift;
import io.millrace.jobs.pipeline.PipelineFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class DriftCalibrateCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return new CommandLine(DriftCalibrateCommand.class)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler(new Failures())
                .execute(args);
    }

    @Test
    void thresholdsAndDelaysAreReported() throws Exception {
        Path file = recording(96);
        assertThat(run(file.toString(), "--time", "at", "--mean-time-between-false-alarms", "1d", "--json"))
                .as(err.toString())
                .isZero();
        List<String> lines = out.toString().lines().toList();
        JsonNode json = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        assertThat(json.get("quietWindows").asInt()).isEqualTo(48);
        assertThat(json.get("allowed").asInt()).isEqualTo(2);
        assertThat(json.get("falseAlarms").asInt()).isLessThanOrEqualTo(2);
        assertThat(json.get("thresholds")).hasSize(2);
        assertThat(json.get("delays")).hasSize(4).allSatisfy(delay -> {
            assertThat(delay.get("found").asBoolean()).as("%s", delay).isTrue();
            assertThat(delay.get("seconds").asInt()).as("%s", delay).isEqualTo(3600);
        });
        assertThat(lines.get(0)).contains("48 windows of reference, 48 judged", "2 allowed (one in 1d)");
    }

    @Test
    void whatIsWrittenIsAPartOfAPipelineFile() throws Exception {
        Path part = folder.resolve("drift.yaml");
        assertThat(run(recording(48).toString(), "--time", "at", "--minimum-count", "120", "--out", part.toString()))
                .as(err.toString())
                .isZero();
        String pipeline = """
                pipeline: p
                kafka: {bootstrap: "localhost:9092"}
                events: {topic: t, format: json, id: id}
                features: [{name: delay}, {name: carrier, type: categorical}]
                slots: {main: {model: m.onnx}}
                """;
        Drift drift = PipelineFile.read(
                        Files.writeString(folder.resolve("pipeline.yaml"), pipeline + Files.readString(part)))
                .drift()
                .orElseThrow();
        assertThat(drift.window().pane()).isEqualTo(Duration.ofHours(1));
        assertThat(drift.tests().minimumCount()).isEqualTo(120);
        assertThat(drift.tests().features().get("delay")).singleElement().satisfies(test -> {
            assertThat(test.statistic()).isEqualTo(Statistic.WASSERSTEIN);
            assertThat(test.threshold()).isBetween(0.01, 0.5);
        });
        assertThat(drift.tests().features()).containsOnlyKeys("delay", "carrier");
    }

    @Test
    void mistakesAreNamed() throws Exception {
        Path file = recording(3);
        String path = file.toString();
        assertThat(run(path)).isEqualTo(2);
        assertThat(run(path, "--time", "when")).isEqualTo(2);
        assertThat(run(path, "--time", "carrier")).isEqualTo(2);
        assertThat(run(path, "--time", "at")).isEqualTo(2);
        assertThat(run(path, "--time", "at", "--window", "1 hour")).isEqualTo(2);
        assertThat(run(path, "--time", "at", "--window", "8d")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "Missing required option: '--time=FIELD'",
                        "must have the fields when",
                        "carrier must be ms since 1970 or an ISO-8601 instant, found ",
                        "recording must have at least 6 windows of 100 rows, found 3",
                        "must be a time such as 15min, 1h or 7d, found 1 hour",
                        "meanTimeBetweenFalseAlarms: must be >= window PT192H, found PT168H")
                .doesNotContain("\tat ");
    }

    private Path recording(int hours) throws IOException {
        Random random = new Random(9);
        List<String> lines = new ArrayList<>(List.of("at,delay,carrier"));
        Instant start = Instant.parse("2026-01-05T00:00:00Z");
        for (int i = 0; i < hours * 150; i++) {
            lines.add(start.plusSeconds(i * 24L) + "," + random.nextGaussian() + ","
                    + (random.nextInt(3) == 0 ? "AA" : "UA"));
        }
        return Files.write(folder.resolve("recording.csv"), lines);
    }
}
