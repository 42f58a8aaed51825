package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.publish.RecordFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a user is told when something is wrong: the sentence, the exit code, and no stack trace. */
@Timeout(600)
class CommandsIT {
    @TempDir
    private Path folder;

    private String yaml;

    @BeforeEach
    void copyPipeline() throws Exception {
        yaml = Files.readString(MillraceProcess.FLIGHTS.resolve("pipeline.yaml"))
                .replace(
                        "flight.avsc",
                        MillraceProcess.FLIGHTS.resolve("flight.avsc").toString())
                .replaceAll(
                        "models/[a-z-]+",
                        MillraceProcess.FLIGHTS
                                .resolve("models/delay-logistic-onnx")
                                .toString());
    }

    private String pipeline(String content) throws Exception {
        return Files.writeString(folder.resolve("pipeline.yaml"), content).toString();
    }

    private CommandRun fails(int exitCode, String... args) throws Exception {
        return fails(exitCode, MillraceThread.start(args));
    }

    private CommandRun failsInAProcess(int exitCode, String... args) throws Exception {
        return fails(exitCode, MillraceProcess.start(folder, args));
    }

    private static CommandRun fails(int exitCode, CommandRun run) throws Exception {
        assertThat(run.exitCode()).as(run.everything()).isEqualTo(exitCode);
        assertThat(run.err()).doesNotContain("\tat ").doesNotContain("Exception");
        return run;
    }

    @Test
    void aGoodPipelineIsFine() throws Exception {
        CommandRun process = fails(0, "pipeline", "check", pipeline(yaml));
        assertThat(process.out()).contains("fine. Slot delay serves delay-logistic@1.");
    }

    @Test
    void allMistakesOfAPipelineFileAreReportedAtOnce() throws Exception {
        CommandRun process = fails(
                2,
                "pipeline",
                "check",
                pipeline(yaml.replace(
                                "delivery: exactly-once", "delivery: twice\ncheckpoints: {interval: 0ms}\nfeaturs: 1")
                        .replace("maxRows: 64", "maxRows: 0")));
        assertThat(process.err())
                .contains("4 mistakes")
                .contains("delivery: must be one of exactlyOnce, atLeastOnce, found \"twice\"")
                .contains("checkpoints.interval: must be a time from 100ms to 1h")
                .contains("featurs: unknown key, found 1 (did you mean features?)")
                .contains("slots.delay.batch.maxRows: must be a whole number from 1 to 65536, found 0");
    }

