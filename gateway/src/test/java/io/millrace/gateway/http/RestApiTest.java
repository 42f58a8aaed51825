package io.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.gateway.Messages;
import io.millrace.gateway.flow.FlowView;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.signing.CommandVerifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
final class RestApiTest {
    private static final String HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final String BRING =
            "\"model\":\"m\",\"version\":2,\"uri\":\"s3://b/m.zip\",\"sha256\":\"" + HASH + "\",\"size\":10";

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.secured(folder).filled();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode json(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = server.get(path, TestServer.ADMIN);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.MAPPER.readTree(answer.body());
    }

    @Test
    void slotsTellWhatServes() throws Exception {
        assertThat(json("/v1/slots").at("/slots/0/champion/model").asText()).isEqualTo("m");
        assertThat(json("/v1/slots/delay").at("/champion/version").asInt()).isEqualTo(1);
        assertThat(json("/v1/slots/delay/timeline").at("/statuses").size()).isEqualTo(1);
        JsonNode history = json("/v1/slots/delay/history?limit=1");
        assertThat(history.at("/statuses/0/phase").asText()).isEqualTo("REJECTED");
        assertThat(json("/v1/slots/delay/history?limit=1&before="
                                + history.at("/before").asLong())
                        .at("/statuses/0/phase")
                        .asText())
                .isEqualTo("ACTIVE");
        assertThat(json("/v1/models").at("/models").size()).isEqualTo(2);
        assertThat(json("/v1/models/m/versions/1").at("/phase").asText()).isEqualTo("ACTIVE");
        assertThat(json("/v1/commands/c1").at("/outcome").asText()).isEqualTo("DONE");
        assertThat(json("/v1/commands/c2").at("/outcome").asText()).isEqualTo("FAILED");
        assertThat(json("/v1/pipeline").at("/pipeline").asText()).isEqualTo("flights");
    }

    @Test
    void signalsComeInPagesAndFiltered() throws Exception {
        JsonNode page = json("/v1/signals?limit=2");
        assertThat(page.at("/signals/0/offset").asInt()).isEqualTo(3);
        assertThat(page.at("/signals/0/value").isNull()).isTrue();
        assertThat(json("/v1/signals?before=" + page.at("/before").asInt())
                        .at("/signals")
                        .size())
                .isEqualTo(1);
        assertThat(json("/v1/signals?name=drift.feature.*&kind=DRIFT&slot=delay&model=m@1&severity=INFO")
                        .at("/signals")
                        .size())
                .isEqualTo(2);
        assertThat(json("/v1/signals?severity=ALARM").at("/signals").size()).isZero();
    }

