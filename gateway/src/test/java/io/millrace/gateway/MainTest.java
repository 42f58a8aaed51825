package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static Outcome run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
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
}
