package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cluster.Main;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.scoring.ScoringJob;
import io.millrace.schemas.signing.KeyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/kubernetes}, as far as it can be checked without a cluster. */
class KubernetesTest {
    private static final Path KUBERNETES = Repository.DEPLOY.resolve("kubernetes");
    private static final Path BASE = KUBERNETES.resolve("base");

    @Test
    void everyObjectFollowsItsSchema() throws Exception {
        List<JsonNode> objects = objects();
        for (JsonNode object : objects) {
            assertThat(Repository.mistakes(object.path("kind").asText(), object))
                    .as(name(object))
                    .isEmpty();
        }
        ObjectNode wrong = deployments().get(0).deepCopy();
        ((ObjectNode) wrong.path("spec").path("job")).put("upgradeMod", "savepoint");
        assertThat(Repository.mistakes("FlinkDeployment", wrong))
                .as("a mistake is found")
                .isNotEmpty();
    }

    @Test
    void theKustomizationHasAllFiles() throws IOException {
        JsonNode kustomization =
                Repository.yaml(BASE.resolve("kustomization.yaml")).get(0);
        Set<String> named = new TreeSet<>(Repository.texts(kustomization.path("resources")));
        named.add("kustomization.yaml");
        kustomization
                .path("configMapGenerator")
                .forEach(map -> Repository.texts(map.path("files"))
                        .forEach(file -> named.add(file.substring(file.indexOf('=') + 1))));
        Set<String> there = new TreeSet<>();
        Repository.files(BASE, ".yaml")
                .forEach(file -> there.add(file.getFileName().toString()));

        assertThat(named).isEqualTo(there);
    }

    @Test
    void theJobsAreOursAndGoOnFromSavepoints() throws IOException {
        Dockerfile dockerfile = Dockerfile.read();
        String log = Files.readString(Repository.DEPLOY.resolve("flink/log4j-console.properties"));
        List<String> jobs = new ArrayList<>();
        for (JsonNode deployment : deployments()) {
            JsonNode spec = deployment.path("spec");
            String[] args = Repository.texts(spec.path("job").path("args")).toArray(String[]::new);
            Main.commandLine().parseArgs(args);
            jobs.add(args[0]);
            assertThat(args[1]).isIn(dockerfile.copiesTo("flights"));
            assertThat(spec.path("job").path("entryClass").asText()).isEqualTo(Main.class.getName());
            assertThat(spec.path("job").path("jarURI").asText().replace("local://", ""))
                    .isIn(dockerfile.copiesTo("flink"));
            assertThat(spec.path("job").path("upgradeMode").asText()).isEqualTo("savepoint");
            assertThat(spec.path("flinkConfiguration")
                            .path("high-availability.type")
                            .asText())
                    .isEqualTo("kubernetes");
            assertThat(spec.path("logConfiguration")
                            .path("log4j-console.properties")
                            .asText())
                    .as("the same as in the image")
                    .isEqualTo(log);
        }
        assertThat(jobs).containsExactlyInAnyOrder("scoring", "learning", "monitoring");
    }

    @Test
    void volumesAreDeclaredAndNothingRunsAsRoot() throws IOException {
        Set<String> claims = new TreeSet<>();
        for (JsonNode object : objects()) {
            if (object.path("kind").asText().equals("PersistentVolumeClaim")) {
                claims.add(object.path("metadata").path("name").asText());
            }
        }
        for (JsonNode object : objects()) {
            JsonNode pod = object.path("kind").asText().equals("Deployment")
                    ? object.path("spec").path("template").path("spec")
                    : object.path("spec").path("podTemplate").path("spec");
            if (pod.isMissingNode()) {
                continue;
            }
            assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean())
                    .as(name(object))
                    .isTrue();
            Set<String> volumes = new TreeSet<>();
            for (JsonNode volume : pod.path("volumes")) {
                volumes.add(volume.path("name").asText());
                JsonNode claim = volume.path("persistentVolumeClaim").path("claimName");
                assertThat(claim.isMissingNode() || claims.contains(claim.asText()))
                        .as(name(object) + " " + claim)
                        .isTrue();
            }
            Set<String> mounted = new TreeSet<>();
            pod.path("containers")
                    .forEach(container -> container
                            .path("volumeMounts")
                            .forEach(mount -> mounted.add(mount.path("name").asText())));
            assertThat(mounted).as(name(object)).isEqualTo(volumes);
        }
    }

    @Test
    void thePipelineLoadsAsItLiesInTheImage(@TempDir Path folder) throws Exception {
        Path keys = Files.createDirectories(folder.resolve("keys"));
        for (String id : List.of("gateway", "learner")) {
            KeyFiles.write(keys, id, KeyFiles.generate());
        }
        Files.createSymbolicLink(folder.resolve("flights"), Repository.ROOT.resolve("examples/flights"));
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(
                file,
                Files.readString(KUBERNETES.resolve("pipeline.yaml")).replace("/etc/millrace/keys", keys.toString()));

        Pipeline pipeline = ScoringJob.read(file);

        // where the manifests mount the shared volume
        assertThat(pipeline.control().store()).isEqualTo("/var/lib/millrace/models");
    }

    @Test
    void kubectlBuildsTheOverlayWithAGpuForEachTaskManager() throws Exception {
        for (JsonNode object : kustomized(KUBERNETES.resolve("gpu"))) {
            String kind = object.path("kind").asText();
            assertThat(Repository.mistakes(kind, object)).as(name(object)).isEmpty();
            assertThat(object.path("metadata").path("namespace").asText()).isEqualTo("millrace");
            if (object.path("metadata").path("name").asText().equals("flights-scoring")) {
                JsonNode flink = object.path("spec").path("flinkConfiguration");
                assertThat(flink.path("external-resource.gpu.kubernetes.config-key")
                                .asText())
                        .isEqualTo("nvidia.com/gpu");
                assertThat(flink.path("external-resource.gpu.amount").asText()).isEqualTo("1");
                assertThat(flink.path("high-availability.type").asText())
                        .as("the base's settings stay")
                        .isEqualTo("kubernetes");
            }
        }
    }

    @Test
    void theAlertsAreThoseOfPrometheus() throws IOException {
        JsonNode plain = Repository.yaml(Repository.DEPLOY.resolve("prometheus/rules/millrace.yml"))
                .get(0);
        JsonNode rule = Repository.yaml(BASE.resolve("alerts.yaml")).get(0);

        assertThat(plain.path("groups").size()).isPositive();
        assertThat(rule.path("spec")).isEqualTo(plain);
    }

    private static List<JsonNode> kustomized(Path folder) throws IOException, InterruptedException {
        Path kubectl = Path.of("/usr/bin/kubectl");
        assumeTrue(Files.isExecutable(kubectl), "skipped: no kubectl at " + kubectl);
        Process process = new ProcessBuilder(kubectl.toString(), "kustomize", folder.toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return Repository.documents(out);
    }

    private static String name(JsonNode object) {
        return object.path("kind").asText() + " "
                + object.path("metadata").path("name").asText();
    }

    private static List<JsonNode> objects() throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        for (Path file : Repository.files(BASE, ".yaml")) {
            for (JsonNode object : Repository.yaml(file)) {
                String kind = object.path("kind").asText();
                if (!kind.isEmpty() && !kind.equals("Kustomization")) {
                    objects.add(object);
                }
            }
        }
        return objects;
    }

    private static List<JsonNode> deployments() throws IOException {
        return objects().stream()
                .filter(object -> object.path("kind").asText().equals("FlinkDeployment"))
                .toList();
    }
}