    @Test
    void aModelThatIsMissingDamagedOrOfAnotherFormatIsRefused() throws Exception {
        String original =
                MillraceProcess.FLIGHTS.resolve("models/delay-logistic-onnx").toString();
        assertThat(fails(
                                2,
                                "pipeline",
                                "check",
                                pipeline(yaml.replace(
                                        original, folder.resolve("none").toString())))
                        .err())
                .contains("slots.delay.model: must be a usable model, found")
                .contains("no such file or folder");

        Path bundle = Files.createDirectory(folder.resolve("bundle"));
        Files.copy(Path.of(original, "model.yaml"), bundle.resolve("model.yaml"));
        byte[] whole = Files.readAllBytes(Path.of(original, "model.onnx"));
        Files.write(bundle.resolve("model.onnx"), java.util.Arrays.copyOf(whole, whole.length / 2));
        // in a process: native libraries write to it what they like
        assertThat(failsInAProcess(2, "pipeline", "check", pipeline(yaml.replace(original, bundle.toString())))
                        .err())
                .contains("LOAD_FAILED");

        Files.copy(
                MillraceProcess.FLIGHTS.resolve("models/delay-logistic-pmml/model.pmml"),
                bundle.resolve("model.onnx"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(fails(2, "pipeline", "check", pipeline(yaml.replace(original, bundle.toString())))
                        .err())
                .contains("LOAD_FAILED");
    }

    @Test
    void aModelWithInputsThatThePipelineLacksIsRefused() throws Exception {
        assertThat(fails(2, "pipeline", "check", pipeline(yaml.replace("  - {name: distance}\n", "")))
                        .err())
                .contains(
                        "slots.delay.model: input distance: must be one of the pipeline's features, found none of that"
                                + " name");
    }

    /** In processes, as clients that miss something log a lot; at once, as they wait for ten seconds. */
    @Test
    void noBrokerAndATakenPortAreOneSentence() throws Exception {
        String nobody = pipeline(yaml.replace("localhost:9092", "127.0.0.1:1"));
        try (MillraceProcess runs = MillraceProcess.start(folder, "pipeline", "run", nobody);
                MillraceProcess asks = MillraceProcess.start(folder, "model", "history", nobody);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path local = Files.writeString(
                    folder.resolve("local.yaml"), yaml.replace("localhost:9092", "127.0.0.1:" + taken.getLocalPort()));
            assertThat(failsInAProcess(1, "pipeline", "run", local.toString(), "--local")
                            .err())
                    .contains("port " + taken.getLocalPort() + " is taken");
            for (CommandRun run : List.of(runs, asks)) {
                assertThat(fails(1, run).err().strip())
                        .endsWith(
                                "no Kafka broker answers at 127.0.0.1:1 within 10 s: is it running, and is the address"
                                        + " right?");
            }
            assertThat(asks.err().strip()).hasLineCount(1);
        }
    }

    @Test
    void wrongUseShowsTheUsage() throws Exception {
        assertThat(fails(2, "pipelin").err()).contains("Did you mean").contains("millrace pipeline");
        assertThat(fails(2, "events", "publish", "x.csv").err()).contains("--pipeline");
        assertThat(failsInAProcess(0, "--help").out()).contains("demo").contains("audit");
    }

    @Test
    void modelsAreShownAndScoreFiles() throws Exception {
        String model =
                MillraceProcess.FLIGHTS.resolve("models/delay-lightgbm-onnx").toString();
        assertThat(failsInAProcess(0, "model", "inspect", model, "--json").lastLine())
                .startsWith("{\"name\":\"delay-lightgbm\",\"version\":1")
                .contains("\"engineReason\":\"");
        Path csv = Files.writeString(folder.resolve("flights.csv"), "carrier,origin\nUA,EWR\n");
        assertThat(fails(2, "model", "score", model, csv.toString()).err())
                .contains("must have the fields dest, distance");
        assertThat(fails(2, "model", "score", model, folder.resolve("none.csv").toString())
                        .err())
                .contains("must exist, found no such file");
    }

    @Test
    void aModelIsValidatedInAProcessOfItsOwn() throws Exception {
        String model =
                MillraceProcess.FLIGHTS.resolve("models/delay-logistic-onnx").toString();
        CommandRun accepted = fails(0, "model", "validate", model, "--json");
        assertThat(accepted.out()).contains("delay-logistic@1 accepted in").contains("engine ");
        assertThat(accepted.lastLine()).startsWith("{\"verdict\":\"ACCEPTED\"").contains("\"rowsPerSecond\":");

        Path damaged = Files.write(folder.resolve("damaged.onnx"), new byte[] {1, 2, 3});
        CommandRun refused = fails(2, "model", "validate", damaged.toString(), "--json");
        assertThat(refused.err().strip()).startsWith("refused, LOAD_FAILED: ").hasLineCount(1);
        assertThat(refused.lastLine()).startsWith("{\"verdict\":\"LOAD_FAILED\"");

        assertThat(fails(2, "model", "validate", model, "--memory", "1m").err())
                .contains("must be >= 268435456: memoryBytes=1048576");
        assertThat(fails(2, "model", "validate", model, "--cpu", "soon").err())
                .contains("must be a time such as 30s or 2min, found soon");
    }

    @Test
    void aModelIsPackagedShownAndScoresAFolder() throws Exception {
        String model = MillraceProcess.FLIGHTS
                .resolve("models/delay-logistic-pmml/model.pmml")
                .toString();
        String flights = MillraceProcess.FLIGHTS.resolve("flights.csv.zst").toString();
        Path bundle = folder.resolve("delay.zip");
        assertThat(fails(
                                0,
                                "model",
                                "package",
                                model,
                                "--sample",
                                flights,
                                "--out",
                                bundle.toString(),
                                "--rows",
                                "500",
                                "--name",
                                "delay",
                                "--task",
                                "classification")
                        .out())
                .contains("delay@1, format pmml, ", "20 golden rows.", "Reference profile of 500 rows");
        assertThat(fails(0, "model", "inspect", bundle.toString()).out())
                .contains("golden rows: 20", "reference profile: 500 rows", "classification");
        Path in = Files.createDirectory(folder.resolve("in"));
        Files.copy(MillraceProcess.FLIGHTS.resolve("flights.csv.zst"), in.resolve("flights.csv.zst"));
        Path out = folder.resolve("scores.parquet");
        assertThat(fails(
                                0,
                                "model",
                                "score",
                                bundle.toString(),
                                "--in",
                                in.toString(),
                                "--out",
                                out.toString(),
                                "--limit",
                                "3000",
                                "--part-rows",
                                "1000",
                                "--id",
                                "flight_id",
                                "--json")
                        .lastLine())
                .contains("\"records\":3000,\"scored\":3000,\"resumed\":0");
        try (RecordFile scores = RecordFile.open(out)) {
            assertThat(scores.fieldNames().orElseThrow())
                    .startsWith("flight_id")
                    .endsWith("fault");
            assertThat(scores).toIterable().hasSize(3_000);
        }
        assertThat(fails(2, "model", "score", bundle.toString(), in.toString()).err())
                .contains("--out: is required for a folder");
    }
}
