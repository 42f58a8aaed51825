package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.Main;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import io.millrace.schemas.signing.KeyFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * All three jobs on a standalone Flink cluster, submitted as {@code docker-compose.yml} does it, a gateway beside them, and a real Prometheus that
 * scrapes both: what our image adds to Flink's is enough, models are tried out there, every query of dashboards and alerts returns data, a stop
 * leaves a savepoint and the next start continues from it. Runs where there is a Prometheus, as in CI; without one, for the rest of it, with
 * {@code -Dmillrace.cluster=full}.
 */
@EnabledIf(
        value = "isWanted",
        disabledReason = "no Prometheus on this machine (Debian: apt-get install prometheus), and"
                + " -Dmillrace.cluster=full is not given")
@Timeout(600)
class ClusterIT {
    private static final Path FLIGHTS = Repository.ROOT.resolve("examples/flights");
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The flights of two days are enough for everything to be told at least once: a filter that refuses, windows of six hours, which differ, a
     * detector that is easily moved, and a gate that nothing passes, so that what the test deploys goes on to serve.
     */
    private static final String TALKATIVE = """
            admission: {principal: topic, stages: [{stage: influence-cap, maxExamples: 200, window: 6h}]}
            drift:
              window: 6h
              outOfOrder: 0s
              reference: {firstEvents: 200, firstWindows: 1}
              alarms: {raiseAfter: 1, coolDown: 1s, majorStrength: 2}
              detectors: [{watch: feature, feature: sched_dep_minute, detector: page-hinkley}]
            """;

    static boolean isWanted() {
        return "full".equals(System.getProperty("millrace.cluster")) || Prometheus.isInstalled("prometheus");
    }

    @Test
    void theJobsRunOnAClusterAreWatchedAndContinueWhereTheyWereStopped(@TempDir Path folder) throws Exception {
        try (LocalKafka kafka = LocalKafka.start(LocalKafkaConfig.of(folder.resolve("kafka")));
                ClusterProcesses cluster = new ClusterProcesses(folder)) {
            Path keys = Files.createDirectories(folder.resolve("keys"));
            KeyFiles.write(keys, "operator", KeyFiles.generate());
            KeyFiles.write(keys, "intruder", KeyFiles.generate());
            String pipeline = pipeline(folder, kafka.bootstrap());
            millrace("topics", "create", pipeline, "--partitions", "1");
            publish("events", "flights.csv.zst", pipeline);
            publish("labels", "labels.csv.zst", pipeline, "--value", "late");
            Process scoring = submit(cluster, folder, pipeline);
            int gateway = gateway(cluster, folder, kafka.bootstrap());
            for (String job : List.of("learning", "monitoring")) {
                Process submitted = cluster.submit(
                        job,
                        List.of("-d"),
                        job,
                        pipeline,
                        "--data-dir",
                        folder.resolve("data").toString());
                assertThat(submitted.waitFor(3, TimeUnit.MINUTES))
                        .as(cluster.tails())
                        .isTrue();
                assertThat(submitted.exitValue()).as(cluster.tails()).isZero();
            }
            assertThat(post(cluster.rest().resolve("/jars/upload")))
                    .as("nobody uploads code")
                    .isEqualTo(404);
            // who has written a file of their own, in which their key counts
            Path others = Files.writeString(
                    folder.resolve("others.yaml"),
                    Files.readString(Path.of(pipeline)).replace("operator", "intruder"));
            deploy(others.toString(), keys.resolve("intruder.key"));
            deploy(pipeline, keys.resolve("operator.key"), "--wait");
            audited(cluster, pipeline, 2_000);
            for (String process : List.of("jobmanager", "gateway")) {
                assertThat(logLine(cluster, process).path("message").asText()).isNotEmpty();
            }
            if (Prometheus.isInstalled("prometheus")) {
                watched(cluster, folder, gateway);
            }
            scoring.destroy(); // SIGTERM, as docker stop sends it
            assertThat(scoring.waitFor(3, TimeUnit.MINUTES)).as(cluster.tails()).isTrue();
            assertThat(Files.readString(cluster.log("scoring"))).contains("Stopped with");
            publish("events", "flights.csv.zst", pipeline);
            submit(cluster, folder, pipeline);
            audited(cluster, pipeline, 4_000);
            assertThat(Files.readString(cluster.log("scoring"))).contains("Continuing from");
            assertThat(millrace("model", "status", pipeline)).contains("delay-lightgbm@1");
        }
    }

