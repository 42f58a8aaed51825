package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus over what a Flink cluster with a pipeline's three jobs reported ({@code ClusterIT} asks them) and
 * what the gateway's meters say: every query of dashboards and alerts parses and returns data.
 */
@Timeout(600)
class PrometheusIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static HttpServer exporters;
    private static Process prometheus;
    private static int port;
    private static boolean hasFlink;

    @BeforeAll
    static void startBoth() throws Exception {
        assumeTrue(
                isInstalled("prometheus") && isInstalled("promtool"),
                "skipped: no Prometheus on this machine (Debian: apt-get install prometheus)");
        exporters = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String flink = flinkMetrics();
        hasFlink = !flink.isEmpty();
        serve("/flink", flink);
        serve("/gateway", GatewayText.make());
        exporters.start();
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String target = "127.0.0.1:" + exporters.getAddress().getPort();
        Path config = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s/*.yml"]
                scrape_configs:
                  - {job_name: flink, metrics_path: /flink, static_configs: [{targets: ["%s"]}]}
                  - {job_name: gateway, metrics_path: /gateway, static_configs: [{targets: ["%s"]}]}
                """.formatted(
                        Repository.DEPLOY.resolve("prometheus/rules"), target, target));
        prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        // rates need several samples
        await(() -> result("min(count_over_time(up[1m])) >= 5").size() > 0);
    }

    @AfterAll
    static void stopBoth() {
        if (prometheus != null) {
            prometheus.destroy();
        }
        if (exporters != null) {
            exporters.stop(0);
        }
    }

    @Test
    void bothTargetsAreScraped() {
        assertThat(result("up == 1")).hasSize(2);
    }

    @Test
    void everyPanelsQueryReturnsData() throws Exception {
        Map<String, String> empty = new TreeMap<>();
        Dashboards.queries().forEach((where, query) -> {
            if (result(query).isEmpty() && isReported(query)) {
                empty.put(where, query);
            }
        });
        assertThat(empty).as("queries without data").isEmpty();
    }

    @Test
    void everyAlertLooksAtSeriesThatAreThere() throws Exception {
        List<String> missing = new ArrayList<>();
        Dashboards.alerts().forEach((alert, expression) -> {
            result(expression);
            List<String> series = Dashboards.series(expression);
            assertThat(series).as(alert).isNotEmpty();
            series.stream()
                    .filter(one -> result(one).isEmpty() && isReported(one))
                    .forEach(one -> missing.add(alert + ": " + one));
        });
        assertThat(missing).as("series that alerts look at and nobody reports").isEmpty();
        JsonNode rules = get("/api/v1/rules").path("data");
        assertThat(rules.findValuesAsText("health")).as(rules.toString()).doesNotContain("err");
        assertThat(rules.findValues("query")).hasSameSizeAs(Dashboards.alerts().keySet());
    }

    @Test
    void promtoolTakesTheConfigurationAndRunsTheRulesTests() throws Exception {
        promtool("check", "config", Repository.DEPLOY.resolve("prometheus/prometheus.yml"));
        promtool("test", "rules", Repository.DEPLOY.resolve("prometheus/tests/millrace_test.yml"));
    }

    private static void promtool(String first, String second, Path file) throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder("promtool", first, second, file.toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(promtool.exitValue()).as(out).isZero();
    }

    private static boolean isInstalled(String program) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** What {@code ClusterIT} saw in this build; nothing where only this module is built: then only the gateway's series are asked for. */
    private static String flinkMetrics() throws IOException {
        Path recorded = Repository.ROOT.resolve("cluster/target/flink-metrics.txt");
        return Files.exists(recorded) ? Files.readString(recorded) : "";
    }

    private static boolean isReported(String query) {
        return hasFlink || !query.contains("flink_");
    }

    private static void serve(String path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exporters.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    /** Result of an instant query; fails where Prometheus refuses it. */
    private static JsonNode result(String query) {
        JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        assertThat(answer.path("status").asText()).as(query + ": " + answer).isEqualTo("success");
        return answer.path("data").path("result");
    }

    private static JsonNode get(String path) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            try (InputStream in =
                    connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return JSON.readTree(in);
            }
        } catch (IOException e) {
            throw new AssertionError("Prometheus does not answer: " + e, e);
        }
    }

    private static void await(BooleanSupplier condition) throws IOException {
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (System.nanoTime() < deadline) {
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
            } catch (AssertionError e) {
                if (!prometheus.isAlive()) {
                    throw new AssertionError(Files.readString(folder.resolve("prometheus.log")), e);
                }
                // not up yet
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        throw new AssertionError(Files.readString(folder.resolve("prometheus.log")));
    }
}
