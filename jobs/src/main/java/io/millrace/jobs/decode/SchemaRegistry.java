package io.millrace.jobs.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Asks a Confluent-compatible schema registry over REST. Does not cache. Safe for all threads. */
final class SchemaRegistry {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final String address;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ObjectMapper json = new ObjectMapper();

    SchemaRegistry(String address) {
        this.address = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    /**
     * The schema with this id; empty where the registry has none, or none that is Avro.
     *
     * @throws UncheckedIOException if the registry does not answer: the job must fail and try again, since calling the
     *     events bad would be wrong
     */
    Optional<Schema> byId(int id) {
        String uri = address + "/schemas/ids/" + (id & 0xFFFFFFFFL);
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(uri)).timeout(TIMEOUT).GET().build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 404) {
                return Optional.empty();
            }
            if (response.statusCode() != 200) {
                throw new IOException(
                        "schema registry must answer 200 or 404: " + uri + " answered " + response.statusCode());
            }
            return parse(json.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException("schema registry: " + uri + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while asking " + uri, e));
        }
    }

    private static Optional<Schema> parse(JsonNode answer) {
        if (!answer.path("schemaType").asText("AVRO").equals("AVRO")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Schema.Parser().parse(answer.path("schema").asText()));
        } catch (AvroRuntimeException | NullPointerException e) {
            // What is registered under this id is no Avro schema: events with it cannot be read. Avro's parser throws a
            // NullPointerException for a type that it does not know.
            return Optional.empty();
        }
    }
}
