package io.millrace.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.model.Sha256;
import io.millrace.model.store.FetchException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** C17, M35 and what servers do otherwise. All servers are on loopback. */
@Timeout(60)
class HttpFetchTest {
    private static final byte[] MODEL = "<PMML version='4.4'/>".getBytes(StandardCharsets.UTF_8);
    private static final String SHA256 = Sha256.of(MODEL);
    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(700);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    Path temporary;

    private ModelStore store;

    @BeforeEach
    void open() {
        store = ModelStore.open(temporary.resolve("models"));
    }

    private ModelFetcher fetcher(LoopbackServer server, Duration timeout, Connector connector) {
        return fetcher(store, server, timeout, connector);
    }

    private static ModelFetcher fetcher(
            ModelStore store, LoopbackServer server, Duration timeout, Connector connector) {
        FetchPolicy policy = new FetchPolicy(
                List.of("http://localhost:" + server.port() + "/m/", "https://localhost:" + server.port() + "/m/"),
                List.of(),
                1 << 20,
                timeout,
                S3Settings.DEFAULT);
        return new ModelFetcher(
                store,
                policy,
                host -> List.of(LOOPBACK),
                connector,
                Optional::empty,
                Clock.systemUTC(),
                Duration.ofMillis(10));
    }

    private static Connector http() throws Exception {
        return new HttpConnector(SSLContext.getDefault());
    }

    private static String uri(LoopbackServer server) {
        return "http://localhost:" + server.port() + "/m/delay.pmml";
    }

    private FetchException failure(LoopbackServer server, Duration timeout) throws Exception {
        return failure(fetcher(server, timeout, http()), uri(server));
    }

    private FetchException failure(ModelFetcher fetcher, String uri) {
        long begin = System.nanoTime();
        FetchException failure =
                catchThrowableOfType(FetchException.class, () -> fetcher.fetch(uri, SHA256, MODEL.length));
        assertThat(failure).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        assertThat(store.find(SHA256)).isEmpty();
        assertThat(store.folder().resolve("incoming")).isEmptyDirectory();
        return failure;
    }

    @Test
    void fetchesOverHttp() throws Exception {
        try (LoopbackServer server = new LoopbackServer(exchange -> exchange.ok(MODEL))) {
            ModelFetcher fetcher = fetcher(server, AMPLE, http());
            Path stored = fetcher.fetch("http://localhost:" + server.port() + "/m/a%20b.pmml", SHA256, MODEL.length);
            assertThat(stored)
                    .isEqualTo(store.folder().resolve(SHA256 + ".pmml"))
                    .hasBinaryContent(MODEL);
            assertThat(fetcher.fetch(uri(server), SHA256, MODEL.length)).isEqualTo(stored);
            assertThat(server.connections()).isEqualTo(1);
            LoopbackServer.Exchange exchange = server.exchanges().get(0);
            assertThat(exchange.request().get(0)).isEqualTo("GET /m/a%20b.pmml HTTP/1.1");
            assertThat(exchange.header("Host")).isEqualTo("localhost:" + server.port());
            assertThat(exchange.header("Accept-Encoding")).isEqualTo("identity");
            assertThat(exchange.header("Authorization")).isEmpty();
            assertThat(exchange.header("Upgrade")).isEmpty();
        }
    }

    @Test
    void connectsToTheGivenAddressWhateverTheNameSays() throws Exception {
        try (LoopbackServer server = new LoopbackServer(exchange -> exchange.ok(MODEL))) {
            Connector.Request request =
                    new Connector.Request(false, "models.invalid", server.port(), "/x", Map.of(), LOOPBACK);
            try (Connector.Response response = http().get(request, Deadline.in(AMPLE))) {
                assertThat(response.body().readAllBytes()).isEqualTo(MODEL);
            }
            assertThat(server.exchanges().get(0).header("Host")).isEqualTo("models.invalid:" + server.port());
        }
    }

    @Test
    void theHostHeaderLeavesUsualPortsOut() {
        assertThat(new Connector.Request(false, "models.test", 80, "/", Map.of(), LOOPBACK).authority())
                .isEqualTo("models.test");
        assertThat(new Connector.Request(true, "models.test", 443, "/", Map.of(), LOOPBACK).authority())
                .isEqualTo("models.test");
        assertThat(new Connector.Request(true, "[::1]", 80, "/", Map.of(), LOOPBACK).authority())
                .isEqualTo("[::1]:80");
    }

