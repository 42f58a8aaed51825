package io.millrace.gateway;

import io.millrace.gateway.auth.AuditLog;
import io.millrace.gateway.auth.Gatekeeper;
import io.millrace.gateway.config.GatewayConfig;
import io.millrace.gateway.config.PipelineDescription;
import io.millrace.gateway.flow.FlowView;
import io.millrace.gateway.http.CommandApi;
import io.millrace.gateway.http.DriftApi;
import io.millrace.gateway.http.FlowApi;
import io.millrace.gateway.http.LearnerApi;
import io.millrace.gateway.http.OperationsApi;
import io.millrace.gateway.http.PagesApi;
import io.millrace.gateway.http.PipelineApi;
import io.millrace.gateway.http.QuarantineApi;
import io.millrace.gateway.http.Route;
import io.millrace.gateway.http.SignalApi;
import io.millrace.gateway.http.SlotApi;
import io.millrace.gateway.http.WebServer;
import io.millrace.gateway.inference.InferenceApi;
import io.millrace.gateway.inference.ServedModels;
import io.millrace.gateway.metrics.GatewayMetrics;
import io.millrace.gateway.topics.EventLookup;
import io.millrace.gateway.topics.FlowFollower;
import io.millrace.gateway.topics.KafkaTopics;
import io.millrace.gateway.topics.TopicFollower;
import io.millrace.gateway.topics.TopicRecord;
import io.millrace.gateway.view.LearnerTrends;
import io.millrace.gateway.view.LearnersView;
import io.millrace.gateway.view.QuarantineView;
import io.millrace.gateway.view.SignalsView;
import io.millrace.gateway.view.StatusView;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A gateway that runs: follows the topics, keeps the views, answers requests. Close it to end it. Its methods are for one thread; what it
 * runs has its own.
 */
public final class Gateway implements AutoCloseable {
    /** Records that are read at the start for each signal that is kept: the rarer kinds lie further back. */
    private static final int SIGNALS_READ = 5;

    private final KafkaTopics kafka;
    private final Optional<AuditLog> audit;
    private final StatusView statuses;
    private final SignalsView signals;
    private final LearnersView learners = new LearnersView();
    private final LearnerTrends trends = new LearnerTrends();
    private final QuarantineView quarantine = new QuarantineView();
    private final FlowView flow = new FlowView();
    private final FlowFollower flowFollower;
    private final EventLookup eventLookup;
    private final GatewayMetrics metrics;
    private final ServedModels models;
    private final AtomicBoolean modelsStarted = new AtomicBoolean();
    private final List<TopicFollower> followers;
    private final SignalApi signalApi;
    private final List<Route> routes = new ArrayList<>();
    private final WebServer server;

    private TopicFollower statusFollower;

    private Gateway(GatewayConfig config, Clock clock) {
        PipelineDescription description = config.pipelineFile()
                .map(file -> PipelineDescription.read(file, config.pipeline()))
                .orElseGet(() -> PipelineDescription.unknown(config.pipeline()));
        kafka = new KafkaTopics(config.kafka(), config.controlTopic());
        audit = config.audit().map(file -> AuditLog.open(file, clock));
        statuses = new StatusView(config.views().statuses());
        signals = new SignalsView(config.views().signals());
        metrics = new GatewayMetrics(config.views(), statuses, learners, clock);
        models = new ServedModels(statuses, description.firstModels(), config.models());
        followers = followers(config);
        String events = description.eventsTopic().orElse(config.pipeline() + ".events");
        flowFollower = new FlowFollower(
                new FlowFollower.Topics(events, config.predictionsTopic(), config.deadLettersTopic()),
                kafka::consumer,
                flow,
                clock);
        eventLookup = new EventLookup(events, kafka::lookup, flow);
        Optional<CommandApi.Means> means =
                config.signing().flatMap(key -> audit.map(log -> new CommandApi.Means(key, log, kafka::send)));
        signalApi = new SignalApi(signals, config.http().maxStreams());
        Map<String, String> firstLabels = new LinkedHashMap<>();
        description.firstModels().forEach((slot, path) -> firstLabels.put(slot, "the pipeline file's"));
        routes.addAll(new OperationsApi(
                        followers,
                        metrics,
                        config.auth().openMetrics(),
                        config.auth().isConfigured())
                .routes());
        routes.addAll(new PipelineApi(description.content()).routes());
        routes.addAll(new FlowApi(flow).routes());
        routes.addAll(new SlotApi(statuses, firstLabels).routes());
        routes.addAll(new CommandApi(config.pipeline(), means, metrics, clock).routes());
        routes.addAll(signalApi.routes());
        routes.addAll(new DriftApi(signals).routes());
        routes.addAll(new LearnerApi(learners, trends).routes());
        routes.addAll(new QuarantineApi(quarantine).routes());
        routes.addAll(new InferenceApi(models, config.scoring(), metrics, clock).routes());
        routes.addAll(new PagesApi().routes());
        server = new WebServer(config.http(), routes, new Gatekeeper(config.auth(), clock), metrics);
    }

