package io.millrace.jobs.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.jobs.pipeline.Webhook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class WebhookSenderTest {
    private static final String TOKEN = "Bearer of-a-secret";
    private static final WebhookCall CALL =
            new WebhookCall("drift-1", "ops", "drift.feature.x", "m@1", 1_000, "{\"name\":\"drift.feature.x\"}");

    /** What the server was asked, in order. */
    private record Asked(String path, String key, String type, String token, String body) {}

    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Answers these statuses, the last one for ever. */
    private void answer(int... statuses) {
        server.createContext("/", exchange -> {
            int number = take(exchange);
            int status = statuses[Math.min(number, statuses.length) - 1];
            if (status / 100 == 3) {
                exchange.getResponseHeaders().set("Location", "/elsewhere");
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
    }

    private int take(HttpExchange exchange) throws IOException {
        asked.add(new Asked(
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                exchange.getRequestHeaders().getFirst("Authorization"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        return asked.size();
    }

    private Webhook webhook(Duration timeout, int attempts) {
        return new Webhook(
                "ops",
                URI.create("http://localhost:" + server.getAddress().getPort() + "/hook"),
                Map.of("Authorization", TOKEN),
                timeout,
                attempts);
    }

    private WebhookSender.Outcome outcome(Webhook webhook) {
        try (WebhookSender sender = new WebhookSender(List.of(webhook), new HttpTransport(), Duration.ofMillis(1))) {
            assertThat(sender.offer(CALL)).isTrue();
            List<WebhookSender.Outcome> outcomes = sender.takeOutcomes();
            while (outcomes.isEmpty()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                outcomes = sender.takeOutcomes();
            }
            assertThat(sender.waiting()).isEmpty();
            assertThat(outcomes).hasSize(1);
            return outcomes.get(0);
        }
    }

    @Test
    void aSignalIsPostedAgainUntilItIsTaken() {
        answer(500, 429, 204);
        assertThat(outcome(webhook(Duration.ofSeconds(5), 10)).isDelivered()).isTrue();
        assertThat(asked)
                .hasSize(3)
                .containsOnly(new Asked("/hook", "drift-1", "application/json", TOKEN, CALL.body()));
    }

    @Test
    void whatIsRefusedIsNotPostedAgain() {
        answer(400);
        assertThat(outcome(webhook(Duration.ofSeconds(5), 10)).failure()).isEqualTo("answered 400");
        assertThat(asked).hasSize(1);
    }

    @Test
    void theLastAttemptIsTheLast() {
        answer(503);
        assertThat(outcome(webhook(Duration.ofSeconds(5), 3)).failure())
                .isEqualTo("answered 503, at the last of 3 attempts");
        assertThat(asked).hasSize(3);
    }

    @Test
    void redirectsAreNotFollowed() {
        answer(302);
        assertThat(outcome(webhook(Duration.ofSeconds(5), 3)).failure()).isEqualTo("answered 302");
        assertThat(asked).extracting(Asked::path).containsExactly("/hook");
    }

    @Test
    void anAnswerThatDoesNotEndIsGivenUp() {
        server.createContext("/", exchange -> {
            take(exchange);
            exchange.sendResponseHeaders(200, 1_000_000);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
        });
        assertThat(outcome(webhook(Duration.ofMillis(200), 1)).failure())
                .isEqualTo("no answer within 200 ms, at the last of 1 attempts");
    }

    @Test
    void whatWaitsIsBoundedAndKept() {
        Webhook webhook = webhook(Duration.ofSeconds(5), 100);
        WebhookTransport deaf = (any, call) -> {
            throw new IOException("no answer");
        };
        try (WebhookSender sender = new WebhookSender(List.of(webhook), deaf, Duration.ofHours(1))) {
            for (int i = 0; i < WebhookSender.MOST_WAITING; i++) {
                assertThat(sender.offer(call(i))).isTrue();
            }
            assertThat(sender.offer(call(WebhookSender.MOST_WAITING))).isFalse();
            assertThat(sender.waiting()).hasSize(WebhookSender.MOST_WAITING).startsWith(call(0), call(1));
        }
    }

    private static WebhookCall call(int i) {
        return new WebhookCall("drift-" + i, "ops", "drift.feature.x", "m@1", i, "{}");
    }

    @Test
    void theMetadataServiceOfACloudIsNeverAsked() {
        Webhook metadata =
                new Webhook("ops", URI.create("http://169.254.169.254/latest"), Map.of(), Duration.ofSeconds(1), 1);
        assertThatThrownBy(() -> new HttpTransport().post(metadata, CALL))
                .isInstanceOf(IOException.class)
                .hasMessage("its host is at an address that must not be asked");
    }

    @Test
    void aCallComesBackFromItsBytesAndShowsNoSecret() throws Exception {
        assertThat(WebhookCall.read(CALL.toBytes())).isEqualTo(CALL);
        assertThat(webhook(Duration.ofSeconds(1), 1).toString()).isEqualTo("webhook ops (address not shown)");
    }
}
