package io.millrace.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.model.Sha256;
import io.millrace.model.store.FetchException.Reason;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3FetchTest {
    private static final byte[] MODEL = "<PMML/>".getBytes(StandardCharsets.UTF_8);
    private static final String SHA256 = Sha256.of(MODEL);
    /** The example of Amazon's documentation. */
    private static final S3Credentials EXAMPLE =
            new S3Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "");

    private static final Instant NOW = Instant.parse("2013-05-24T00:00:00Z");

    @TempDir
    Path temporary;

    private ModelStore store;

    @BeforeEach
    void open() {
        store = ModelStore.open(temporary);
    }

    private ModelFetcher fetcher(S3Settings s3, Optional<S3Credentials> credentials, Connector connector) {
        FetchPolicy policy = new FetchPolicy(
                List.of("s3://models/delay/", "s3://my.models/"), List.of(), 1_000, Duration.ofSeconds(20), s3);
        return new ModelFetcher(
                store,
                policy,
                Resolver.SYSTEM,
                connector,
                () -> credentials,
                Clock.fixed(NOW, ZoneOffset.UTC),
                Duration.ofMillis(1));
    }

    /** "GET Object" of "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)". */
    @Test
    void signsAsAmazonDocumentsIt() {
        Map<String, String> headers = new S3Signer(EXAMPLE, "us-east-1")
                .headers("examplebucket.s3.amazonaws.com", "/test.txt", Map.of("range", "bytes=0-9"), NOW);
        assertThat(headers)
                .containsEntry("x-amz-date", "20130524T000000Z")
                .containsEntry(
                        "x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
                .containsEntry(
                        "authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void encodesPathsAsAmazonDoes() {
        assertThat(S3Signer.encode("/a-b_c.d~e/f g+h=i@j:k,ü".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("/a-b_c.d~e/f%20g%2Bh%3Di%40j%3Ak%2C%C3%BC");
    }

    /** The server signs what it got with what it knows, and compares. */
    @Test
    void fetchesSignedFromAnS3Server() throws Exception {
        S3Credentials temporaryCredentials = new S3Credentials("id", "secret", "token");
        S3Signer known = new S3Signer(temporaryCredentials, "eu-central-1");
        try (LoopbackServer server = new LoopbackServer(exchange -> {
            String path = exchange.request().get(0).split(" ", -1)[1];
            Map<String, String> expected = known.headers(exchange.header("Host"), path, Map.of(), NOW);
            boolean isSigned = expected.entrySet().stream()
                    .allMatch(header -> exchange.header(header.getKey()).equals(header.getValue()));
            if (isSigned && path.equals("/models/delay/v%3D2/m.pmml")) {
                exchange.ok(MODEL);
            } else {
                exchange.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            }
        })) {
            S3Settings s3 = new S3Settings("http://localhost:" + server.port() + "/", "eu-central-1");
            Connector http = new HttpConnector(SSLContext.getDefault());
            ModelFetcher stranger = fetcher(s3, Optional.of(EXAMPLE), http);
            FetchException refused = catchThrowableOfType(
                    FetchException.class, () -> stranger.fetch("s3://models/delay/v=2/m.pmml", SHA256, MODEL.length));
            assertThat(refused.reason()).isEqualTo(Reason.FETCH_FAILED);
            assertThat(refused).hasMessage("s3://models/delay/v=2/m.pmml: must answer with status 200, found 403");
            Path stored = fetcher(s3, Optional.of(temporaryCredentials), http)
                    .fetch("s3://models/delay/v=2/m.pmml", SHA256, MODEL.length);
            assertThat(stored).hasBinaryContent(MODEL);
            assertThat(server.exchanges().get(1).header("x-amz-security-token")).isEqualTo("token");
        }
    }

    @Test
    void withoutCredentialsRequestsAreNotSigned() throws Exception {
        RecordingConnector connector =
                new RecordingConnector((request, until) -> RecordingConnector.answer(200, MODEL));
        fetcher(new S3Settings("http://127.0.0.1:9000/", "us-east-1"), Optional.empty(), connector)
                .fetch("s3://models/delay/m.pmml", SHA256, MODEL.length);
        assertThat(connector.requests()).hasSize(1).allSatisfy(request -> {
            assertThat(request.headers()).isEmpty();
            assertThat(request.path()).isEqualTo("/models/delay/m.pmml");
        });
    }

    @Test
    void withoutAnEndpointItIsAmazon() throws Exception {
        RecordingConnector connector =
                new RecordingConnector((request, until) -> RecordingConnector.answer(404, MODEL));
        InetAddress amazon = InetAddress.getByAddress(new byte[] {52, (byte) 216, 1, 1});
        ModelFetcher fetcher = new ModelFetcher(
                store,
                FetchPolicy.of(List.of("s3://models/", "s3://my.models/")),
                host -> List.of(amazon),
                connector,
                Optional::empty);
        for (String bucket : List.of("models", "my.models")) {
            assertThatThrownBy(() -> fetcher.fetch("s3://" + bucket + "/m.pmml", SHA256, MODEL.length))
                    .isInstanceOf(FetchException.class);
        }
        assertThat(connector.requests())
                .containsExactly(
                        new Connector.Request(
                                true, "models.s3.us-east-1.amazonaws.com", 443, "/m.pmml", Map.of(), amazon),
                        new Connector.Request(
                                true, "s3.us-east-1.amazonaws.com", 443, "/my.models/m.pmml", Map.of(), amazon));
        assertThat(connector.requests().get(0).authority()).isEqualTo("models.s3.us-east-1.amazonaws.com");
    }

    @Test
    void theEndpointIsBoundByTheRulesOfAddressesToo() throws Exception {
        RecordingConnector connector = new RecordingConnector();
        InetAddress metadata = InetAddress.getByAddress(new byte[] {(byte) 169, (byte) 254, (byte) 169, (byte) 254});
        FetchPolicy policy = new FetchPolicy(
                List.of("s3://models/"),
                List.of(),
                1_000,
                Duration.ofSeconds(20),
                new S3Settings("https://minio.test:9000/", "us-east-1"));
        ModelFetcher fetcher =
                new ModelFetcher(store, policy, host -> List.of(metadata), connector, () -> Optional.of(EXAMPLE));
        FetchException refused = catchThrowableOfType(
                FetchException.class, () -> fetcher.fetch("s3://models/m.pmml", SHA256, MODEL.length));
        assertThat(refused.reason()).isEqualTo(Reason.ADDRESS);
        assertThat(connector.requests()).isEmpty();
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> new S3Settings("http://minio:9000", "us-east-1"))
                .hasMessage("endpoint: must have a path, found http://minio:9000");
        assertThatThrownBy(() -> new S3Settings("http://minio:9000/x/", "us-east-1"))
                .hasMessage("endpoint: must be http(s)://host[:port]/, found http://minio:9000/x/");
        assertThatThrownBy(() -> new S3Settings("s3://models/", "us-east-1")).hasMessageContaining("http(s)://");
        assertThatThrownBy(() -> new S3Settings("", "evil.test/")).hasMessageContaining("region: must be");
        assertThatThrownBy(() -> new S3Settings("http://169.254.169.254/", "us-east-1"))
                .hasMessageContaining("must not be a link-local address");
    }

    @Test
    void credentialsComeFromTheEnvironmentAndAreNotShown() {
        Map<String, String> environment =
                Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "hush", "AWS_SESSION_TOKEN", "quiet");
        assertThat(S3Credentials.from(environment)).contains(new S3Credentials("id", "hush", "quiet"));
        assertThat(S3Credentials.from(environment).toString()).doesNotContain("hush", "quiet");
        assertThat(new S3Signer(EXAMPLE, "us-east-1").toString()).doesNotContain("wJalr");
        assertThat(S3Credentials.from(Map.of("AWS_ACCESS_KEY_ID", "id"))).isEmpty();
    }
}
