package io.millrace.gateway.http;

import static io.millrace.gateway.Messages.held;
import static io.millrace.gateway.Messages.signal;
import static io.millrace.gateway.Messages.snapshot;
import static io.millrace.gateway.Messages.status;

import io.millrace.gateway.auth.AuditLog;
import io.millrace.gateway.auth.Gatekeeper;
import io.millrace.gateway.config.CommandKey;
import io.millrace.gateway.config.GatewayConfig.Auth;
import io.millrace.gateway.config.GatewayConfig.Http;
import io.millrace.gateway.config.GatewayConfig.ModelSource;
import io.millrace.gateway.config.GatewayConfig.Scoring;
import io.millrace.gateway.config.GatewayConfig.Token;
import io.millrace.gateway.config.GatewayConfig.Views;
import io.millrace.gateway.config.Role;
import io.millrace.gateway.flow.FlowView;
import io.millrace.gateway.inference.InferenceApi;
import io.millrace.gateway.inference.ServedModels;
import io.millrace.gateway.metrics.GatewayMetrics;
import io.millrace.gateway.topics.CommandNotKeptException;
import io.millrace.gateway.view.LearnerTrends;
import io.millrace.gateway.view.LearnersView;
import io.millrace.gateway.view.QuarantineView;
import io.millrace.gateway.view.SignalsView;
import io.millrace.gateway.view.StatusView;
import io.millrace.model.Sha256;
import io.millrace.model.store.FetchPolicy;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.QuarantineState;
import io.millrace.schemas.QuarantinedExample;
import io.millrace.schemas.StatusPhase;
import io.millrace.schemas.signing.KeyFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A web server with all routes over views that tests fill, and a control topic that only keeps. */
public final class TestServer implements AutoCloseable {
    /** May do everything. */
    public static final String ADMIN = "admin-token";

    /** May look. */
    public static final String VIEWER = "viewer-token";

    /** Its key. */
    public static final KeyPair KEY = KeyFiles.generate();

    private final StatusView statuses = new StatusView(1_000);
    private final SignalsView signals = new SignalsView(10_000);
    private final LearnersView learners = new LearnersView();
    private final LearnerTrends trends = new LearnerTrends();
    private final FlowView flow = new FlowView();
    private final QuarantineView quarantine = new QuarantineView();
    private final List<byte[]> sent = new ArrayList<>();
    private final AuditLog audit;
    private final ServedModels models;
    private final SignalApi signalApi;
    private final List<Route> routes = new ArrayList<>();
    private final WebServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile boolean brokerGone;

    /**
     * Starts it.
     *
     * @param auth whether there are tokens
     * @param firstModels models of the pipeline file
     */
    public TestServer(Path folder, boolean auth, Map<String, Path> firstModels, Scoring scoring) {
        Clock clock = Clock.systemUTC();
        List<Token> tokens = auth
                ? List.of(
                        new Token("admin", Sha256.of(ADMIN), Set.of(Role.values()), Optional.empty()),
                        new Token("viewer", Sha256.of(VIEWER), Set.of(Role.VIEW), Optional.empty()))
                : List.of();
        GatewayMetrics metrics =
                new GatewayMetrics(new Views(1_000, 1_000, Duration.ofHours(1), 1_000), statuses, learners, clock);
        audit = AuditLog.open(folder.resolve("audit.jsonl"), clock);
        models = new ServedModels(
                statuses,
                firstModels,
                new ModelSource(
                        folder.resolve("store"),
                        FetchPolicy.of(List.of(folder.toUri().toString()))));
        signalApi = new SignalApi(signals, 2);
        Optional<CommandApi.Means> means =
                Optional.of(new CommandApi.Means(new CommandKey("gateway", KEY.getPrivate()), audit, this::keep));
        routes.addAll(new OperationsApi(List.of(), metrics, false, auth).routes());
        routes.addAll(new PipelineApi(Map.of("pipeline", "flights")).routes());
        routes.addAll(new FlowApi(flow).routes());
        routes.addAll(new SlotApi(statuses, Map.of("delay", "first@1")).routes());
        routes.addAll(new CommandApi("flights", means, metrics, clock).routes());
        routes.addAll(signalApi.routes());
        routes.addAll(new DriftApi(signals).routes());
        routes.addAll(new LearnerApi(learners, trends).routes());
        routes.addAll(new QuarantineApi(quarantine).routes());
        routes.addAll(new InferenceApi(models, scoring, metrics, clock).routes());
        routes.addAll(new PagesApi().routes());
        Http limits = new Http("127.0.0.1", 0, 20_000, 8_192, Duration.ofSeconds(20), 150, 2);
        server = new WebServer(
                limits, routes, new Gatekeeper(new Auth(tokens, Optional.empty(), false), clock), metrics);
        server.start();
        models.start();
    }

