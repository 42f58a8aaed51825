package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees who makes a mistake, in a process as the launcher starts it. */
final class MainTest {
    @TempDir
    private Path folder;

    private record Outcome(int exitCode, String output) {}

    private static Process start(List<String> jvm, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static Outcome run(String... arguments) throws IOException, InterruptedException {
        Process process = start(List.of(), arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), output);
    }

    @Test
    void wrongUseAndMistakesInTheFileEndWithTwo() throws Exception {
        assertThat(run()).isEqualTo(new Outcome(2, "Usage: millrace gateway --config FILE\n"));
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "pipeline: flights\nhttp: {host: 0.0.0.0}\n");
        Outcome outcome = run("--config", file.toString());
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.output())
                .startsWith(file + ": 2 mistakes\n")
                .contains("kafka.bootstrap: is required")
                .contains("http.host: must be 127.0.0.1")
                .doesNotContain("\tat ");
    }

    /** With the configuration of our images, and a broker that is not there: the gateway says so and goes on. */
    @Test
    void eachLineOfItsLogIsAnObjectForLoki() throws Exception {
        Path logs = Path.of("..", "deploy", "flink").toAbsolutePath().normalize();
        Path file = Files.writeString(
                folder.resolve("gateway.yaml"),
                "pipeline: flights\nkafka: {bootstrap: \"127.0.0.1:1\"}\nhttp: {port: 0}\n");
        Process gateway = start(
                List.of(
                        "-Dlog4j2.configurationFile=" + logs.resolve("log4j-console.properties"),
                        "-Dmillrace.logTemplate="
                                + logs.resolve("log-template.json").toUri()),
                "--config",
                file.toString());
        List<JsonNode> lines = new ArrayList<>();
        try (BufferedReader out = gateway.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null) {
                lines.add(new ObjectMapper().readTree(line));
                if (isOurs(lines.get(lines.size() - 1))) {
                    gateway.toHandle().destroy(); // its output can still be read
                }
                line = out.readLine();
            }
        } finally {
            gateway.destroyForcibly();
        }
        assertThat(lines).anySatisfy(one -> {
            assertThat(Instant.parse(one.path("time").asText())).isBefore(Instant.now());
            assertThat(one.path("level").asText()).isEqualTo("INFO");
            assertThat(one.path("logger").asText()).isEqualTo(Main.class.getName());
            assertThat(one.path("thread").asText()).isEqualTo("main");
            assertThat(one.path("message").asText()).startsWith("Gateway of flights: http://127.0.0.1:");
        });
    }

    private static boolean isOurs(JsonNode line) {
        return line.path("logger").asText().equals(Main.class.getName());
    }
}
