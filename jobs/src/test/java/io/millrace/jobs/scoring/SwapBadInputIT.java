package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.model.store.StoredModel;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.Prediction;
import io.millrace.schemas.StatusPhase;
import io.millrace.schemas.signing.CommandSigner;
import io.millrace.schemas.signing.KeyFiles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The control and model rows of bad-inputs.md against one running job: each bad command has exactly one explained
 * rejection, the job is never restarted, and the model before goes on serving.
 */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwapBadInputIT {
    private static final int PARTITIONS = 2;

    private HttpServer server;
    private SwapTestBed bed;
    private int sent;
    private long version = 100;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/redirect", exchange -> {
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + port() + "/model.zip");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/cut", exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write(new byte[500]);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        server.start();
        bed = new SwapTestBed(
                folder.resolve("bed"),
                SwapTestBed.Options.of(PARTITIONS).withAllowed("http://127.0.0.1:" + port() + "/"));
        bed.start(PARTITIONS);
        bed.carryOut(bed.command(CommandKind.DEPLOY, 10));
        bed.carryOut(bed.command(CommandKind.DEPLOY, 11));
    }

    private int port() {
        return server.getAddress().getPort();
    }

    @AfterAll
    void stop() throws Exception {
        bed.close();
        server.stop(0);
    }

    /** Whatever was refused, events are answered by the last good model. */
    @AfterEach
    void lastGoodServes() throws Exception {
        bed.send(sent, sent + 200);
        sent += 200;
        List<Prediction> answers = bed.check();
        assertThat(answers).hasSize(sent);
        assertThat(bed.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(bed.wasRestarted()).as("the job was restarted").isFalse();
    }

    private ModelStatus rejected(String reason, boolean security, ControlCommand.Builder command) {
        ModelStatus outcome = bed.awaitOutcome(bed.issue(command));
        assertRejected(outcome, reason, security);
        assertThat(bed.statusesOf(command.getId()).stream().filter(status -> status.getPhase() == StatusPhase.REJECTED))
                .hasSize(1);
        return outcome;
    }

    private ModelStatus rejectedRecord(String reason, boolean security, byte[] record) {
        long offset = bed.issue(record);
        ModelStatus outcome = bed.awaitStatus(
                status -> status.getControlOffset() == offset, "the record at " + offset + " must have an outcome");
        assertRejected(outcome, reason, security);
        assertThat(bed.statuses().stream().filter(status -> status.getControlOffset() == offset))
                .hasSize(1);
        return outcome;
    }

    private static void assertRejected(ModelStatus outcome, String reason, boolean security) {
        assertThat(outcome.getPhase()).as(outcome.toString()).isEqualTo(StatusPhase.REJECTED);
        assertThat(outcome.getReason()).as(outcome.toString()).isEqualTo(reason);
        assertThat(outcome.getDetail()).isNotEmpty();
        assertThat(outcome.getSecurity()).as(outcome.toString()).isEqualTo(security);
    }

    private ControlCommand.Builder deploy(Map<String, byte[]> files) {
        version++;
        return bed.command(CommandKind.DEPLOY, version, bed.models().add(version, files));
    }

    private ControlCommand.Builder deploy() {
        return deploy(Map.of());
    }

    private byte[] signed(ControlCommand command) {
        return CommandSigner.sign(command, bed.keyId(), bed.keys().getPrivate());
    }

    @Test
    void c15NoCommandAndAnUnknownOne() {
        rejectedRecord("UNREADABLE", false, new byte[] {1, 2, 3});
        rejectedRecord("UNREADABLE", false, SwapModels.bytes("{\"kind\": \"DEPLOY\"}"));
        rejectedRecord(
                "UNKNOWN_COMMAND",
                false,
                signed(bed.command(CommandKind.UNKNOWN).build()));
    }

    /** T1: who can write the topic, and cannot sign. */
    @Test
    void c16MissingWrongAndBrokenSignatures() {
        ControlCommand command = deploy().build();
        rejectedRecord("SIGNATURE", true, CommandSigner.unsigned(command));
        rejectedRecord(
                "SIGNATURE",
                true,
                CommandSigner.sign(command, bed.keyId(), KeyFiles.generate().getPrivate()));
        rejectedRecord(
                "SIGNATURE",
                true,
                CommandSigner.sign(command, "other", bed.keys().getPrivate()));
        byte[] flipped = signed(command);
        flipped[flipped.length - 20] ^= 1;
        rejectedRecord("SIGNATURE", true, flipped);
    }

    /** T2: a command that was recorded is sent again, or to another pipeline. */
    @Test
    void replayedAndMisdirectedCommands() {
        ControlCommand command = deploy().build();
        byte[] record = signed(command);
        bed.issue(record);
        assertThat(bed.awaitOutcome(command.getId()).getPhase()).isEqualTo(StatusPhase.ACTIVE);
        long again = bed.issue(record);
        ModelStatus outcome = bed.awaitStatus(status -> status.getControlOffset() == again, "it must be refused");
        assertRejected(outcome, "REPLAYED", true);
        rejectedRecord(
                "WRONG_PIPELINE", true, signed(deploy().setPipeline("other").build()));
        rejectedRecord("UNKNOWN_SLOT", false, signed(deploy().setSlot("other").build()));
    }

    @Test
    void c17AnotherHashAndAnotherSize() throws Exception {
        rejected("HASH", true, deploy().setSha256("0".repeat(64)));
        ControlCommand.Builder longer = deploy();
        rejected("SIZE", false, longer.setSize(longer.getSize() + 1));
        assertThat(bed.store().find(longer.getSha256())).isEmpty();
        try (Stream<Path> left = Files.list(bed.store().folder().resolve("incoming"))) {
            assertThat(left).isEmpty();
        }
    }

    /** T3, C18: addresses that nobody has allowed. Those that may not even be tried are the store's tests, without sockets. */
    @Test
    void c18AddressesThatAreNotAllowed() {
        for (String uri : List.of(
                "file:/etc/passwd",
                "jar:file:/tmp/a.jar!/model.zip",
                "ftp://127.0.0.1/model.zip",
                "http://user@127.0.0.1:" + port() + "/model.zip",
                "http://127.0.0.1:" + port() + "/redirect")) {
            rejected("ADDRESS", true, deploy().setUri(uri));
        }
    }

    @Test
    void unreachableAndCutOff() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        rejected("ADDRESS", true, deploy().setUri("http://127.0.0.1:" + nobody + "/model.zip"));
        rejected("FETCH_FAILED", false, deploy().setUri("http://127.0.0.1:" + port() + "/missing"));
        rejected(
                "FETCH_FAILED",
                false,
                deploy().setUri("http://127.0.0.1:" + port() + "/cut").setSize(1_000));
    }

    @Test
    void c19OldVersionsAndOldCommands() {
        rejected("STALE", true, bed.command(CommandKind.DEPLOY, 9));
        rejected("STALE", true, deploy().setNotAfter(Instant.now().minusSeconds(1)));
    }

    @Test
    void c21C22NothingToPromoteAndNoFallback() {
        rejected(
                "UNKNOWN_MODEL",
                false,
                bed.command(CommandKind.PROMOTE).setModel(SwapModels.NAME).setVersion(77));
        ModelStatus champion = bed.statuses().stream()
                .filter(status -> status.getPhase() == StatusPhase.COMMITTING)
                .reduce((first, second) -> second)
                .orElseThrow();
        rejected(
                "CHAMPION",
                false,
                bed.command(CommandKind.RETIRE).setModel(champion.getModel()).setVersion(champion.getVersion()));
        rejected("UNEXPECTED_CHAMPION", false, deploy().setExpectedChampion("it@1"));
        rejected("INVALID", false, deploy().setSha256("x"));
        rejected("INVALID", false, deploy().setSize(0));
    }

    @Test
    void m25DamagedFiles() {
        byte[] graph = SwapModels.graph(-1);
        rejected("LOAD_FAILED", false, deploy(Map.of("model.onnx", Arrays.copyOf(graph, graph.length / 2))));
        rejected(
                "LOAD_FAILED", false, deploy(Map.of("model.onnx", SwapModels.bytes("<?xml version=\"1.0\"?><PMML/>"))));
    }

    @Test
    void m29ModelsThatDoNotFit() throws Exception {
        String yaml =
                Files.readString(ScoringTestBed.HOME.resolve("model").resolve("model.yaml"), StandardCharsets.UTF_8);
        rejected("CONTRACT", false, deploy(Map.of("model.yaml", SwapModels.bytes(yaml.replace("size: 2", "size: 3")))));
        rejected(
                "CONTRACT",
                false,
                deploy(Map.of("model.yaml", SwapModels.bytes(yaml.replace("name: a,", "name: b,")))));
        StoredModel other = bed.models().good(version);
        rejected("CONTRACT", false, bed.command(CommandKind.DEPLOY, version + 1, other));
    }

    @Test
    void m30NotANumberAndACrash() throws Exception {
        String golden = "{\"inputs\": {\"a\": 0.25, \"v\": [0.5, 1]}, \"outputs\": {\"p\": 0.5}}\n";
        rejected(
                "GOLDEN",
                false,
                deploy(Map.of("model.onnx", SwapModels.graph(Float.NaN), "golden.jsonl", SwapModels.bytes(golden))));
        String yaml =
                Files.readString(ScoringTestBed.HOME.resolve("model").resolve("model.yaml"), StandardCharsets.UTF_8);
        rejected(
                "CRASHED",
                false,
                deploy(Map.of("model.yaml", SwapModels.bytes(yaml.replace("format: onnx", "format: mleap")))));
    }

    @Test
    void c23TenThousandMessages() {
        for (int i = 0; i < 9_999; i++) {
            bed.sendCommand(new byte[] {(byte) i, 1});
        }
        ModelStatus outcome = bed.awaitOutcome(bed.issue(deploy()));
        assertThat(outcome.getPhase()).isEqualTo(StatusPhase.ACTIVE);
        assertThat(bed.statuses().stream()
                        .filter(status -> status.getControlOffset() < outcome.getControlOffset()
                                && status.getControlOffset() >= outcome.getControlOffset() - 9_999)
                        .map(ModelStatus::getControlOffset))
                .hasSize(9_999)
                .doesNotHaveDuplicates();
    }
}