    @Test
    void aLargeModelOfUnknownLengthArrivesWhole() throws Exception {
        byte[] large = new byte[900_000];
        new Random(7).nextBytes(large);
        try (LoopbackServer server = new LoopbackServer(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int from = 0; from < large.length; from += 100_000) {
                exchange.send("186a0\r\n");
                exchange.out().write(large, from, 100_000);
                exchange.send("\r\n");
            }
            exchange.send("0\r\n\r\n");
        })) {
            Path stored = fetcher(server, AMPLE, http()).fetch(uri(server), Sha256.of(large), large.length);
            assertThat(stored).hasBinaryContent(large);
        }
    }

    @Test
    void doesNotFollowRedirects() throws Exception {
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            try (LoopbackServer elsewhere = new LoopbackServer(exchange -> exchange.ok(MODEL));
                    LoopbackServer server = new LoopbackServer(exchange -> exchange.send("HTTP/1.1 " + status
                            + " Moved\r\nLocation: http://127.0.0.1:" + elsewhere.port()
                            + "/m/delay.pmml\r\nContent-Length: 0\r\n\r\n"))) {
                FetchException refused = failure(server, AMPLE);
                assertThat(refused.reason()).isEqualTo(Reason.ADDRESS);
                assertThat(refused.isSecurity()).isTrue();
                assertThat(refused).hasMessageContaining("must not redirect, found status " + status);
                assertThat(server.connections()).isEqualTo(1);
                assertThat(elsewhere.connections()).isZero();
            }
        }
    }

    @Test
    void hashAndSizeMustBeTheCommands() throws Exception {
        byte[] other =
                new String(MODEL, StandardCharsets.UTF_8).replace("4.4", "4.3").getBytes(StandardCharsets.UTF_8);
        try (LoopbackServer server = new LoopbackServer(exchange -> exchange.ok(other))) {
            FetchException hash = failure(server, AMPLE);
            assertThat(hash.reason()).isEqualTo(Reason.HASH);
            assertThat(hash.isSecurity()).isTrue();
            assertThat(server.connections()).isEqualTo(1);
        }
        for (String length : new String[] {"3", "22", "99999999999"}) {
            try (LoopbackServer server = new LoopbackServer(exchange -> {
                exchange.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
                exchange.send(MODEL);
            })) {
                FetchException size = failure(server, AMPLE);
                assertThat(size.reason()).isEqualTo(Reason.SIZE);
                assertThat(size.isSecurity()).isFalse();
                assertThat(size).hasMessageContaining("must have 21 bytes, found " + length);
            }
        }
    }

    @Test
    void anEndlessBodyIsCutOffAtItsSize() throws Exception {
        for (boolean chunked : new boolean[] {true, false}) {
            try (LoopbackServer server = new LoopbackServer(exchange -> {
                exchange.send("HTTP/1.1 200 OK\r\n" + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n"));
                while (!exchange.waitFor(0)) {
                    exchange.send(chunked ? "a\r\n0123456789\r\n" : "0123456789");
                }
            })) {
                FetchException size = failure(server, AMPLE);
                assertThat(size.reason()).isEqualTo(Reason.SIZE);
                assertThat(size).hasMessageContaining("must have 21 bytes, found more");
            }
        }
    }

    @Test
    void aTruncatedBodyIsTriedAgain() throws Exception {
        AtomicInteger attempt = new AtomicInteger();
        try (LoopbackServer server = new LoopbackServer(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n");
            exchange.send(attempt.incrementAndGet() < ModelFetcher.ATTEMPTS ? new byte[] {'<'} : MODEL);
        })) {
            assertThat(fetcher(server, AMPLE, http()).fetch(uri(server), SHA256, MODEL.length))
                    .hasBinaryContent(MODEL);
            assertThat(server.connections()).isEqualTo(ModelFetcher.ATTEMPTS);
        }
        try (LoopbackServer server =
                new LoopbackServer(exchange -> exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n<PMML"))) {
            store = ModelStore.open(temporary.resolve("another"));
            FetchException failed = failure(server, AMPLE);
            assertThat(failed.reason()).isEqualTo(Reason.FETCH_FAILED);
            assertThat(failed.isRetryable()).isTrue();
            assertThat(server.connections()).isEqualTo(ModelFetcher.ATTEMPTS);
        }
    }

    @Test
    void statusesThatMayPassAreTriedAgain() throws Exception {
        for (int status : new int[] {404, 403, 401, 206, 500, 503, 429}) {
            try (LoopbackServer server = new LoopbackServer(
                    exchange -> exchange.send("HTTP/1.1 " + status + " X\r\nContent-Length: 21\r\n\r\n"))) {
                FetchException failed = failure(server, AMPLE);
                assertThat(failed.reason()).isEqualTo(Reason.FETCH_FAILED);
                assertThat(failed).hasMessageContaining("must answer with status 200, found " + status);
                boolean mayPass = status == 429 || status >= 500;
                assertThat(failed.isRetryable()).isEqualTo(mayPass);
                assertThat(server.connections()).isEqualTo(mayPass ? ModelFetcher.ATTEMPTS : 1);
            }
        }
    }

    @Test
    void aServerThatIsNotThere() throws Exception {
        LoopbackServer server = new LoopbackServer(exchange -> {});
        server.close();
        FetchException failed = failure(server, AMPLE);
        assertThat(failed.reason()).isEqualTo(Reason.FETCH_FAILED);
        assertThat(failed.isRetryable()).isTrue();
        assertThat(failed.isSecurity()).isFalse();
    }

    @Test
    void slowServersAreCutOff() throws Exception {
        LoopbackServer.Answer silent = exchange -> exchange.waitFor(60_000);
        LoopbackServer.Answer slowBody = exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n");
            trickle(exchange, MODEL);
        };
        LoopbackServer.Answer slowHead = exchange ->
                trickle(exchange, "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        LoopbackServer.Answer endlessInterim = exchange -> {
            while (!exchange.waitFor(0)) {
                exchange.send("HTTP/1.1 103 Early Hints\r\n\r\n");
            }
        };
        for (LoopbackServer.Answer answer : List.of(silent, slowBody, slowHead, endlessInterim)) {
            try (LoopbackServer server = new LoopbackServer(answer)) {
                FetchException slow = failure(server, SHORT);
                assertThat(slow.reason()).isEqualTo(Reason.TIMEOUT);
                assertThat(slow.isRetryable()).isTrue();
                assertThat(server.connections()).isEqualTo(1);
            }
        }
    }

    /** A byte each 100 ms: never silent for longer, so that no timeout of a single read would end it. */
    private static void trickle(LoopbackServer.Exchange exchange, byte[] content)
            throws IOException, InterruptedException {
        for (byte value : content) {
            exchange.send(new byte[] {value});
            if (exchange.waitFor(100)) {
                return;
            }
        }
    }

    @Test
    void aNameServerThatDoesNotAnswer() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        RecordingConnector connector = new RecordingConnector();
        ModelFetcher fetcher = new ModelFetcher(
                store,
                new FetchPolicy(List.of("http://models.test/"), List.of(), 100, SHORT, S3Settings.DEFAULT),
                host -> {
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return List.of(LOOPBACK);
                },
                connector,
                Optional::empty);
        assertThat(failure(fetcher, "http://models.test/x.pmml").reason()).isEqualTo(Reason.TIMEOUT);
        over.countDown();
        assertThat(connector.requests()).isEmpty();
    }

    @Test
    void headsWithoutEndAreRefused() throws Exception {
        try (LoopbackServer server = new LoopbackServer(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\n");
            for (long i = 0; !exchange.waitFor(0); i++) {
                exchange.send("X-" + i + ": 1\r\n");
            }
        })) {
            assertThat(failure(server, AMPLE).reason()).isEqualTo(Reason.FETCH_FAILED);
        }
        try (LoopbackServer server = new LoopbackServer(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nX: ");
            while (!exchange.waitFor(0)) {
                exchange.send("xxxxxxxxxxxxxxxx");
            }
        })) {
            assertThat(failure(server, AMPLE).reason()).isEqualTo(Reason.FETCH_FAILED);
        }
    }

    @Test
    void tlsChecksTheHost() throws Exception {
        SSLContext right = Certificates.selfSigned(temporary, "localhost");
        try (LoopbackServer server = new LoopbackServer(right.getServerSocketFactory(), e -> e.ok(MODEL))) {
            ModelFetcher fetcher = fetcher(server, AMPLE, new HttpConnector(right));
            assertThat(fetcher.fetch(uri(server).replace("http:", "https:"), SHA256, MODEL.length))
                    .hasBinaryContent(MODEL);
        }
        store = ModelStore.open(temporary.resolve("another"));
        SSLContext wrong = Certificates.selfSigned(temporary, "models.test");
        try (LoopbackServer server = new LoopbackServer(wrong.getServerSocketFactory(), e -> e.ok(MODEL))) {
            FetchException failed = failure(
                    fetcher(server, AMPLE, new HttpConnector(wrong)),
                    uri(server).replace("http:", "https:"));
            assertThat(failed.reason()).isEqualTo(Reason.FETCH_FAILED);
            assertThat(failed).hasMessageContaining("localhost");
            assertThat(server.exchanges())
                    .allMatch(exchange -> exchange.request().isEmpty());
        }
    }

    @Test
    void tlsChecksWhoSigned() throws Exception {
        SSLContext stranger = Certificates.selfSigned(temporary, "localhost");
        try (LoopbackServer server = new LoopbackServer(stranger.getServerSocketFactory(), e -> e.ok(MODEL))) {
            FetchException failed =
                    failure(fetcher(server, AMPLE, http()), uri(server).replace("http:", "https:"));
            assertThat(failed.reason()).isEqualTo(Reason.FETCH_FAILED);
            assertThat(failed).hasMessageContaining("certification path");
        }
    }

    @Test
    void aHandshakeThatHangsIsCutOff() throws Exception {
        try (LoopbackServer silent = new LoopbackServer(exchange -> exchange.waitFor(60_000))) {
            FetchException slow =
                    failure(fetcher(silent, SHORT, http()), uri(silent).replace("http:", "https:"));
            assertThat(slow.reason()).isEqualTo(Reason.TIMEOUT);
        }
    }

    @Test
    void fetchesOfOneHashAtATimeAreOne() throws Exception {
        int count = 8;
        List<Thread> threads = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(count);
        RecordingConnector connector = new RecordingConnector((request, deadline) -> {
            awaitWaiting(threads, count - 1, deadline);
            return RecordingConnector.answer(200, MODEL);
        });
        ExecutorService pool = Executors.newFixedThreadPool(count);
        try (LoopbackServer unused = new LoopbackServer(exchange -> {})) {
            List<Future<Path>> fetches = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                // Each with a store of its own on the folder, as subtasks have them.
                fetches.add(pool.submit(() -> {
                    synchronized (threads) {
                        threads.add(Thread.currentThread());
                    }
                    begun.countDown();
                    begun.await();
                    return fetcher(ModelStore.open(store.folder()), unused, AMPLE, connector)
                            .fetch(uri(unused), SHA256, MODEL.length);
                }));
            }
            for (Future<Path> fetch : fetches) {
                assertThat(fetch.get()).hasBinaryContent(MODEL);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(connector.requests()).hasSize(1);
    }

    private static void awaitWaiting(List<Thread> threads, int count, Deadline deadline) throws IOException {
        while (true) {
            synchronized (threads) {
                long waiting = threads.stream()
                        .filter(thread -> thread.getState() == Thread.State.TIMED_WAITING)
                        .count();
                if (waiting >= count) {
                    return;
                }
            }
            if (deadline.isOver()) {
                throw new IOException("the others never waited");
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void whoWaitsFetchesItselfWhenTheOtherFails() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        RecordingConnector connector = new RecordingConnector(
                (request, deadline) -> RecordingConnector.answer(attempts.incrementAndGet() == 1 ? 404 : 200, MODEL));
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (LoopbackServer unused = new LoopbackServer(exchange -> {})) {
            ModelFetcher fetcher = fetcher(unused, AMPLE, connector);
            List<Future<Path>> fetches = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                fetches.add(pool.submit(() -> fetcher.fetch(uri(unused), SHA256, MODEL.length)));
            }
            int failed = 0;
            for (Future<Path> fetch : fetches) {
                try {
                    assertThat(fetch.get()).hasBinaryContent(MODEL);
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(FetchException.class);
                    failed++;
                }
            }
            assertThat(failed).isEqualTo(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void anInterruptEndsAFetch() throws Exception {
        Thread caller = Thread.currentThread();
        try (LoopbackServer silent = new LoopbackServer(exchange -> {
            caller.interrupt();
            exchange.waitFor(60_000);
        })) {
            FetchException failed = failure(silent, AMPLE);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(failed.reason()).isEqualTo(Reason.FETCH_FAILED);
            assertThat(failed).hasMessageContaining("interrupted");
            assertThat(silent.connections()).isEqualTo(1);
        }
        caller.interrupt();
        RecordingConnector connector = new RecordingConnector();
        try (LoopbackServer unused = new LoopbackServer(exchange -> {})) {
            FetchException failed = failure(fetcher(unused, AMPLE, connector), uri(unused));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(failed.reason()).isEqualTo(Reason.FETCH_FAILED);
            assertThat(connector.requests()).isEmpty();
        }
    }
}