    /**
     * Starts a gateway, which answers when this returns; {@code /ready} tells when it knows all that the topics had.
     *
     * @throws io.millrace.config.ConfigException if the pipeline file is not the configuration's
     * @throws java.io.UncheckedIOException if the audit file or the store cannot be written to
     * @throws io.javalin.util.JavalinBindException if the port is taken
     */
    public static Gateway start(GatewayConfig config) {
        return start(config, Clock.systemUTC());
    }

    /** Like {@link #start(GatewayConfig)}, by another clock. */
    static Gateway start(GatewayConfig config, Clock clock) {
        Gateway gateway = new Gateway(config, clock);
        boolean started = false;
        try {
            gateway.followers.forEach(TopicFollower::start);
            gateway.flowFollower.start();
            gateway.eventLookup.start();
            gateway.server.start();
            started = true;
        } finally {
            if (!started) {
                gateway.close();
            }
        }
        return gateway;
    }

    private List<TopicFollower> followers(GatewayConfig config) {
        statusFollower = new TopicFollower(config.statusTopic(), kafka::consumer, Long.MAX_VALUE, this::status);
        TopicFollower monitoring = new TopicFollower(
                config.monitoringTopic(),
                kafka::consumer,
                (long) SIGNALS_READ * config.views().signals(),
                record -> signals.add(record.offset(), record.timestamp(), record.value())
                        .ifPresent(metrics::add));
        TopicFollower models = new TopicFollower(config.modelsTopic(), kafka::consumer, Long.MAX_VALUE, record -> {
            learners.add(record.keyText(), record.value()).ifPresent(trends::add);
            metrics.learnersChanged();
        });
        TopicFollower held = new TopicFollower(
                config.quarantineTopic(),
                kafka::consumer,
                2L * QuarantineView.MOST_EXAMPLES,
                record -> quarantine.add(record.offset(), record.value()));
        statusFollower.onCaughtUp(this::startModels);
        metrics.watch("status", statusFollower, statuses::unreadable);
        metrics.watch("monitoring", monitoring, signals::unreadable);
        metrics.watch("models", models, () -> learners.unreadable() + learners.refused());
        metrics.watch(flow);
        metrics.watch("quarantine", held, quarantine::unreadable);
        return List.of(statusFollower, monitoring, models, held);
    }

    private void status(TopicRecord record) {
        statuses.add(record.offset(), record.value()).ifPresent(status -> {
            metrics.add(status);
            if (modelsStarted.get()) {
                models.changed();
            }
        });
    }

    /** Not before all statuses are read, or every champion of the past would be loaded. */
    private void startModels() {
        if (modelsStarted.compareAndSet(false, true)) {
            models.start();
        }
    }

    /** The port that it listens on. */
    public int port() {
        return server.port();
    }

    /** All that can be asked. */
    List<Route> routes() {
        return List.copyOf(routes);
    }

    @Override
    public void close() {
        signalApi.close();
        server.close();
        followers.forEach(TopicFollower::close);
        flowFollower.close();
        eventLookup.close();
        models.close();
        kafka.close();
        audit.ifPresent(AuditLog::close);
    }
}
