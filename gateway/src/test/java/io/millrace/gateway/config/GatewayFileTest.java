package io.millrace.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import io.millrace.model.store.FetchPolicy;
import io.millrace.schemas.signing.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GatewayFileTest {
    private static final String CANARY = "canary-secret-4711";
    private static final String HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    @TempDir
    private Path folder;

    private GatewayConfig read(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), yaml);
        return GatewayFile.read(file, name -> name.equals("SECRET") ? CANARY : null);
    }

    @Test
    void theLeastFileHasEveryDefault() throws IOException {
        assertThat(read("pipeline: flights\nkafka: {bootstrap: 'localhost:9092'}\n"))
                .isEqualTo(new GatewayConfig(
                        "flights",
                        Optional.empty(),
                        new GatewayConfig.KafkaAccess("localhost:9092", Map.of()),
                        new GatewayConfig.Http("127.0.0.1", 8090, 524_288, 8_192, Duration.ofSeconds(30), 200, 20),
                        new GatewayConfig.Views(20_000, 10_000, Duration.ofHours(1), 15_000),
                        new GatewayConfig.Auth(List.of(), Optional.empty(), false),
                        Optional.empty(),
                        Optional.empty(),
                        new GatewayConfig.ModelSource(
                                folder.resolve(".millrace/gateway-models"), FetchPolicy.of(List.of())),
                        new GatewayConfig.Scoring(100_000, Duration.ofMinutes(1), 17)));
    }

    @Test
    void everyKeyIsTaken() throws IOException {
        KeyFiles.write(folder, "gateway", KeyFiles.generate());
        Files.writeString(folder.resolve("pipeline.yaml"), "pipeline: flights\n");
        GatewayConfig config = read("""
                pipeline: flights
                pipelineFile: pipeline.yaml
                kafka:
                  bootstrap: "kafka:9093"
                  properties: {security.protocol: SASL_SSL, sasl.jaas.config: "${env:SECRET}"}
                http: {host: 0.0.0.0, port: 0, maxBody: 4096, maxHeaders: 2048, idle: 5s, maxConnections: 10, maxStreams: 2}
                views: {statuses: 200, signals: 300, staleAfter: 2h, maxSeries: 400}
                auth:
                  openMetrics: true
                  tokens: [{name: ops, sha256: %s, roles: [view, swap], expires: "2030-01-01T00:00:00Z"}]
                  oidc:
                    issuer: https://id.example/realms/m
                    audience: millrace
                    jwks: https://id.example/realms/m/certs
                    rolesClaim: roles
                    rolePrefix: "m:"
                signing: {keyId: gateway, key: "${file:gateway.key}"}
                audit: audit.jsonl
                models: {store: store, allow: ["https://models.example/"], privateNetworks: [10.1.0.0/16]}
                scoring: {quota: 5, quotaWindow: 2s, decimals: 3}
                """.formatted(HASH));
        assertThat(config.pipelineFile()).contains(folder.resolve("pipeline.yaml"));
        assertThat(config.kafka().properties())
                .isEqualTo(Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", CANARY));
        assertThat(config.http())
                .isEqualTo(new GatewayConfig.Http("0.0.0.0", 0, 4_096, 2_048, Duration.ofSeconds(5), 10, 2));
        assertThat(config.views()).isEqualTo(new GatewayConfig.Views(200, 300, Duration.ofHours(2), 400));
        assertThat(config.auth().openMetrics()).isTrue();
        assertThat(config.auth().tokens())
                .containsExactly(new GatewayConfig.Token(
                        "ops", HASH, Set.of(Role.VIEW, Role.SWAP), Optional.of(Instant.parse("2030-01-01T00:00:00Z"))));
        assertThat(config.auth().oidc())
                .contains(new GatewayConfig.Oidc(
                        "https://id.example/realms/m", "millrace", "https://id.example/realms/m/certs", "roles", "m:"));
        assertThat(config.signing().map(CommandKey::id)).contains("gateway");
        assertThat(config.audit()).contains(folder.resolve("audit.jsonl"));
        assertThat(config.models().store()).isEqualTo(folder.resolve("store"));
        assertThat(config.models().policy().allowed()).containsExactly("https://models.example/");
        assertThat(config.scoring()).isEqualTo(new GatewayConfig.Scoring(5, Duration.ofSeconds(2), 3));
        assertThat(config.toString()).doesNotContain(CANARY).doesNotContain("MC4C");
        assertThat(config.statusTopic()).isEqualTo("flights.status");
    }

    /** The text of {@code LocalGateway} in the command line, which this module does not know. */
    @Test
    void whatLocalModeWritesIsRead() throws IOException {
        KeyFiles.write(folder.resolve("keys"), "local", KeyFiles.generate());
        Path pipeline = Files.writeString(folder.resolve("pipeline.yaml"), "pipeline: flights\n");
        GatewayConfig config = read("""
                # Written by local mode: see docs/api.md. The token is in keys/gateway.token.
                pipeline: "flights"
                pipelineFile: "%s"
                kafka: {bootstrap: "localhost:9092"}
                auth:
                  tokens: [{name: local, sha256: %s, roles: [view, score, swap, learn, parameters, release]}]
                signing: {keyId: local, key: "${file:keys/local.key}"}
                audit: audit.jsonl
                models: {store: "%s"}
                """.formatted(pipeline, HASH, folder.resolve("models")));
        assertThat(config.auth().tokens().get(0).roles()).containsExactlyInAnyOrder(Role.values());
        assertThat(config.signing().map(CommandKey::id)).contains("local");
        assertThat(config.models().store()).isEqualTo(folder.resolve("models"));
    }

    @Test
    void allMistakesAreToldAtOnceAndNoSecret() {
        assertThatThrownBy(() -> read("""
                        pipeline: "Not a name"
                        pipelineFile: missing.yaml
                        kafka: {properties: {ssl.keystore.password: %s, sasl.login.class: evil.Login, metric.reporters: x}}
                        http: {host: 0.0.0.0, port: 70000, timeout: 1s}
                        auth: {openMetrics: yes-please}
                        signing: {keyId: gateway, key: "${file:nowhere.key}"}
                        models: {allow: ["ftp://x/"]}
                        scoring: {decimals: 18}
                        """.formatted(CANARY)))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .anyMatch(line -> line.startsWith("pipeline: must be 1 to 49"))
                                .anyMatch(line -> line.startsWith("pipelineFile: must be a file that exists"))
                                .anyMatch(line -> line.startsWith("kafka.bootstrap: is required"))
                                .anyMatch(line -> line.startsWith(
                                        "kafka.properties.ssl.keystore.password: must be a secret by reference"))
                                .anyMatch(line -> line.startsWith("kafka.properties.sasl.login.class: must be one"))
                                .anyMatch(line -> line.startsWith("kafka.properties.metric.reporters: must be one"))
                                .anyMatch(line -> line.startsWith("http.port: must be a whole number from 0 to 65535"))
                                .anyMatch(line -> line.startsWith("http.timeout: unknown key"))
                                .anyMatch(line -> line.startsWith("http.host: must be 127.0.0.1"))
                                .anyMatch(line -> line.startsWith("auth.openMetrics: must be true or false"))
                                .anyMatch(line -> line.startsWith("signing.key: must be a readable file"))
                                .anyMatch(line -> line.startsWith("audit: is required where signing is given"))
                                .anyMatch(line -> line.startsWith("auth: is required where signing is given"))
                                .anyMatch(line -> line.startsWith("models.allowed"))
                                .anyMatch(line -> line.startsWith("scoring.decimals: must be a whole number"))
                                .noneMatch(line -> line.contains(CANARY)));
    }

    @Test
    void aPrivateKeyInPlaceOfAReferenceIsNotShown() {
        assertThatThrownBy(() -> read("""
                        pipeline: flights
                        kafka: {bootstrap: "k:1"}
                        auth: {tokens: [{name: a, sha256: canary-secret-4711, roles: [admin]}]}
                        signing: {keyId: g, key: canary-secret-4711}
                        audit: a
                        """))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems()).hasSize(3).noneMatch(line -> line.contains(CANARY)));
    }
}
