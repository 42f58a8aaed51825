package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.examples.fraud.PaymentFiles;
import io.millrace.examples.fraud.ReportersConfig;
import io.millrace.schemas.signing.KeyFiles;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engineer's afternoon with a pipeline that does not believe everybody: what was refused, what is learned after all, what is taken back. */
@Timeout(600)
class AdmissionCommandsIT {
    private static final Path FRAUD = MillraceProcess.HOME.resolve("examples/fraud");
    /** A reporter who says more than the cap of 20 labels a day. */
    private static final String BUSY = "mallory";

    private static final int PAYMENTS = 400;

    @TempDir
    private Path folder;

    private String pipeline;
    private String data;

    private void writeFiles() throws Exception {
        PaymentFiles.write(folder, PaymentFiles.smallWorld(7), PAYMENTS, ReportersConfig.DEFAULTS.withoutRing());
        List<String> labels = new ArrayList<>(Files.readAllLines(folder.resolve(PaymentFiles.LABELS)));
        for (int i = 1; i < labels.size(); i += 4) {
            labels.set(i, labels.get(i).substring(0, labels.get(i).lastIndexOf(',') + 1) + BUSY);
        }
        Files.write(folder.resolve(PaymentFiles.LABELS), labels);
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        KeyPair bank = KeyFiles.generate();
        KeyFiles.write(folder, "bank", bank);
        String yaml = Files.readString(FRAUD.resolve("pipeline.yaml"))
                .replace(
                        "principal: label",
                        "principal: signed\n  keys: {bank: \"" + KeyFiles.text(bank.getPublic()) + "\"}")
                .replace("localhost:9092", "127.0.0.1:" + port)
                .replace("payment.avsc", FRAUD.resolve("payment.avsc").toString())
                .replace("holdout.csv", FRAUD.resolve("holdout.csv").toString())
                .replace(
                        "models/fraud-static",
                        FRAUD.resolve("models/fraud-static").toString());
        pipeline = Files.writeString(folder.resolve("pipeline.yaml"), yaml + "\ncheckpoints: {interval: 1s}\n")
                .toString();
        data = folder.resolve("data").toString();
    }

    private static CommandRun ends(int exitCode, String... command) throws Exception {
        CommandRun run = MillraceThread.start(command);
        assertThat(run.exitCode()).as(run.everything()).isEqualTo(exitCode);
        assertThat(run.everything()).doesNotContain("\tat ");
        return run;
    }

    private static JsonNode json(int exitCode, String... command) throws Exception {
        return new ObjectMapper().readTree(ends(exitCode, command).lastLine());
    }

    /** Examples of the busy one that are held, once all that was sent has come through the job. */
    private List<String> held() throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (true) {
            JsonNode list =
                    json(0, "quarantine", "list", pipeline, "--principal", BUSY, "--reason", "example-cap", "--json");
            if (list.path("held").asInt() >= PAYMENTS / 8) {
                return list.path("examples").findValuesAsText("event");
            }
            assertThat(System.nanoTime()).as(list.toString()).isLessThan(deadline);
        }
    }

    private JsonNode decide(int exitCode, String group, String what, String... rest) throws Exception {
        List<String> command = new ArrayList<>(List.of(group, what, pipeline));
        command.addAll(List.of(rest));
        command.addAll(List.of("--data-dir", data, "--wait", "--json"));
        return json(exitCode, command.toArray(new String[0]));
    }

    @Test
    void whatWasRefusedIsSeenAndDecided() throws Exception {
        writeFiles();
        try (MillraceProcess run =
                MillraceProcess.start(folder, "pipeline", "run", pipeline, "--local", "--data-dir", data)) {
            run.awaitErr("Running fraud");
            ends(0, "events", "publish", folder.resolve(PaymentFiles.PAYMENTS).toString(), "--pipeline", pipeline);
            ends(
                    0,
                    "labels",
                    "publish",
                    folder.resolve(PaymentFiles.LABELS).toString(),
                    "--pipeline",
                    pipeline,
                    "--value",
                    "fraud",
                    "--principal",
                    "reporter",
                    "--key",
                    folder.resolve("bank.key").toString());
            List<String> held = held();
            String released = held.get(0);
            String rejected = held.get(1);

            JsonNode shown = json(0, "quarantine", "show", pipeline, released, "--json")
                    .path("examples")
                    .path(0);
            assertThat(shown.path("stage").asText()).isEqualTo("influence-cap");
            assertThat(shown.path("trustClass").asText()).isEqualTo("default");
            assertThat(shown.path("features").path("amount").asDouble()).isPositive();
            assertThat(ends(1, "quarantine", "show", pipeline, "payment-none").err())
                    .contains("no example of event payment-none is on fraud.quarantine");

            JsonNode outcome = decide(0, "quarantine", "release", released);
            assertThat(outcome.path("kind").asText()).isEqualTo("RELEASE");
            assertThat(outcome.path("count").asInt()).isEqualTo(1);
            outcome = decide(1, "quarantine", "release", released);
            assertThat(outcome.path("done").asBoolean(true)).isFalse();
            assertThat(outcome.path("cause").asText()).contains(released);
            assertThat(decide(0, "quarantine", "reject", rejected).path("count").asInt())
                    .isEqualTo(1);
            JsonNode over = json(0, "quarantine", "list", pipeline, "--state", "any", "--limit", "1000", "--json");
            assertThat(over.path("released").asInt()).isEqualTo(1);
            assertThat(over.path("rejected").asInt()).isEqualTo(1);

            String begin = "2018-01-01T00:00:00Z";
            outcome = decide(0, "learner", "revert", "--principal", BUSY, "--from", begin);
            assertThat(outcome.path("count").asInt())
                    .as("what the cap let through")
                    .isPositive();
            outcome = decide(1, "learner", "revert", "--principal", "nobody", "--from", begin);
            assertThat(outcome.path("reason").asText()).isEqualTo("NOTHING_TO_REVERT");
            run.interrupt();
            run.exitCode();
        }
        assertThat(MillraceProcess.processesWith(data)).as("left running").isEmpty();
    }
}
