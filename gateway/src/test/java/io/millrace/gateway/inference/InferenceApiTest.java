package io.millrace.gateway.inference;

import static io.millrace.gateway.Messages.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.gateway.config.GatewayConfig.Scoring;
import io.millrace.gateway.http.Json;
import io.millrace.gateway.http.TestServer;
import io.millrace.model.Sha256;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.StatusPhase;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests in the form of the specification's examples (kserve/open-inference-protocol, {@code specification/protocol/inference_rest.md})
 * to a logistic model whose scores can be told by hand: {@code 1 / (1 + exp(1.5 - distance / 4 - 2 [carrier = UA]))}.
 */
@Timeout(120)
final class InferenceApiTest {
    private static final String TENSORS = """
            {"id":"42","inputs":[
              {"name":"distance","shape":[3],"datatype":"FP64","data":[6,0,-2]},
              {"name":"carrier","shape":[3],"datatype":"BYTES","data":["AA","UA","AA"]}]}""";

    @TempDir
    private Path folder;

    private Path model;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        model = folder.resolve("delay.pmml");
        try (InputStream in = InferenceApiTest.class.getResourceAsStream("/io/millrace/gateway/delay.pmml")) {
            Files.copy(in, model);
        }
        server = new TestServer(folder, true, Map.of("delay", model), new Scoring(10, Duration.ofDays(1), 17));
        awaitVersion("delay", 1);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void awaitVersion(String slot, long version) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        String path = "/v2/models/" + slot + "/versions/" + version + "/ready";
        while (server.get(path, TestServer.ADMIN).statusCode() != 200) {
            assertThat(System.nanoTime() - deadline)
                    .as("version %s is loaded", version)
                    .isNegative();
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static double expected(double distance, boolean isUa) {
        return 1 / (1 + Math.exp(1.5 - distance / 4 - (isUa ? 2 : 0)));
    }

    private JsonNode infer(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = server.post("/v2/models/delay/infer", TestServer.ADMIN, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.MAPPER.readTree(answer.body());
    }

    @Test
    void rowsAreScored() throws Exception {
        JsonNode answer = infer(TENSORS);
        assertThat(answer.at("/model_name").asText()).isEqualTo("delay");
        assertThat(answer.at("/model_version").asText()).isEqualTo("1");
        assertThat(answer.at("/id").asText()).isEqualTo("42");
        JsonNode probability = output(answer, "probability");
        assertThat(probability.at("/datatype").asText()).isEqualTo("FP64");
        assertThat(probability.at("/shape/0").asInt()).isEqualTo(3);
        assertThat(probability.at("/data/0").asDouble()).isCloseTo(expected(6, false), within(1e-15));
        assertThat(probability.at("/data/1").asDouble()).isCloseTo(expected(0, true), within(1e-15));
        assertThat(probability.at("/data/2").asDouble()).isCloseTo(expected(-2, false), within(1e-15));
    }

    private static JsonNode output(JsonNode answer, String name) {
        for (JsonNode output : answer.at("/outputs")) {
            if (output.at("/name").asText().equals(name)) {
                return output;
            }
        }
        throw new AssertionError("no output " + name + " in " + answer);
    }

    @Test
    void nestedDataOtherNumbersAndChosenOutputs() throws Exception {
        JsonNode answer = infer("""
                {"inputs":[
                  {"name":"distance","shape":[2,1],"datatype":"INT64","data":[[6],[4]]},
                  {"name":"carrier","shape":[2,1],"datatype":"BYTES","data":[["AA"],["UA"]]}],
                 "outputs":[{"name":"probability"}]}""");
        assertThat(answer.at("/outputs").size()).isEqualTo(1);
        assertThat(output(answer, "probability").at("/data/1").asDouble()).isCloseTo(expected(4, true), within(1e-15));
        assertThat(answer.has("id")).isFalse();
    }

    @Test
    void aBodyWithoutAContentTypeIsRead() throws Exception {
        HttpResponse<String> answer = server.send(
                server.request("/v2/models/delay/infer", TestServer.ADMIN).POST(BodyPublishers.ofString(TENSORS)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void healthAndMetadata() throws Exception {
        assertThat(server.get("/v2/health/live", null).statusCode()).isEqualTo(200);
        assertThat(server.get("/v2/health/ready", null).statusCode()).isEqualTo(200);
        assertThat(server.get("/v2", null).body()).contains("\"name\":\"millrace\"");
        JsonNode metadata = Json.MAPPER.readTree(
                server.get("/v2/models/delay", TestServer.ADMIN).body());
        assertThat(metadata.at("/versions/0").asText()).isEqualTo("1");
        assertThat(metadata.at("/inputs/0/datatype").asText()).isEqualTo("FP64");
        assertThat(metadata.at("/inputs/1/datatype").asText()).isEqualTo("BYTES");
        assertThat(metadata.at("/inputs/1/shape/0").asInt()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    no                                                                              | one JSON object
                    []                                                                              | object with inputs
                    {"inputs":[]}                                                                   | input distance: must be there
                    {"inputs":[{"shape":[1]}]}                                                      | object with a name
                    {"inputs":[{"name":"distance","shape":[],"datatype":"FP64","data":[1]}]}        | shape must be
                    {"inputs":[{"name":"distance","shape":[-1],"datatype":"FP64","data":[1]}]}      | shape must be
                    {"inputs":[{"name":"distance","shape":[1],"datatype":"FP128","data":[1]}]}      | datatype must be
                    {"inputs":[{"name":"distance","shape":[2],"datatype":"FP64","data":[1]}]}       | must have the 2 elements
                    {"inputs":[{"name":"distance","shape":[65536,65536],"datatype":"FP64","data":[]}]} | fewer elements
                    {"inputs":[{"name":"distance","shape":[1],"datatype":"FP64"}]}                  | data must be an array
                    {"inputs":[{"name":"distance","shape":[1],"datatype":"BYTES","data":["1"]}]}    | datatype must be
                    {"inputs":[{"name":"distance","shape":[1],"datatype":"FP64","data":["1"]},{"name":"carrier","shape":[1],"datatype":"BYTES","data":["AA"]}]} | must be of type FP64
                    {"inputs":[{"name":"distance","shape":[1],"datatype":"INT8","data":[300]},{"name":"carrier","shape":[1],"datatype":"BYTES","data":["AA"]}]} | must be of type INT8
                    {"inputs":[{"name":"distance","shape":[1],"datatype":"FP64","data":[1]},{"name":"carrier","shape":[2],"datatype":"BYTES","data":["AA","AA"]}]} | must begin with 1
                    {"inputs":[{"name":"distance","shape":[1,2],"datatype":"FP64","data":[1,2]},{"name":"carrier","shape":[1],"datatype":"BYTES","data":["AA"]}]} | 1 elements a row
                    {"inputs":[{"name":"distance","shape":[1],"datatype":"FP64","data":[1]},{"name":"carrier","shape":[1],"datatype":"BYTES","data":["<script>"]}]} | row 0: INVALID_FEATURE in input carrier
                    {"inputs":[{"name":"distance","shape":[1],"datatype":"FP64","data":[1]},{"name":"carrier","shape":[1],"datatype":"BYTES","data":["AA"]},{"name":"x","shape":[1],"datatype":"FP64","data":[1]}]} | must be an input of the model
                    {"inputs":[{"name":"distance","shape":[1],"datatype":"FP64","data":[1]},{"name":"carrier","shape":[1],"datatype":"BYTES","data":["AA"]}],"outputs":[{"name":"x"}]} | outputs of the model
                    """)
    void mistakesAreToldAsTheProtocolHasThem(String body, String message) throws Exception {
        HttpResponse<String> answer = server.post("/v2/models/delay/infer", TestServer.ADMIN, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode error = Json.MAPPER.readTree(answer.body());
        assertThat(error.size()).isEqualTo(1);
        assertThat(error.at("/error").asText()).contains(message).doesNotContain("<script>");
    }

    @Test
    void whatIsNotThereIsToldAsTheProtocolHasIt() throws Exception {
        for (String path : new String[] {"/v2/models/other", "/v2/models/delay/versions/9", "/v2/models", "/v2/x"}) {
            HttpResponse<String> answer = server.get(path, TestServer.ADMIN);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(Json.MAPPER.readTree(answer.body()).has("error")).isTrue();
        }
        assertThat(server.get("/v2/models/delay/versions/9/ready", TestServer.ADMIN)
                        .statusCode())
                .isEqualTo(503);
    }

    @Test
    void whoAsksForTooMuchHasToWait() throws Exception {
        for (int i = 0; i < 3; i++) {
            infer(TENSORS);
        }
        HttpResponse<String> answer = server.post("/v2/models/delay/infer", TestServer.ADMIN, TENSORS);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    /** Against copying the model: fewer digits tell less. */
    @Test
    void scoresAreRoundedWhereThatIsAskedFor(@TempDir Path other) throws Exception {
        server.close();
        server = new TestServer(other, true, Map.of("delay", model), new Scoring(10, Duration.ofDays(1), 2));
        awaitVersion("delay", 1);
        assertThat(output(infer(TENSORS), "probability").at("/data/1").asDouble())
                .isEqualTo(0.62);
    }

    @Test
    void aSwapOfTheStreamIsASwapHere() throws Exception {
        String pmml = Files.readString(model).replace("intercept=\"-1.5\"", "intercept=\"3\"");
        Path second = Files.writeString(folder.resolve("second.pmml"), pmml);
        server.add(
                1,
                status("delay", StatusPhase.ACTIVE, CommandKind.DEPLOY, 1, "delay", 2)
                        .setUri(second.toUri().toString())
                        .setSha256(Sha256.of(second))
                        .setSize(Files.size(second))
                        .build());
        awaitVersion("delay", 2);
        JsonNode answer = infer(TENSORS);
        assertThat(answer.at("/parameters/model").asText()).isEqualTo("delay@2");
        assertThat(output(answer, "probability").at("/data/1").asDouble())
                .isCloseTo(1 / (1 + Math.exp(-5)), within(1e-15));
    }

    @Test
    void aModelThatIsNotWhatItsStatusSaysDoesNotServe() throws Exception {
        Path altered = Files.writeString(folder.resolve("altered.pmml"), Files.readString(model) + "\n");
        server.add(
                1,
                status("delay", StatusPhase.ACTIVE, CommandKind.DEPLOY, 1, "delay", 2)
                        .setUri(altered.toUri().toString())
                        .setSha256(Sha256.of(model))
                        .setSize(Files.size(altered))
                        .build());
        server.add(
                2,
                status("other", StatusPhase.ACTIVE, CommandKind.DEPLOY, 2, "other", 1)
                        .setUri("http://169.254.169.254/x.pmml")
                        .setSha256(Sha256.of("x".getBytes(StandardCharsets.UTF_8)))
                        .setSize(1)
                        .build());
        HttpResponse<String> answer = server.get("/v2/models/other", TestServer.ADMIN);
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!answer.body().contains("the log tells why")) {
            assertThat(System.nanoTime() - deadline).isNegative();
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            answer = server.get("/v2/models/other", TestServer.ADMIN);
        }
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(infer(TENSORS).at("/model_version").asText()).isEqualTo("1");
    }
}