    /** With tokens, without models. */
    public static TestServer secured(Path folder) {
        return new TestServer(folder, true, Map.of(), new Scoring(1_000, Duration.ofMinutes(1), 17));
    }

    private long keep(String slot, byte[] command) {
        if (brokerGone) {
            throw new CommandNotKeptException("no broker", null);
        }
        sent.add(command);
        return sent.size() - 1L;
    }

    /** From now on commands are not kept. */
    public void loseBroker() {
        brokerGone = true;
    }

    /** Commands that were sent. */
    public List<byte[]> sent() {
        return sent;
    }

    /** All routes. */
    public List<Route> routes() {
        return routes;
    }

    /** Adds a status. */
    public void add(long offset, ModelStatus status) {
        statuses.add(offset, MessageCodec.MODEL_STATUS.encode(status));
        models.changed();
    }

    /** Adds a signal of a name. */
    public void addSignal(long offset, String name) {
        signals.add(
                offset,
                offset,
                MessageCodec.MONITORING_EVENT.encode(signal("DRIFT", name, "m@1", offset == 3 ? Double.NaN : offset)
                        .build()));
    }

    /** Adds a snapshot that was not offered. */
    public void addSnapshot(ModelSnapshot snapshot) {
        learners.add(snapshot.getLearner() + "/candidate", MessageCodec.MODEL_SNAPSHOT.encode(snapshot))
                .ifPresent(trends::add);
    }

    /** Adds what happened to an example. */
    public void addHeld(long offset, QuarantinedExample example) {
        quarantine.add(offset, MessageCodec.QUARANTINED_EXAMPLE.encode(example));
    }

    /** What is known of the flow. */
    public FlowView flow() {
        return flow;
    }

    /** Adds a signal. */
    public void addSignal(long offset, MonitoringEvent event) {
        signals.add(offset, offset, MessageCodec.MONITORING_EVENT.encode(event));
    }

    /** Adds a champion, three signals and a learner. */
    public TestServer filled() {
        add(
                7,
                status("delay", StatusPhase.ACTIVE, CommandKind.DEPLOY, 1, "m", 1)
                        .build());
        add(
                8,
                status("delay", StatusPhase.REJECTED, CommandKind.DEPLOY, 2, "<script>alert(1)</script>", 2)
                        .setReason("STALE")
                        .setDetail("line\r\nbreak \u001b[31m")
                        .build());
        addSignal(1, "drift.feature.a");
        addSignal(2, "drift.feature.b");
        addSignal(3, "drift.output.p");
        learners.add("l", MessageCodec.MODEL_SNAPSHOT.encode(snapshot("l", 3, 500)));
        addHeld(1, held("l", "e1", QuarantineState.HELD));
        addHeld(2, held("l", "e2", QuarantineState.HELD));
        addHeld(3, held("l", "e1", QuarantineState.RELEASED));
        addSnapshot(snapshot("l", 0, 400));
        addSnapshot(snapshot("l", 0, 900));
        return this;
    }

    /** The port. */
    public int port() {
        return server.port();
    }

    /** The address of a path. */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** Reads with a token; none where it is null. */
    public HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return send(request(path, token).GET());
    }

    /** Writes JSON with a token. */
    public HttpResponse<String> post(String path, String token, String body) throws IOException, InterruptedException {
        return send(
                request(path, token).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    /** A request with a token; none where it is null. */
    public HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** Sends a request. */
    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        signalApi.close();
        server.close();
        models.close();
        audit.close();
    }
}
