package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.gateway.config.GatewayConfig;
import io.millrace.gateway.config.GatewayFile;
import io.millrace.gateway.config.Role;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.scoring.ScoringJob;
import io.millrace.schemas.signing.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker-compose.yml}, as far as it can be checked without an engine. */
class ComposeTest {
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{(\\w+)(:[?-])?[^}]*}");
    private static final Set<String> ONE_SHOT = Set.of("topics", "bucket");
    private static final Set<String> JOBS = Set.of("scoring", "learning", "monitoring");
    private static final String CLUSTER_JAR = "/opt/millrace/millrace-cluster.jar";

    private String text;
    private JsonNode compose;
    private Map<String, JsonNode> services;

    @BeforeEach
    void read() throws IOException {
        text = Files.readString(Repository.ROOT.resolve("docker-compose.yml"));
        compose = Repository.documents(text).get(0);
        services = new TreeMap<>();
        compose.path("services").properties().forEach(entry -> services.put(entry.getKey(), entry.getValue()));
    }

    @Test
    void followsTheComposeSpecification() throws Exception {
        assertThat(Repository.mistakes("compose-spec", compose)).isEmpty();

        ObjectNode wrong = compose.deepCopy();
        ((ObjectNode) wrong.path("services").path("kafka")).put("imagee", "x");
        assertThat(Repository.mistakes("compose-spec", wrong))
                .as("a mistake is found")
                .isNotEmpty();
    }

    @Test
    void everyPathThatIsMountedIsThere() {
        Set<String> declared = new TreeSet<>();
        compose.path("volumes").fieldNames().forEachRemaining(declared::add);
        Set<String> used = new TreeSet<>();
        services.forEach((name, service) -> {
            for (String volume : Repository.texts(service.path("volumes"))) {
                String source = volume.split(":", -1)[0];
                if (source.startsWith("./")) {
                    assertThat(Repository.ROOT.resolve(source)).as(name).exists();
                    assertThat(volume)
                            .as("what is in the repository is only read")
                            .endsWith(":ro");
                } else {
                    used.add(source);
                }
            }
        });
        assertThat(used).isEqualTo(declared);
    }

    @Test
    void imagesHaveVersionsAndOursAreTargetsOfTheDockerfile() throws IOException {
        Set<String> targets = Dockerfile.read().targets();
        services.forEach((name, service) -> {
            String image = service.path("image").asText();
            assertThat(image).as(name).matches("[a-z0-9./-]+:.*\\d.*").doesNotContain("latest");
            if (image.startsWith("millrace/")) {
                String target = service.path("build").path("target").asText();
                assertThat(targets).contains(target);
                assertThat(image).startsWith("millrace/" + target + ":");
            }
        });
    }

    @Test
    void secretsComeFromTheEnvironmentAndTheExampleNamesThemAll() throws IOException {
        services.forEach((name, service) -> service.path("environment")
                .properties()
                .forEach(variable -> {
                    if (variable.getKey().matches(".*(PASSWORD|SECRET|TOKEN|ACCESS_KEY).*")) {
                        assertThat(variable.getValue().asText())
                                .as(name + " " + variable.getKey())
                                .matches("\\$\\{\\w+(:\\?set it in \\.env|:-)}");
                    }
                }));
        Set<String> asked =
                VARIABLE.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
        Set<String> offered = Files.readAllLines(Repository.DEPLOY.resolve("compose/.env.example")).stream()
                .filter(line -> line.contains("=") && !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .collect(Collectors.toSet());
        assertThat(offered).isEqualTo(asked);
    }

    @Test
    void whatRunsOnHasAHealthCheckAndNobodyWaitsForHealthThatNobodyTells() {
        services.forEach((name, service) -> {
            if (!ONE_SHOT.contains(name) && !JOBS.contains(name)) {
                assertThat(service.path("healthcheck").path("test").isArray())
                        .as(name)
                        .isTrue();
            }
            service.path("depends_on").properties().forEach(needed -> {
                assertThat(services).as(name).containsKey(needed.getKey());
                String condition = needed.getValue().path("condition").asText();
                assertThat(condition)
                        .as(name + " waits for " + needed.getKey())
                        .isEqualTo(
                                ONE_SHOT.contains(needed.getKey())
                                        ? "service_completed_successfully"
                                        : "service_healthy");
            });
        });
    }

    @Test
    void portsListenOnThisMachineOnly() {
        services.forEach((name, service) -> Repository.texts(service.path("ports"))
                .forEach(port -> assertThat(port).as(name).startsWith("127.0.0.1:")));
    }

    @Test
    void ourParsersTakeTheArguments() throws IOException {
        Dockerfile dockerfile = Dockerfile.read();
        for (String name : JOBS) {
            List<String> command = Repository.texts(services.get(name).path("command"));
            List<String> flink = List.of(
                    "flink",
                    "run",
                    "-m",
                    "jobmanager:8081",
                    "-c",
                    io.millrace.cluster.Main.class.getName(),
                    CLUSTER_JAR);
            assertThat(command).startsWith(flink.toArray(String[]::new));
            assertThat(dockerfile.copiesTo("flink")).contains(CLUSTER_JAR);
            String[] args = command.subList(flink.size(), command.size()).toArray(String[]::new);
            assertThat(args[0]).isEqualTo(name);
            io.millrace.cluster.Main.commandLine().parseArgs(args);
        }
        assertThat(dockerfile.entrypoint("cli")).endsWith(io.millrace.cli.Main.class.getName());
        io.millrace.cli.Main.commandLine()
                .parseArgs(
                        Repository.texts(services.get("topics").path("command")).toArray(String[]::new));
    }

    @Test
    void thePipelineLoadsAsItLiesInTheContainers(@TempDir Path folder) throws Exception {
        Path keys = Files.createDirectories(folder.resolve("keys"));
        for (String id : List.of("gateway", "learner")) {
            KeyFiles.write(keys, id, KeyFiles.generate());
        }
        for (String volume : Repository.texts(services.get("scoring").path("volumes"))) {
            Matcher mount = Pattern.compile("(\\./.*):/pipeline/(.*):ro").matcher(volume);
            if (mount.matches() && !mount.group(2).equals("keys")) {
                Files.createSymbolicLink(folder.resolve(mount.group(2)), Repository.ROOT.resolve(mount.group(1)));
            }
        }
        Path file = folder.resolve("pipeline.yaml");
        // the link's target would be the folder that files are sought in
        String yaml = Files.readString(file);
        Files.delete(file);
        Files.writeString(file, yaml);

        Pipeline pipeline = ScoringJob.read(file);

        assertThat(pipeline.bootstrap()).isEqualTo("kafka:9092");
        assertThat(pipeline.control().store()).startsWith("/var/lib/millrace/");
        assertThat(pipeline.learning().isNone()).isFalse();
        assertThat(pipeline.drift()).isPresent();
    }

    @Test
    void theGatewayTakesItsConfigurations(@TempDir Path folder) throws Exception {
        Path keys = Files.createDirectories(folder.resolve("keys"));
        KeyFiles.write(keys, "gateway", KeyFiles.generate());
        Files.createFile(folder.resolve("pipeline.yaml"));
        List<String> command = Repository.texts(services.get("gateway").path("command"));
        assertThat(command).containsExactly("--config", "/pipeline/${MILLRACE_GATEWAY:-gateway}.yaml");
        assertThat(Dockerfile.read().entrypoint("gateway")).endsWith(io.millrace.gateway.Main.class.getName());
        for (String name : List.of("gateway", "gateway-oidc")) {
            Path file = Files.writeString(
                    folder.resolve(name + ".yaml"),
                    Files.readString(Repository.DEPLOY.resolve("compose/" + name + ".yaml"))
                            // a variable of the container
                            .replace("${env:MILLRACE_TOKEN_SHA256}", "${file:token.sha256}"));
            Files.writeString(folder.resolve("token.sha256"), "0".repeat(64));

            GatewayConfig config = GatewayFile.read(file);

            assertThat(config.http().port()).isEqualTo(8090);
            assertThat(config.auth().isConfigured()).isTrue();
            assertThat(config.signing()).isPresent();
        }
    }

    @Test
    void keycloaksRolesAreTheGateways() throws IOException {
        Set<String> roles = new TreeSet<>();
        Repository.json(Repository.DEPLOY.resolve("keycloak/millrace-realm.json"))
                .at("/roles/realm")
                .forEach(role -> roles.add(role.path("name").asText()));
        assertThat(roles)
                .containsExactlyInAnyOrderElementsOf(Stream.of(Role.values())
                        .map(role -> "millrace-" + role.text())
                        .toList());
    }

    @Test
    void flinksConfigurationLoads() {
        Configuration flink = GlobalConfiguration.loadConfiguration(
                Repository.DEPLOY.resolve("flink").toString());

        assertThat(flink.get(TaskManagerOptions.TOTAL_PROCESS_MEMORY)).isEqualTo(MemorySize.parse("3g"));
        assertThat(flink.get(TaskManagerOptions.TASK_OFF_HEAP_MEMORY)).isEqualTo(MemorySize.parse("512m"));
        // three jobs of two partitions, on two task managers
        assertThat(flink.get(TaskManagerOptions.NUM_TASK_SLOTS) * 2).isGreaterThanOrEqualTo(3 * 2);
        assertThat(flink.toMap()).containsEntry("metrics.reporter.prom.port", "9249");
        assertThat(flink.toMap().get("env.java.opts.all")).contains("--add-opens=java.base/java.nio=ALL-UNNAMED");
    }
}
