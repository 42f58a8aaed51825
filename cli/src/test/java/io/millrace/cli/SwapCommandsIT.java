package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.FirstOffset;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.SignedCommand;
import io.millrace.schemas.StatusPhase;
import io.millrace.schemas.signing.CommandVerifier;
import io.millrace.schemas.signing.KeyFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that change the model of a running pipeline. The test plays the job; the broker is real. */
@Timeout(600)
class SwapCommandsIT {
    private static final String MODEL =
            MillraceProcess.FLIGHTS.resolve("models/delay-lightgbm-onnx").toString();

    /** Commands that only read topics. */
    private static final Set<String> KNOWS_NO_DATA = Set.of("status", "history");

    @TempDir
    private static Path shared;

    private static LocalKafka kafka;
    private static int pipelines;

    @TempDir
    private Path folder;

    private String file;
    private Pipeline pipeline;
    private FakeCoordinator job;

    @BeforeAll
    static void startBroker() {
        kafka = LocalKafka.start(LocalKafkaConfig.of(shared.resolve("kafka")));
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @BeforeEach
    void makePipeline() throws Exception {
        pipelines++;
        file = pipelineFile("swap" + pipelines, "");
        pipeline = PipelineFile.read(Path.of(file));
        try (Cluster cluster = Cluster.of(pipeline)) {
            cluster.createTopics(1, (short) 1);
        }
        job = new FakeCoordinator(pipeline);
    }

    @AfterEach
    void close() {
        job.close();
    }

    private String pipelineFile(String name, String further) throws Exception {
        String yaml = Files.readString(MillraceProcess.FLIGHTS.resolve("pipeline.yaml"))
                .replaceAll("(?m)^pipeline: .*", "pipeline: " + name)
                .replace("localhost:9092", kafka.bootstrap())
                .replace("flights.events", name + ".events")
                .replace(
                        "flight.avsc",
                        MillraceProcess.FLIGHTS.resolve("flight.avsc").toString())
                .replaceAll(
                        "models/[a-z-]+",
                        MillraceProcess.FLIGHTS
                                .resolve("models/delay-logistic-onnx")
                                .toString());
        return Files.writeString(folder.resolve(name + ".yaml"), yaml + further).toString();
    }

    /** A command in a process, and in a folder that has the pipeline's data where nobody says anything else. */
    private MillraceProcess process(String... args) throws Exception {
        return MillraceProcess.start(folder, args);
    }

    private CommandRun start(String... args) {
        List<String> command = new ArrayList<>(List.of(args));
        if (!KNOWS_NO_DATA.contains(args[1])) {
            command.addAll(List.of("--data-dir", data().toString()));
        }
        return MillraceThread.start(command.toArray(new String[0]));
    }

    private static <R extends CommandRun> R ends(int exitCode, R run) throws Exception {
        assertThat(run.exitCode()).as(run.everything()).isEqualTo(exitCode);
        assertThat(run.everything()).doesNotContain("\tat ").doesNotContain("PRIVATE KEY");
        return run;
    }

    private CommandRun ends(int exitCode, String... args) throws Exception {
        return ends(exitCode, start(args));
    }

    private Path data() {
        return folder.resolve(".millrace").resolve(pipeline.name());
    }

    /** The next command, which must be signed with local mode's key. */
    private ControlCommand takeSigned() {
        byte[] record = job.take().value(); // the first command makes the key
        Path keys = data().resolve("keys");
        PublicKey key = KeyFiles.readPublic(KeyFiles.publicFile(keys, "local"));
        return new CommandVerifier(Map.of("local", key), false).verify(record);
    }

    private void activate(ControlCommand command, FirstOffset... positions) throws Exception {
        job.say(FakeCoordinator.about(command, StatusPhase.ACTIVE)
                .setEngine("compiled")
                .setPositions(Arrays.asList(positions))
                .setReady(2)
                .setOf(2));
    }

    @Test
    void aModelIsPushedOnceWhateverItIs() throws Exception {
        CommandRun pushed = ends(0, "model", "push", file, MODEL, "--json");
        assertThat(pushed.out()).startsWith("delay-lightgbm@1\nuri    file:///");
        String sha256 = pushed.out().replaceAll("(?s).*sha256 ([0-9a-f]{64})\n.*", "$1");
        Path stored = data().resolve("models").resolve(sha256 + ".zip");
        assertThat(stored).exists();
        assertThat(pushed.lastLine())
                .startsWith("{\"name\":\"delay-lightgbm\",\"version\":1,\"uri\":\"")
                .endsWith("\"sha256\":\"" + sha256 + "\",\"size\":" + Files.size(stored) + "}");
        assertThat(ends(0, "model", "push", file, MODEL, "--json").lastLine()).isEqualTo(pushed.lastLine());
        assertThat(ends(2, "model", "push", file, folder.resolve("none").toString())
                        .err())
                .contains("no such file or folder");
    }

    @Test
    void deployWaitsUntilItIsActive() throws Exception {
        MillraceProcess deploy = process(
                "model",
                "deploy",
                file,
                MODEL,
                "--from",
                "2013-04-01T06:00:00+02:00",
                "--expect",
                "delay-logistic@1",
                "--issuer",
                "Ada",
                "--valid",
                "2h",
                "--wait",
                "--json");
        ControlCommand command = takeSigned();
        assertThat(command.getKind()).isEqualTo(CommandKind.DEPLOY);
        assertThat(command.getPipeline()).isEqualTo(pipeline.name());
        assertThat(command.getSlot()).isEqualTo("delay");
        assertThat(command.getModel()).isEqualTo("delay-lightgbm");
        assertThat(command.getVersion()).isEqualTo(1);
        assertThat(command.getSize()).isEqualTo(Files.size(Path.of(java.net.URI.create(command.getUri()))));
        assertThat(command.getUri()).contains(command.getSha256());
        assertThat(command.getEffectiveFrom()).isEqualTo(Instant.parse("2013-04-01T04:00:00Z"));
        assertThat(command.getExpectedChampion()).isEqualTo("delay-logistic@1");
        assertThat(command.getIssuer()).isEqualTo("Ada");
        assertThat(Duration.between(command.getIssuedAt(), command.getNotAfter()))
                .isEqualTo(Duration.ofHours(2));

        ControlCommand other =
                ControlCommand.newBuilder(command).setId("another").build();
        job.say(FakeCoordinator.about(command, StatusPhase.VALIDATING));
        job.say(FakeCoordinator.about(other, StatusPhase.REJECTED).setReason("STALE"));
        job.sayBytes(new byte[] {1, 2, 3});
        job.say(FakeCoordinator.about(command, StatusPhase.PREPARING)
                .setReady(1)
                .setOf(2)
                .setValidationMillis(1_250));
        job.say(FakeCoordinator.about(command, StatusPhase.COMMITTING)
                .setReady(0)
                .setOf(2));
        activate(command);
        ends(0, deploy);
        assertThat(deploy.err().lines())
                .as("phases")
                .hasSize(4)
                .anyMatch(line -> line.startsWith("Sent DEPLOY delay-lightgbm@1 as command " + command.getId()))
                .contains("PREPARING   delay-lightgbm@1  1 of 2 subtasks  validated 1.3 s")
                .noneMatch(line -> line.contains("STALE"));
        assertThat(deploy.out())
                .contains("delay-lightgbm@1  is ACTIVE since event time 2013-04-01T04:00:00Z")
                .contains("engine compiled");
        assertThat(deploy.lastLine())
                .startsWith("{\"command\":\"" + command.getId() + "\",\"kind\":\"DEPLOY\"")
                .contains("\"done\":true", "\"phase\":\"ACTIVE\"", "\"effectiveFrom\":\"2013-04-01T04:00:00Z\"");
    }

    @Test
    void aRefusalIsSaidAndFails() throws Exception {
        CommandRun deploy = start("model", "deploy", file, MODEL, "--wait", "--json");
        ControlCommand command = takeSigned();
        job.say(FakeCoordinator.about(command, StatusPhase.VALIDATING));
        job.say(FakeCoordinator.about(command, StatusPhase.REJECTED)
                .setReason("GOLDEN")
                .setDetail("row 3: \u001b[2Jexpected 0.5"));
        ends(1, deploy);
        assertThat(deploy.err()).endsWith("REJECTED: GOLDEN: row 3: \\u001b[2Jexpected 0.5\n");
        assertThat(deploy.everything()).doesNotContain("\u001b");
        assertThat(deploy.lastLine()).contains("\"done\":false", "\"reason\":\"GOLDEN\"");

        CommandRun canary = start("model", "canary", file, MODEL, "--percent", "5", "--wait");
        job.say(FakeCoordinator.about(takeSigned(), StatusPhase.ABORTED).setReason("PREPARE_TIMEOUT"));
        assertThat(ends(1, canary).err()).endsWith("ABORTED: PREPARE_TIMEOUT\n");
    }

    @Test
    void aLimitEndsTheWaitNotTheCommand() throws Exception {
        CommandRun unanswered = ends(1, "model", "rollback", file, "--wait", "--timeout", "1s");
        assertThat(takeSigned().getKind()).isEqualTo(CommandKind.ROLLBACK);
        assertThat(unanswered.err()).contains("no outcome within 1 s: no job has taken it; is the pipeline running?");

        CommandRun slow = start("model", "rollback", file, "other@3", "--wait", "--timeout", "5s");
        ControlCommand command = takeSigned();
        assertThat(command.getModel() + "@" + command.getVersion()).isEqualTo("other@3");
        job.say(FakeCoordinator.about(command, StatusPhase.PREPARING)
                .setReady(1)
                .setOf(2));
        assertThat(ends(1, slow).err())
                .contains("no outcome within 5 s: it is PREPARING and goes on.")
                .contains("millrace model abort " + file + " " + command.getId());
    }

    @Test
    void everyKindSaysWhatItShould() throws Exception {
        String uri = "https://models.example/delay.zip";
        String sha256 = "ab".repeat(32);
        CommandRun shadow = ends(
                0,
                "model",
                "shadow",
                file,
                uri,
                "--name",
                "delay",
                "--version-number",
                "7",
                "--sha256",
                sha256,
                "--size",
                "12",
                "--percent",
                "20",
                "--json");
        ControlCommand command = takeSigned();
        assertThat(command.getKind()).isEqualTo(CommandKind.SHADOW);
        assertThat(command.getPercent()).isEqualTo(20);
        assertThat(List.of(command.getUri(), command.getSha256(), command.getModel()))
                .containsExactly(uri, sha256, "delay");
        assertThat(List.of(command.getVersion(), command.getSize())).containsExactly(7L, 12L);
        assertThat(shadow.out())
                .contains("Sent SHADOW delay@7 as command " + command.getId())
                .contains("Watch it with: millrace model history " + file);
        assertThat(shadow.lastLine())
                .contains("\"model\":\"delay\",\"version\":7")
                .doesNotContain("example");

        ends(0, "model", "promote", file, "delay@7");
        command = takeSigned();
        assertThat(command.getKind() + command.getModel() + command.getVersion())
                .isEqualTo("PROMOTEdelay7");
        assertThat(command.getEffectiveFrom()).isNull();

        ends(0, "model", "retire", file, "delay@7", "--fallback", "delay@6");
        command = takeSigned();
        assertThat(command.getKind() + command.getModel() + command.getFallback())
                .isEqualTo("RETIREdelaydelay@6");

        CommandRun abort = start("model", "abort", file, "some-id", "--wait");
        command = takeSigned();
        assertThat(command.getKind() + command.getTarget()).isEqualTo("ABORTsome-id");
        ControlCommand target = ControlCommand.newBuilder(command)
                .setId("some-id")
                .setKind(CommandKind.DEPLOY)
                .setModel("delay")
                .setVersion(8)
                .build();
        job.say(FakeCoordinator.about(target, StatusPhase.ABORTED).setReason("ABORTED"));
        job.say(FakeCoordinator.about(command, StatusPhase.ACTIVE).setDetail("aborted some-id"));
        assertThat(ends(0, abort).out()).isEqualTo("aborted some-id\n");
        assertThat(abort.err()).contains("ABORTED     delay@8  ABORTED");
    }

    @Test
    void commandsAreSignedAsTheOptionsSay() throws Exception {
        KeyPair ops = KeyFiles.generate();
        KeyFiles.write(folder, "ops", ops);
        String key = folder.resolve("ops.key").toString();
        ends(0, "model", "rollback", file, "--key", key);
        ConsumerRecord<byte[], byte[]> record = job.take();
        assertThat(record.key()).isEqualTo("delay".getBytes(StandardCharsets.UTF_8));
        assertThat(new CommandVerifier(Map.of("ops", ops.getPublic()), false)
                        .verify(record.value())
                        .getKind())
                .isEqualTo(CommandKind.ROLLBACK);

        CommandRun unsigned = ends(0, "model", "rollback", file, "--unsigned");
        assertThat(unsigned.err()).contains("Unsigned: only a pipeline that runs with --insecure takes it.");
        SignedCommand signed = MessageCodec.SIGNED_COMMAND.decode(job.take().value());
        assertThat(signed.getKeyId()).isEmpty();
        assertThat(signed.getSignature().remaining()).isZero();

        String strict =
                pipelineFile(pipeline.name(), "control: {keys: {team: \"" + KeyFiles.text(ops.getPublic()) + "\"}}\n");
        assertThat(ends(2, "model", "rollback", strict, "--key", key).err())
                .contains("--key: the pipeline would refuse it: must be signed with one of the keys [team], found ops");
        ends(0, "model", "rollback", strict, "--key", key, "--key-id", "team");
        assertThat(MessageCodec.SIGNED_COMMAND.decode(job.take().value()).getKeyId())
                .as("nothing was sent with the wrong key")
                .isEqualTo("team");
    }

    @Test
    void statusAndHistoryTellWhatHappened() throws Exception {
        assertThat(ends(0, "model", "status", file).out().lines())
                .hasSize(2)
                .anyMatch(line -> line.matches("delay +champion +delay-logistic@1 +the start \\(pipeline file\\) +0"));
        ControlCommand deploy = command(CommandKind.DEPLOY, "one", "delay", 2);
        activate(deploy, new FirstOffset(0, 17L), new FirstOffset(1, 25L));
        activate(command(CommandKind.SHADOW, "two", "neural", 1));
        job.say(FakeCoordinator.about(command(CommandKind.DEPLOY, "three", "delay", 3), StatusPhase.PREPARING)
                .setReady(1)
                .setOf(2));
        job.say(FakeCoordinator.about(command(CommandKind.DEPLOY, "four", "x\u009b31m", 3), StatusPhase.REJECTED)
                .setReason("SIGNATURE")
                .setSecurity(true));
        job.sayBytes("no status".getBytes(StandardCharsets.UTF_8));
        CommandRun status = ends(0, "model", "status", file, "--json");
        List<String> lines = new ArrayList<>(status.out().lines().toList());
        assertThat(lines.get(0)).matches("SLOT +ROLE +MODEL +SINCE +POSITIONS +ENGINE +EVENTS/S");
        assertThat(lines.get(1)).matches("delay +champion +delay@2 +\\S+Z +0@17, 1@25 +compiled +0");
        assertThat(lines.get(2)).matches(" +shadow 30 % +neural@1 +\\S+Z +compiled");
        assertThat(lines.get(3)).matches("Pending: \\S+Z  DEPLOY  delay@3  PREPARING  1 of 2 subtasks  command three");
        assertThat(lines.get(4)).isEqualTo("1 records on the status topic could not be read.");
        assertThat(status.lastLine())
                .startsWith("{\"slot\":\"delay\",\"champion\":{\"time\":\"")
                .contains("\"positions\":{\"0\":17,\"1\":25}", "\"pending\":[{", "\"unreadable\":1}");

        CommandRun history = ends(0, "model", "history", file, "--limit", "2", "--json");
        lines = new ArrayList<>(history.out().lines().toList());
        assertThat(lines.get(1)).contains("delay@3", "PREPARING");
        assertThat(lines.get(2)).contains("x\\u009b31m@3", "REJECTED", "SIGNATURE (security)", "Ada");
        assertThat(lines.get(3)).isEqualTo("(2 earlier steps: --limit)");
        assertThat(history.lastLine()).contains("\"model\":\"x\\u009b31m\"", "\"total\":4,\"unreadable\":1}");
        assertThat(ends(2, "model", "history", file, "--limit", "0").err())
                .contains("--limit: must be from 1 to 1000000, found 0");
    }

    private ControlCommand command(CommandKind kind, String id, String model, long version) {
        return ControlCommand.newBuilder()
                .setId(id)
                .setPipeline(pipeline.name())
                .setSlot("delay")
                .setKind(kind)
                .setModel(model)
                .setVersion(version)
                .setPercent(30)
                .setIssuer("Ada")
                .setIssuedAt(Instant.EPOCH)
                .setNotAfter(Instant.EPOCH)
                .build();
    }

    @Test
    void mistakesAreSaidAtOnceAndNothingIsSent() throws Exception {
        CommandRun wrong = ends(
                2,
                "model",
                "canary",
                file,
                "ftp://host/m.zip",
                "--percent",
                "101",
                "--from",
                "noon",
                "--expect",
                "delay",
                "--timeout",
                "1s",
                "--valid",
                "soon",
                "--key-id",
                "ops",
                "--name",
                "Up");
        assertThat(wrong.err().lines().map(String::strip))
                .contains(
                        "11 mistakes",
                        "URI: must be a model's file, or begin with file:, http:, https: or s3:, found ftp:",
                        "--version-number: is needed for a URI, found none",
                        "--sha256: must be 64 lower-case hexadecimal digits for a URI, found none",
                        "--size: must be >= 1 for a URI, found none",
                        "--percent: must be from 1 to 100, found 101",
                        "--from: must be now or an event time such as 2013-04-01T04:00:00Z, found noon",
                        "--expect: must be NAME@VERSION, such as delay@2, found delay",
                        "--timeout: needs --wait, found 1s",
                        "--valid: must be a time such as 90s, 2min or 1h, at most 168h, found soon",
                        "--key-id: needs --key, found ops");
        assertThat(ends(2, "model", "deploy", file, MODEL, "--name", "other").err())
                .contains("CONTRACT", "delay-lightgbm@1");
        assertThat(ends(2, "model", "deploy", file, "https://ada:secret-7Qx@host/m.zip")
                        .everything())
                .contains("must have no user and password")
                .doesNotContain("secret-7Qx");
        assertThat(ends(2, "model", "rollback", file, "--key", file).err())
                .contains("--key-id: must be 1 to 49 lower-case letters");
        assertThat(ends(2, "model", "rollback", file, "--key", file, "--key-id", "a")
                        .err())
                .contains("--key: must hold an Ed25519 private key");
        ends(0, "model", "rollback", file);
        assertThat(takeSigned().getKind()).as("the first command of all").isEqualTo(CommandKind.ROLLBACK);
    }

    @Test
    void missingTopicsAreOneSentence() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.deleteTopics(List.of(pipeline.controlTopic(), pipeline.predictionsTopic()))
                    .all()
                    .get();
        }
        // in a process, as clients that miss something log a lot
        assertThat(ends(1, process("model", "rollback", file)).err().strip())
                .hasLineCount(1)
                .contains(
                        "topics must exist, missing: " + pipeline.controlTopic() + " (make them with: millrace topics");
        assertThat(ends(1, "model", "status", file).err())
                .contains("topics must exist, missing: " + pipeline.predictionsTopic());
    }
}