    @Test
    void signalsComeAsEventsFromWhereOneWas() throws Exception {
        HttpResponse<InputStream> stream = HttpClient.newHttpClient()
                .send(
                        server.request("/v1/signals/stream?name=drift.feature.*", TestServer.VIEWER)
                                .header("Accept", "text/event-stream")
                                .header("Last-Event-ID", "1")
                                .build(),
                        BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).startsWith(":");
            StringBuilder event = new StringBuilder();
            for (String line = lines.readLine(); !line.isEmpty() || event.isEmpty(); line = lines.readLine()) {
                event.append(line).append('\n');
            }
            assertThat(event.toString()).contains("id: 2\nevent: signal\ndata: {\"offset\":2,");
        }
    }

    @Test
    void learnersTellWhatTheyHaveLearned() throws Exception {
        assertThat(json("/v1/learners").at("/learners/0/examples").asInt()).isEqualTo(900);
        assertThat(json("/v1/learners/l").at("/metrics/learner.log-loss").asDouble())
                .isEqualTo(0.25);
        JsonNode parameters = json("/v1/learners/l/parameters").at("/parameters");
        assertThat(parameters.at("/1/name").asText()).isEqualTo("carrier=<UA>");
        assertThat(parameters.at("/1/value").asDouble()).isEqualTo(-1);
        HttpResponse<String> pmml = server.get("/v1/learners/l/model", TestServer.ADMIN);
        assertThat(pmml.body()).isEqualTo(Messages.PMML);
        assertThat(pmml.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"model-3.pmml\"");
    }

    @Test
    void learnersTellHowTheyCameToIt() throws Exception {
        JsonNode trend = json("/v1/learners/l/trend");
        assertThat(trend.at("/metrics/0").asText()).isEqualTo("learner.log-loss");
        assertThat(trend.at("/points"))
                .extracting(point -> point.at("/examples").asInt())
                .containsExactly(400, 900);
        assertThat(trend.at("/points/0/metrics/learner.log-loss").asDouble()).isEqualTo(0.25);
        JsonNode parameters = json("/v1/learners/l/parameters/trend?most=1");
        assertThat(parameters.at("/parameters").size()).isEqualTo(1);
        assertThat(parameters.at("/points/1/values").size()).isEqualTo(1);
        assertThat(server.get("/v1/learners/l/parameters/trend", TestServer.VIEWER)
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.get("/v1/learners/nobody/trend", TestServer.VIEWER).statusCode())
                .isEqualTo(404);
    }

    @Test
    void theFlowIsToldSecondBySecond() throws Exception {
        assertThat(json("/v1/flow").has("now")).isFalse();
        assertThat(json("/v1/flow").at("/problem").asText()).isEqualTo("not connected yet");
        server.flow().begin();
        server.flow().tick(Map.of(0, 10L), 1_000);
        server.flow().answered(FlowView.Outcome.SCORED, 0, 10, 1_500, 1_600);
        server.flow().tick(Map.of(0, 14L), 2_000);
        server.flow().tick(Map.of(0, 14L), 30_000);
        JsonNode flow = json("/v1/flow?points=2");
        assertThat(flow.at("/scored").asInt()).isEqualTo(1);
        assertThat(flow.at("/points/0/arriving").asDouble()).isEqualTo(4);
        assertThat(flow.at("/points/0/p99Millis").asDouble()).isEqualTo(100);
        assertThat(flow.at("/now/p99Millis").isNull()).isTrue();
        assertThat(flow.at("/now/waiting").asInt()).isEqualTo(3);
        assertThat(flow.at("/now/gap").asInt()).isZero();
        assertThat(server.get("/v1/flow?points=901", TestServer.VIEWER).statusCode())
                .isEqualTo(400);
    }

    @Test
    void driftIsATableOfSubjectsAndWindows(@TempDir Path other) throws Exception {
        try (TestServer own = TestServer.secured(other)) {
            own.addSignal(
                    1,
                    Messages.signal("DRIFT_STATISTIC", "drift.feature.<b>.psi", "d@1", 0.25)
                            .setLabels(Map.of("model", "d@1", "drift", "true"))
                            .setWindow("2013-04-01T00:00:00Z to 2013-04-02T00:00:00Z")
                            .build());
            JsonNode drift = Json.MAPPER.readTree(
                    own.get("/v1/drift?slot=delay", TestServer.VIEWER).body());
            assertThat(drift.at("/model").asText()).isEqualTo("d@1");
            assertThat(drift.at("/subjects/0").asText()).isEqualTo("feature.<b>");
            assertThat(drift.at("/windows/0/to").asText()).isEqualTo("2013-04-02T00:00:00Z");
            assertThat(drift.at("/cells/0/0/statistic").asText()).isEqualTo("psi");
            assertThat(drift.at("/cells/0/0/drift").asBoolean()).isTrue();
            own.addSignal(
                    2,
                    Messages.signal("DRIFT_HISTOGRAM", "drift.feature.a", "d@1", Double.NaN)
                            .setLabels(Map.of(
                                    "model",
                                    "d@1",
                                    "histogram",
                                    "{\"parts\":[\"<x>\",\"y\"],\"reference\":[0.25,0.75],\"current\":[1,0]}"))
                            .setWindow("2013-04-01T00:00:00Z to 2013-04-02T00:00:00Z")
                            .build());
            String asked = "/v1/drift/histogram?model=d@1&subject=feature.a&to=2013-04-0";
            JsonNode histogram = Json.MAPPER.readTree(
                    own.get(asked + "2T00:00:00Z", TestServer.VIEWER).body());
            assertThat(histogram.at("/parts/0").asText()).isEqualTo("<x>");
            assertThat(histogram.at("/reference/1").asDouble()).isEqualTo(0.75);
            assertThat(histogram.at("/current/0").asDouble()).isEqualTo(1);
            assertThat(own.get(asked + "3T00:00:00Z", TestServer.VIEWER).body())
                    .isEqualTo("{\"subject\":\"feature.a\",\"n\":0,\"parts\":[],\"reference\":[],\"current\":[]}");
            assertThat(own.get("/v1/drift/histogram?model=d@1", TestServer.VIEWER)
                            .statusCode())
                    .isEqualTo(400);
            assertThat(own.get("/v1/drift?slot=other", TestServer.VIEWER).body())
                    .contains("\"cells\":[]");
        }
    }

    @Test
    void quarantineShowsWhatCanBeReleased() throws Exception {
        JsonNode examples = json("/v1/quarantine?learner=l&reason=distrusted").at("/examples");
        assertThat(examples.size()).isEqualTo(1);
        assertThat(examples.at("/0/eventId").asText()).isEqualTo("e2");
        assertThat(examples.at("/0/principal").asText()).isEqualTo("User:<mallory>");
        assertThat(examples.at("/0/label").asDouble()).isEqualTo(1);
        assertThat(examples.at("/0/features/distance").asDouble()).isEqualTo(12.5);
        assertThat(examples.at("/0/features/age").isNull()).isTrue();
        assertThat(json("/v1/quarantine?principal=other").at("/examples").size())
                .isZero();
        assertThat(server.get("/v1/quarantine", TestServer.VIEWER).statusCode()).isEqualTo(403);
    }

    @Test
    void aCallerIsToldWhatTheyMayDo() throws Exception {
        assertThat(server.get("/v1/caller", TestServer.VIEWER).body())
                .isEqualTo("{\"name\":\"viewer\",\"roles\":[\"view\"],\"sendsCommands\":true}");
        assertThat(server.get("/v1/caller", TestServer.ADMIN).body())
                .contains("\"learn\",\"parameters\",\"release\",\"score\",\"swap\",\"view\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    deploy   | {%s}
                    shadow   | {%s,"percent":50}
                    canary   | {%s,"percent":5,"effectiveFrom":"2013-04-01T04:00:00Z"}
                    promote  | {"model":"m","version":2}
                    rollback | {}
                    rollback | {"model":"m","version":1}
                    retire   | {"model":"m","version":2,"fallback":"m@1"}
                    abort    | {"command":"c7"}
                    freeze   | {"learner":"l"}
                    thaw     | {}
                    release  | {"learner":"l","events":["e1","e2"]}
                    reject   | {"events":["e1"]}
                    revert   | {"principal":"User:mallory","from":"2013-04-01T04:00:00Z"}
                    """)
    void eachCommandIsSignedSentAndRecorded(String kind, String body) throws Exception {
        int before = server.sent().size();
        HttpResponse<String> answer =
                server.post("/v1/slots/delay/" + kind, TestServer.ADMIN, body.replace("%s", BRING));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(server.sent()).hasSize(before + 1);
        ControlCommand command = new CommandVerifier(Map.of("gateway", TestServer.KEY.getPublic()), false)
                .verify(server.sent().get(before));
        assertThat(command.getKind().name()).isEqualToIgnoringCase(kind);
        assertThat(command.getSlot()).isEqualTo("delay");
        assertThat(command.getPipeline()).isEqualTo("flights");
        assertThat(command.getIssuer()).isEqualTo("gateway: admin");
        assertThat(Duration.between(command.getIssuedAt(), command.getNotAfter()))
                .isEqualTo(Duration.ofHours(1));
        if (command.getKind() == CommandKind.CANARY) {
            assertThat(command.getPercent()).isEqualTo(5);
            assertThat(command.getSha256()).isEqualTo(HASH);
            assertThat(command.getEffectiveFrom()).isEqualTo(Instant.parse("2013-04-01T04:00:00Z"));
        }
        if (command.getKind() == CommandKind.RELEASE) {
            assertThat(command.getEvents()).containsExactly("e1", "e2");
            assertThat(command.getLearner()).isEqualTo("l");
        }
        if (command.getKind() == CommandKind.REVERT) {
            assertThat(command.getPrincipal()).isEqualTo("User:mallory");
            assertThat(command.getFrom()).isEqualTo(Instant.parse("2013-04-01T04:00:00Z"));
            assertThat(command.getTo()).isEqualTo(command.getIssuedAt());
        }
        assertThat(answer.headers().firstValue("Location")).contains("/v1/commands/" + command.getId());
        List<String> audit = Files.readAllLines(folder.resolve("audit.jsonl")).stream()
                .filter(line -> line.contains(command.getId()))
                .toList();
        assertThat(audit).hasSize(2);
        assertThat(audit.get(0))
                .contains("\"step\":\"requested\"", "\"caller\":\"admin\"", "\"address\":\"127.0.0.1\"");
        assertThat(audit.get(1)).contains("\"step\":\"sent\"", "\"offset\":" + before);
    }

    @Test
    void allMistakesOfACommandAreToldAtOnce() throws Exception {
        int before = server.sent().size();
        HttpResponse<String> answer = server.post("/v1/slots/delay/deploy", TestServer.ADMIN, """
                {"model":"<script>","version":0,"uri":"jar:x","sha256":"abc","sasl.jaas.config":"evil",
                 "effectiveFrom":"soon","expectedChampion":"m","valid":"9d"}""");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(answer.body()).doesNotContain("<script>");
        JsonNode problem = Json.MAPPER.readTree(answer.body());
        assertThat(problem.at("/title").asText()).isEqualTo("Bad Request");
        assertThat(problem.at("/errors"))
                .extracting(JsonNode::asText)
                .anyMatch(line -> line.startsWith("model: must be 1 to 63"))
                .anyMatch(line -> line.startsWith("version: must be a whole number"))
                .anyMatch(line -> line.startsWith("uri: must begin with"))
                .anyMatch(line -> line.startsWith("sha256: "))
                .anyMatch(line -> line.startsWith("size: is required"))
                .anyMatch(line -> line.startsWith("effectiveFrom: must be a time"))
                .anyMatch(line -> line.startsWith("expectedChampion: must be NAME@VERSION"))
                .anyMatch(line -> line.startsWith("valid: must be a time"))
                .anyMatch(line -> line.startsWith("sasl.jaas.config: unknown key"))
                .hasSize(9);
        assertThat(server.sent()).hasSize(before);
    }

    @Test
    void mistakesOfACommandAboutLearnersAreToldToo() throws Exception {
        assertThat(server.post("/v1/slots/delay/revert", TestServer.ADMIN, "{\"to\":\"now\"}")
                        .body())
                .contains("principal: is required", "from: is required", "to: must be a time");
        assertThat(server.post("/v1/slots/delay/release", TestServer.ADMIN, "{\"events\":[],\"learner\":\"A B\"}")
                        .body())
                .contains("events: must be 1 to 1000 ids", "learner: must be the name of a learner");
    }

    @Test
    void aBrokerThatDoesNotConfirmIsToldAndRecorded(@TempDir Path other) throws Exception {
        try (TestServer lost = TestServer.secured(other)) {
            lost.loseBroker();
            assertThat(lost.post("/v1/slots/delay/rollback", TestServer.ADMIN, "{}")
                            .statusCode())
                    .isEqualTo(502);
            assertThat(Files.readAllLines(other.resolve("audit.jsonl")))
                    .hasSize(2)
                    .anyMatch(line -> line.contains("\"step\":\"failed\""));
        }
    }

    @Test
    void theDescriptionHasAllRoutesAndNoOther() throws Exception {
        JsonNode paths = json("/openapi.json").at("/paths");
        Set<String> described = new TreeSet<>();
        paths.properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        Set<String> routed = new TreeSet<>();
        server.routes().forEach(route -> routed.add(route.method().name() + " " + route.path()));
        assertThat(described).isEqualTo(routed);
        server.routes().forEach(route -> {
            JsonNode operation =
                    paths.path(route.path()).path(route.method().name().toLowerCase(Locale.ROOT));
            assertThat(operation.has("security"))
                    .as(route.path())
                    .isEqualTo(route.role().isEmpty());
            route.role()
                    .ifPresent(role ->
                            assertThat(operation.path("summary").asText()).contains("role " + role.text()));
        });
        // every reference leads somewhere
        JsonNode root = json("/openapi.json");
        root.findValuesAsText("$ref")
                .forEach(ref -> assertThat(root.at(ref.substring(1)).isMissingNode())
                        .as(ref)
                        .isFalse());
    }

    @Test
    void theDocumentationIsServedFromHere() throws Exception {
        assertThat(server.get("/docs", null).body())
                .contains("/docs/swagger-ui-bundle.js")
                .doesNotContain("http");
        assertThat(server.get("/docs/docs.js", null).body()).contains("/openapi.json");
        assertThat(server.get("/docs/swagger-ui-bundle.js", null).body()).contains("SwaggerUIBundle");
        assertThat(server.get("/docs/swagger-ui.css", null).statusCode()).isEqualTo(200);
        HttpResponse<String> console = server.get("/", null);
        assertThat(console.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(console.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("script-src 'self';");
        // all that the page names is here
        Matcher part = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"").matcher(console.body());
        while (part.find()) {
            assertThat(server.get(part.group(1), null).statusCode())
                    .as(part.group(1))
                    .isEqualTo(200);
        }
        assertThat(server.get("/console/uplot.js", null).body()).contains("uPlot");
    }

    @Test
    void healthReadinessAndMetrics() throws Exception {
        assertThat(server.get("/health", null).body()).isEqualTo("{\"status\":\"up\"}");
        assertThat(server.get("/ready", null).statusCode()).isEqualTo(200);
        assertThat(server.get("/ready", null).body()).contains("\"tokenNeeded\":true");
        assertThat(server.get("/metrics", null).statusCode()).isEqualTo(401);
        assertThat(server.get("/metrics", TestServer.VIEWER).body())
                .contains("millrace_gateway_request_seconds_count{method=\"GET\",route=\"/health\",status=\"200\"}");
    }
}
