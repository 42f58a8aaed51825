package io.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.TimeBars;
import io.millrace.gateway.config.GatewayConfig.Scoring;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H40, T13 to T15 and T18 of the bad inputs and the threat table, by raw sockets where a client would not send it. */
@Timeout(120)
final class HostileRequestsTest {
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

    /** The answer to bytes as they are. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(15_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String get(String target, String... headers) throws IOException {
        return raw("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer "
                + TestServer.ADMIN + "\r\n" + String.join("", headers) + "\r\n");
    }

    private static void assertHarmless(String answer) {
        assertThat(answer)
                .doesNotContain("<script>", "root:", "Jetty", "Exception", "\tat ")
                .contains("X-Content-Type-Options: nosniff");
    }

    @Test
    void withoutATokenOrTheRoleNothingIsTold() throws Exception {
        for (String path :
                List.of("/v1/slots", "/v1/learners/l/parameters", "/v1/signals", "/metrics", "/v2/models/delay")) {
            HttpResponse<String> answer = server.get(path, null);
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(server.get(path, "wrong").statusCode()).as(path).isEqualTo(401);
        }
        assertThat(server.get("/v1/learners/l/parameters", TestServer.VIEWER).statusCode())
                .isEqualTo(403);
        assertThat(server.get("/v1/learners/l/model", TestServer.VIEWER).statusCode())
                .isEqualTo(403);
        assertThat(server.post("/v1/slots/delay/rollback", TestServer.VIEWER, "{}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.post("/v1/slots/delay/rollback", null, "{}").statusCode())
                .isEqualTo(401);
        assertThat(server.post("/v2/models/delay/infer", TestServer.VIEWER, "{}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.sent()).isEmpty();
    }

    /** Tokens that count, and one that does not, where it belongs and where it does not. */
    @Test
    void tokensAreToldNowhere() throws Exception {
        String canary = "canary-secret-4711";
        String told = server.get("/v1/slots?name=" + canary, canary).body()
                + server.get("/v1/models/" + canary + "/versions/1", TestServer.ADMIN)
                        .body()
                + server.get("/v1/signals?severity=" + canary, TestServer.ADMIN).body()
                + server.post("/v1/slots/delay/abort", TestServer.ADMIN, "{}").body()
                + server.post("/v1/slots/delay/abort", TestServer.VIEWER, "{\"command\":\"c1\"}")
                        .body()
                + server.get("/v1/pipeline", TestServer.ADMIN).body()
                + server.get("/metrics", TestServer.ADMIN).body()
                + Files.readString(folder.resolve("audit.jsonl"));
        assertThat(told).doesNotContain(TestServer.ADMIN, TestServer.VIEWER, canary);
    }