    /** Every panel's and every alert's query, while the jobs run. */
    private static void watched(ClusterProcesses cluster, Path folder, int gateway) throws Exception {
        assertThat(get(URI.create("http://127.0.0.1:" + gateway + "/v1/quarantine")))
                .as("without a token")
                .isEqualTo(401);
        try (Prometheus prometheus = Prometheus.start(
                folder.resolve("prometheus"),
                Map.of("gateway", List.of("127.0.0.1:" + gateway), "flink", cluster.metrics()))) {
            await(() -> isUp(prometheus));
            long deadline = System.nanoTime() + LIMIT.toNanos();
            Map<String, String> missing = prometheus.queriesWithoutData();
            while (!missing.isEmpty() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
                missing = prometheus.queriesWithoutData();
            }
            assertThat(missing).as("queries without data%s", cluster.tails()).isEmpty();
            assertThat(prometheus.targetsThatAreDown()).isEmpty();
            JsonNode rules = prometheus.rules();
            assertThat(rules.findValuesAsText("health")).as(rules.toString()).containsOnly("ok");
            assertThat(rules.findValues("query"))
                    .hasSameSizeAs(Dashboards.alerts().keySet());
        }
    }

    private static boolean isUp(Prometheus prometheus) {
        try {
            return prometheus.targetsThatAreDown().isEmpty();
        } catch (IOException e) {
            return false; // it is about to start
        }
    }

    private static int get(URI address) throws IOException {
        return ((HttpURLConnection) address.toURL().openConnection()).getResponseCode();
    }

    private static int post(URI address) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setRequestMethod("POST");
        return connection.getResponseCode();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("not within " + LIMIT).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static Process submit(ClusterProcesses cluster, Path folder, String pipeline) throws IOException {
        return cluster.submit(
                "scoring",
                List.of(),
                "scoring",
                pipeline,
                "--data-dir",
                folder.resolve("data").toString(),
                "--until-stopped");
    }

    /** Starts a gateway; returns its port. */
    private static int gateway(ClusterProcesses cluster, Path folder, String bootstrap) throws IOException {
        int port = ClusterProcesses.freePort();
        cluster.gateway(Files.writeString(folder.resolve("gateway.yaml"), """
                pipeline: flights
                pipelineFile: pipeline.yaml
                kafka: {bootstrap: "%s"}
                http: {port: %d}
                auth: {openMetrics: true}
                models: {store: gateway-models}
                """.formatted(bootstrap, port)));
        return port;
    }

    /** A command of {@code millrace}, to its end; on this thread, as a process of its own takes seconds to begin. */
    private static String millrace(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
        assertThat(code).as("%s%n%s%n%s", String.join(" ", args), out, err).isZero();
        return out.toString();
    }

    private static void publish(String what, String file, String pipeline, String... options) {
        List<String> command = new ArrayList<>(
                List.of(what, "publish", FLIGHTS.resolve(file).toString(), "--pipeline", pipeline, "--limit", "2000"));
        command.addAll(List.of(options));
        millrace(command.toArray(String[]::new));
    }

    private static void deploy(String pipeline, Path key, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "model",
                "deploy",
                pipeline,
                FLIGHTS.resolve("models/delay-lightgbm-onnx").toString(),
                "--key",
                key.toString()));
        command.addAll(List.of(options));
        millrace(command.toArray(String[]::new));
    }

    private static void audited(ClusterProcesses cluster, String pipeline, int events) throws Exception {
        String last =
                millrace("audit", pipeline, "--wait", "180", "--json").lines().reduce("", (before, line) -> line);
        JsonNode audit = JSON.readTree(last);
        assertThat(audit.path("predictions").asInt())
                .as(audit + cluster.tails())
                .isEqualTo(events);
        assertThat(audit.path("clean").asBoolean()).as(audit.toString()).isTrue();
    }

    /** The first line of a log, which must be one JSON object. */
    private static JsonNode logLine(ClusterProcesses cluster, String name) throws Exception {
        Path log = cluster.log(name);
        await(() -> Files.readAllLines(log).stream().anyMatch(line -> line.startsWith("{")));
        return JSON.readTree(Files.readAllLines(log).stream()
                .filter(line -> line.startsWith("{"))
                .findFirst()
                .orElseThrow());
    }

    private static String pipeline(Path folder, String bootstrap) throws IOException {
        String yaml = Files.readString(FLIGHTS.resolve("learning.yaml"))
                        .replace("localhost:9092", bootstrap)
                        .replace("flight.avsc", FLIGHTS.resolve("flight.avsc").toString())
                        .replaceAll(
                                "models/[a-z-]+",
                                FLIGHTS.resolve("models/delay-logistic-onnx").toString())
                        .replace("algorithm:", "signingKey: \"${file:keys/operator.key}\"\n    algorithm:")
                        .replaceAll(
                                "publish: .*",
                                "publish: {every: 200, gate: {minExamples: 100, margin: 10, maxRefusals: 0}}")
                        .replaceAll("(?s)\ndrift:.*\ndelivery:", "\n" + TALKATIVE + "delivery:")
                + "parallelism: 1\ncheckpoints: {interval: 1s}\n"
                + "control: {store: store, keys: {operator: \"${file:keys/operator.pub}\"}}\n";
        return Files.writeString(folder.resolve("pipeline.yaml"), yaml).toString();
    }
}
