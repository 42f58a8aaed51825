package io.millrace.cli.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * The newest schema of a topic's values in a Confluent-compatible registry.
 *
 * @param id its id in the registry, which events carry
 * @param schema the schema, a record
 */
record LatestSchema(int id, Schema schema) {
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Asks {@code registry} once.
     *
     * @param limit longest time for the connection, and again for the answer
     * @throws PublishException if the registry does not answer in time or has no Avro record for the topic
     */
    static LatestSchema of(String registry, String topic, Duration limit) {
        String base = registry.endsWith("/") ? registry.substring(0, registry.length() - 1) : registry;
        String subject = URLEncoder.encode(topic + "-value", StandardCharsets.UTF_8);
        URI address = URI.create(base + "/subjects/" + subject + "/versions/latest");
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(limit)
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json")
                .build();
        try {
            HttpResponse<String> response = HttpClient.newBuilder()
                    .connectTimeout(limit)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new PublishException("schema registry must have a schema for " + topic + "-value: GET " + address
                        + " answered " + response.statusCode() + " " + excerpt(response.body()));
            }
            return parse(address, response.body());
        } catch (IOException e) {
            throw new PublishException(
                    "schema registry must answer within " + limit.toMillis() + " ms: GET " + address + " failed: " + e,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PublishException("interrupted while asking the schema registry", e);
        }
    }

    private static LatestSchema parse(URI address, String body) {
        try {
            JsonNode answer = JSON.readTree(body);
            String type = answer.path("schemaType").asText("AVRO");
            if (!answer.path("id").isInt() || !answer.path("schema").isTextual() || !type.equals("AVRO")) {
                throw new PublishException("schema registry must answer with id and schema of type AVRO: GET " + address
                        + " answered " + excerpt(body));
            }
            Schema schema = new Schema.Parser().parse(answer.path("schema").textValue());
            if (schema.getType() != Schema.Type.RECORD) {
                throw new PublishException(
                        "schema of events must be an Avro record: GET " + address + " answered " + schema.getType());
            }
            return new LatestSchema(answer.path("id").intValue(), schema);
        } catch (JsonProcessingException | AvroRuntimeException e) {
            throw new PublishException(
                    "schema registry must answer with an Avro schema: GET " + address + " answered " + excerpt(body),
                    e);
        }
    }

    private static String excerpt(String body) {
        return body.length() <= 200 ? body : body.substring(0, 200) + "…";
    }
}
