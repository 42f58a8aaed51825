package io.millrace.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A real Prometheus with the configuration of {@code deploy/prometheus}, which scrapes each second. Ends with the test. */
final class Prometheus implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FOLDER = Repository.DEPLOY.resolve("prometheus");

    private final Path log;
    private final int port;
    private final Process process;

    private Prometheus(Path log, int port, Process process) {
        this.log = log;
        this.port = port;
        this.process = process;
    }

    /** Whether a program is on the path. */
    static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /**
     * Starts it.
     *
     * @param targets addresses, in place of the configuration's, by job; of all jobs but its own
     */
    static Prometheus start(Path folder, Map<String, List<String>> targets) throws IOException {
        Files.createDirectories(folder);
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path config = folder.resolve("prometheus.yml");
        JSON.writeValue(config.toFile(), configuration(port, targets)); // JSON is YAML
        Path log = folder.resolve("prometheus.log");
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Prometheus(log, port, process);
    }

    private static JsonNode configuration(int port, Map<String, List<String>> targets) throws IOException {
        ObjectNode config =
                (ObjectNode) Repository.yaml(FOLDER.resolve("prometheus.yml")).get(0);
        ((ObjectNode) config.path("global")).put("scrape_interval", "1s").put("evaluation_interval", "1s");
        ArrayNode rules = (ArrayNode) config.path("rule_files");
        for (int i = 0; i < rules.size(); i++) {
            rules.set(i, FOLDER.resolve(rules.path(i).asText()).toString());
        }
        Map<String, List<String>> all = new TreeMap<>(targets);
        all.put("prometheus", List.of("127.0.0.1:" + port));
        for (JsonNode job : config.path("scrape_configs")) {
            List<String> addresses = all.remove(job.path("job_name").asText());
            if (addresses == null) {
                throw new IOException("nobody to be scraped for " + job);
            }
            ObjectNode scraped = (ObjectNode) job;
            scraped.remove("dns_sd_configs");
            scraped.putArray("static_configs").addObject().set("targets", JSON.valueToTree(addresses));
        }
        if (!all.isEmpty()) {
            throw new IOException("no scrape_configs for " + all);
        }
        return config;
    }

    /** What is still missing of what dashboards and alerts ask for, by where it is asked; throws where a query is refused. */
    Map<String, String> queriesWithoutData() throws IOException {
        Map<String, String> missing = new TreeMap<>();
        for (Map.Entry<String, String> query : Dashboards.queries().entrySet()) {
            if (result(query.getValue()).isEmpty()) {
                missing.put(query.getKey(), query.getValue());
            }
        }
        for (Map.Entry<String, String> alert : Dashboards.alerts().entrySet()) {
            result(alert.getValue());
            for (String series : Dashboards.series(alert.getValue())) {
                if (result(series).isEmpty()) {
                    missing.put("alert " + alert.getKey(), series);
                }
            }
        }
        return missing;
    }

    /** Targets that are not up. */
    List<String> targetsThatAreDown() throws IOException {
        List<String> down = new ArrayList<>();
        JsonNode targets = get("/api/v1/targets").at("/data/activeTargets");
        for (JsonNode target : targets) {
            if (!target.path("health").asText().equals("up")) {
                down.add(target.toString());
            }
        }
        return targets.isEmpty() ? List.of("none is known") : down;
    }

    /** Its alert rules, evaluated. */
    JsonNode rules() throws IOException {
        return get("/api/v1/rules").path("data");
    }

    /** Result of an instant query. */
    private JsonNode result(String query) throws IOException {
        JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError(query + ": " + answer);
        }
        return answer.path("data").path("result");
    }

    private JsonNode get(String path) throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError(Files.readString(log));
        }
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        try (InputStream in =
                connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return JSON.readTree(in);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
