package io.millrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * All three jobs on a standalone Flink cluster, submitted as {@code docker-compose.yml} does it: what our image adds to Flink's is enough,
 * models are tried out there, a stop leaves a savepoint and the next start continues from it. What Flink told meanwhile is left for
 * {@code PrometheusIT} of {@code deploy}: so it runs where there is a Prometheus, as in CI, and anywhere with {@code -Dmillrace.cluster=full}.
 */
@EnabledIf(
        value = "isWanted",
        disabledReason = "no Prometheus on this machine, and -Dmillrace.cluster=full is not given")
@Timeout(600)
class ClusterIT {
    private static final Path FLIGHTS = FlinkProcesses.HOME.resolve("examples/flights");

    static boolean isWanted() {
        return "full".equals(System.getProperty("millrace.cluster"))
                || Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "prometheus")));
    }

    @Test
    void theJobsRunOnAClusterAndContinueWhereTheyWereStopped(@TempDir Path folder) throws Exception {
        try (LocalKafka kafka = LocalKafka.start(LocalKafkaConfig.of(folder.resolve("kafka")));
                FlinkProcesses flink = new FlinkProcesses(folder)) {
            String pipeline = pipeline(folder, kafka.bootstrap());
            flink.millrace(
                    "keys",
                    "generate",
                    "operator",
                    "--dir",
                    folder.resolve("keys").toString());
            flink.millrace("topics", "create", pipeline, "--partitions", "1");
            publish(flink, pipeline);

            Process scoring = submit(flink, folder, pipeline);
            for (String job : List.of("learning", "monitoring")) {
                Process submitted = flink.submit(
                        job,
                        List.of("-d"),
                        job,
                        pipeline,
                        "--data-dir",
                        folder.resolve("data").toString());
                assertThat(submitted.waitFor(3, TimeUnit.MINUTES))
                        .as(flink.tails())
                        .isTrue();
                assertThat(submitted.exitValue()).as(flink.tails()).isZero();
            }
            flink.millrace(
                    "model",
                    "deploy",
                    pipeline,
                    FLIGHTS.resolve("models/delay-lightgbm-onnx").toString(),
                    "--key",
                    folder.resolve("keys/operator.key").toString(),
                    "--wait");
            audited(flink, pipeline, 2_000);
            String metrics = flink.metrics();
            Files.writeString(Path.of("target", "flink-metrics.txt"), metrics);
            assertThat(metrics)
                    .contains("flink_taskmanager_job_task_operator_millrace_predictions{")
                    .contains("flink_taskmanager_job_task_operator_millrace_join_predictions{")
                    .contains("flink_taskmanager_job_task_operator_millrace_predictions_profiled{")
                    .contains("flink_jobmanager_job_lastCheckpointDuration{");
            assertThat(logLine(flink, "jobmanager").path("message").asText()).isNotEmpty();

            scoring.destroy(); // SIGTERM, as docker stop sends it
            assertThat(scoring.waitFor(3, TimeUnit.MINUTES)).as(flink.tails()).isTrue();
            assertThat(Files.readString(flink.log("scoring"))).contains("Stopped with");
            publish(flink, pipeline);
            submit(flink, folder, pipeline);
            audited(flink, pipeline, 4_000);
            assertThat(Files.readString(flink.log("scoring"))).contains("Continuing from");
            assertThat(flink.millrace("model", "status", pipeline)).contains("delay-lightgbm@1");
        }
    }

    private static Process submit(FlinkProcesses flink, Path folder, String pipeline) throws Exception {
        return flink.submit(
                "scoring",
                List.of(),
                "scoring",
                pipeline,
                "--data-dir",
                folder.resolve("data").toString(),
                "--until-stopped");
    }

    private static void publish(FlinkProcesses flink, String pipeline) throws Exception {
        flink.millrace(
                "events",
                "publish",
                FLIGHTS.resolve("flights.csv.zst").toString(),
                "--pipeline",
                pipeline,
                "--limit",
                "2000");
    }

    private static void audited(FlinkProcesses flink, String pipeline, int events) throws Exception {
        List<String> lines = flink.millrace("audit", pipeline, "--wait", "180", "--json")
                .lines()
                .toList();
        JsonNode audit = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        assertThat(audit.path("predictions").asInt()).as(audit + flink.tails()).isEqualTo(events);
        assertThat(audit.path("clean").asBoolean()).as(audit.toString()).isTrue();
    }

    /** The first line of a log, which must be one JSON object. */
    private static JsonNode logLine(FlinkProcesses flink, String name) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (System.nanoTime() < deadline) {
            for (String line : Files.readAllLines(flink.log(name))) {
                if (line.startsWith("{")) {
                    return new ObjectMapper().readTree(line);
                }
            }
            LockSupport.parkNanos(50_000_000);
        }
        throw new AssertionError("no JSON in the log of the " + name + flink.tails());
    }

    private static String pipeline(Path folder, String bootstrap) throws Exception {
        String yaml = Files.readString(FLIGHTS.resolve("learning.yaml"))
                        .replace("localhost:9092", bootstrap)
                        .replace("flight.avsc", FLIGHTS.resolve("flight.avsc").toString())
                        .replaceAll(
                                "models/[a-z-]+",
                                FLIGHTS.resolve("models/delay-logistic-onnx").toString())
                        .replace("algorithm:", "signingKey: \"${file:keys/operator.key}\"\n    algorithm:")
                + "parallelism: 1\ncheckpoints: {interval: 1s}\n"
                + "control: {store: store, keys: {operator: \"${file:keys/operator.pub}\"}}\n";
        return Files.writeString(folder.resolve("pipeline.yaml"), yaml).toString();
    }
}
