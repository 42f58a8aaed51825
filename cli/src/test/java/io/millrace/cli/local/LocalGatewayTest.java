package io.millrace.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.config.GatewayConfig;
import io.millrace.gateway.config.GatewayFile;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalGatewayTest {
    private static final Path FLIGHTS = Path.of("..", "examples", "flights", "pipeline.yaml");

    @TempDir
    private Path root;

    @Test
    void theFilesAreWrittenOnceAndStayAsTheyAre() throws IOException {
        Pipeline pipeline = PipelineFile.read(FLIGHTS);
        LocalGateway gateway = LocalGateway.ensure(pipeline, DataFolder.of(root));
        String token = Files.readString(gateway.token()).strip();
        assertThat(token).matches("[0-9a-f]{64}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(gateway.token())))
                .isEqualTo("rw-------");
        String text = Files.readString(gateway.config());
        // GatewayFileTest of the gateway reads the same text, and so can this class path
        assertThat(GatewayFile.read(gateway.config()).http().port()).isEqualTo(8090);
        assertThat(text)
                .contains("pipeline: \"flights\"\n")
                .contains("pipelineFile: \"" + pipeline.file().toAbsolutePath() + "\"\n")
                .contains("kafka: {bootstrap: \"localhost:9092\"}\n")
                .contains(
                        "sha256: " + Sha256.of(token) + ", roles: [view, score, swap, learn, parameters, release]}]\n")
                .contains("signing: {keyId: local, key: \"${file:keys/local.key}\"}\n")
                .contains("models: {store: \"" + DataFolder.of(root).models() + "\"}\n")
                .doesNotContain(token);
        Files.writeString(gateway.config(), "changed by hand");
        assertThat(LocalGateway.ensure(pipeline, DataFolder.of(root))).isEqualTo(gateway);
        assertThat(Files.readString(gateway.config())).isEqualTo("changed by hand");
        assertThat(Files.readString(gateway.token()).strip()).isEqualTo(token);
    }

    @Test
    void aDemonstrationsConsoleHasItsOwnPortAndToken() {
        Pipeline pipeline = PipelineFile.read(FLIGHTS);
        ConsoleAccess access = ConsoleAccess.fresh();
        GatewayConfig config = GatewayFile.read(LocalGateway.write(pipeline, DataFolder.of(root), access));
        assertThat(config.http().host()).isEqualTo("127.0.0.1");
        assertThat(config.http().port()).isEqualTo(access.port());
        assertThat(config.auth().tokens().get(0).sha256()).isEqualTo(Sha256.of(access.token()));
        assertThat(config.pipelineFile())
                .contains(pipeline.file().toAbsolutePath().normalize());
        assertThat(access.address()).isEqualTo("http://127.0.0.1:" + access.port() + "/#token=" + access.token());
        assertThat(access).as("is printed without its secret").hasToString("port " + access.port());
    }

    @Test
    void aModelThatIsNotTheFilesIsNotTakenForIt() {
        Pipeline other = PipelineFile.read(FLIGHTS)
                .withModel(FLIGHTS.resolveSibling("models").resolve("delay-lightgbm-onnx"));
        assertThat(GatewayFile.read(LocalGateway.write(other, DataFolder.of(root), ConsoleAccess.fresh()))
                        .pipelineFile())
                .isEmpty();
    }
}