    @Test
    void namesOfOthersAreEscapedWhereTheyAreTold() throws Exception {
        String history = server.get("/v1/slots/delay/history", TestServer.ADMIN).body();
        assertThat(history)
                .doesNotContain("<script>", "\u001b", "\r", "\n")
                .contains("\\u003Cscript\\u003E")
                .contains("line\\r\\nbreak");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/slots/<script>alert(1)</script>",
                "/v1/slots/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
                "/v1/slots/a%0d%0aX-Injected:%201",
                "/v1/slots/../../etc/passwd",
                "/v1/slots/..%2f..%2fetc%2fpasswd",
                "/docs/../../../etc/passwd",
                "/docs/%2e%2e/%2e%2e/META-INF/MANIFEST.MF",
                "/docs/..;/x",
                "//etc/passwd",
                "/v1/models/m/versions/99999999999999999999",
                "/v1/models/m/versions/1;x",
                "/v1/slots/%00",
                "/v1/slots/%zz",
                "/v1/slots/%c0%ae%c0%ae",
                "/v2/models/<script>/infer",
                "/<script>"
            })
    void hostilePathsAreNotFoundOrBad(String path) throws IOException {
        String answer = get(path);
        assertThat(answer).matches("(?s)HTTP/1.1 4(00|04|05) .*").doesNotContain("X-Injected: 1");
        assertHarmless(answer);
    }

    @Test
    void badQueriesAreToldWithoutRepeatingThem() throws IOException {
        for (String query :
                List.of("limit=0", "limit=1001", "limit=x", "limit=1&limit=2", "before=-1", "severity=%3Cscript%3E")) {
            String answer = get("/v1/signals?" + query);
            assertThat(answer).as(query).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
            assertHarmless(answer);
        }
        assertThat(get("/v1/signals/stream")).startsWith("HTTP/1.1 406 ");
    }

    @Test
    void tooMuchIsRefused() throws Exception {
        assertThat(get("/health", "X-Large: " + "x".repeat(20_000) + "\r\n")).startsWith("HTTP/1.1 431 ");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            many.append("X-").append(i).append(": 1\r\n");
        }
        assertThat(get("/health", many.toString())).startsWith("HTTP/1.1 431 ");
        assertThat(get("/" + "x".repeat(20_000))).matches("(?s)HTTP/1.1 4(14|31) .*");
        String post =
                "POST /v1/slots/delay/abort HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
                        + "Authorization: Bearer " + TestServer.ADMIN + "\r\n";
        String declared = raw(post + "Content-Length: 30000\r\n\r\n");
        assertThat(declared).startsWith("HTTP/1.1 413 ");
        assertHarmless(declared);
        // without a length it is cut off on the way: 21,000 bytes, and the end is not in sight
        assertThat(raw(post + "Transfer-Encoding: chunked\r\n\r\n5208\r\n" + "x".repeat(21_000)))
                .startsWith("HTTP/1.1 413 ");
        String deep = "[".repeat(5_000);
        assertThat(server.post("/v1/slots/delay/abort", TestServer.ADMIN, deep).statusCode())
                .isEqualTo(400);
        assertThat(server.post("/v2/models/delay/infer", TestServer.ADMIN, deep).statusCode())
                .isIn(400, 503);
    }

    @Test
    void bodiesThatAreNoJsonAndMethodsThatAreNoneAreRefused() throws Exception {
        assertThat(server.send(server.request("/v1/slots/delay/rollback", TestServer.ADMIN)
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(server.post("/v1/slots/delay/rollback", TestServer.ADMIN, "{} {}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.post("/v1/slots/delay/rollback", TestServer.ADMIN, "").statusCode())
                .isEqualTo(400);
        assertThat(server.post("/v1/slots/delay/abort", TestServer.ADMIN, "{\"command\":\"a\",\"command\":\"b\"}")
                        .statusCode())
                .isEqualTo(400);
        String answer = raw("DELETE /v1/slots/delay/rollback HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 405 ");
        assertHarmless(answer);
        assertThat(get("/v1/slots", "X-HTTP-Method-Override: POST\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(raw("NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(raw("GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(raw("POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void otherOriginsAreToldNothingThatWouldLetThemIn() throws IOException {
        String answer = get("/v1/slots", "Origin: https://evil.example\r\n");
        assertThat(answer).doesNotContain("Access-Control-Allow").contains("Cross-Origin-Resource-Policy: same-origin");
        assertThat(
                        raw(
                                "OPTIONS /v1/slots HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\nConnection: close\r\n\r\n"))
                .doesNotContain("Access-Control-Allow");
    }

    @Test
    void withoutTokensOnlyThisMachinesNameIsAnswered(@TempDir Path other) throws Exception {
        Scoring scoring = new Scoring(10, Duration.ofMinutes(1), 17);
        try (TestServer open = new TestServer(other, false, Map.of(), scoring)) {
            open.filled();
            assertThat(open.get("/v1/slots", null).statusCode()).isEqualTo(200);
            assertThat(open.get("/v1/learners/l/parameters", null).statusCode()).isEqualTo(401);
            assertThat(open.post("/v1/slots/delay/rollback", null, "{}").statusCode())
                    .isEqualTo(401);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), open.port())) {
                socket.getOutputStream()
                        .write("GET /v1/slots HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 421 ");
            }
        }
    }

    /** More than the server has threads: half send a body byte by byte, half do not read a large answer. */
    @Test
    void slowClientsDelayNobody() throws Exception {
        for (int i = 0; i < 900; i++) {
            server.addSignal(100 + i, "x".repeat(500));
        }
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                slow.add(begin("POST /v1/slots/delay/abort HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                        + TestServer.ADMIN + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"));
                slow.add(begin("GET /v1/signals?limit=1000 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                        + TestServer.ADMIN + "\r\n\r\n"));
            }
            List<Duration> took = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                long start = System.nanoTime();
                assertThat(server.get("/health", null).statusCode()).isEqualTo(200);
                took.add(Duration.ofNanos(System.nanoTime() - start));
                for (int body = 0; body < slow.size(); body += 2) {
                    slow.get(body).getOutputStream().write(' ');
                }
            }
            // the first ones share the processors with the large answers; of the last twenty one may be unlucky
            List<Duration> last = took.subList(20, 40).stream().sorted().toList();
            TimeBars.hold("health beside slow clients", last.get(18), Duration.ofMillis(100));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static Socket begin(String request) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void asManyStreamsAsThereMayBe() throws Exception {
        List<Socket> streams = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                Socket stream = begin("GET /v1/signals/stream HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
                        + "Authorization: Bearer " + TestServer.ADMIN + "\r\n\r\n");
                InputStream in = stream.getInputStream();
                assertThat(in.read()).isEqualTo('H');
                streams.add(stream);
            }
            assertThat(get("/v1/signals/stream", "Accept: text/event-stream\r\n"))
                    .startsWith("HTTP/1.1 503 ");
        } finally {
            for (Socket socket : streams) {
                socket.close();
            }
        }
    }
}
