package io.millrace.gateway.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.gateway.config.GatewayConfig.Views;
import io.millrace.gateway.flow.FlowView;
import io.millrace.gateway.topics.TopicFollower;
import io.millrace.gateway.view.LearnersView;
import io.millrace.gateway.view.Signal;
import io.millrace.gateway.view.StatusView;
import io.millrace.schemas.ModelStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

/** All series of the gateway and their one registry. Safe for all threads. */
public final class GatewayMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Clock clock;
    private final StatusMeters statuses;
    private final SignalMeters signals;
    private final LearnerMeters learners;

    /** Series of these views. */
    public GatewayMetrics(Views limits, StatusView statusView, LearnersView learnersView, Clock clock) {
        this.clock = clock;
        statuses = new StatusMeters(registry, statusView);
        signals = new SignalMeters(registry, limits.staleAfter(), limits.maxSeries());
        learners = new LearnerMeters(registry, learnersView);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    /** Takes a status over that the view has taken already. */
    public void add(ModelStatus status) {
        statuses.add(status);
    }

    /** Takes a signal over. */
    public void add(Signal signal) {
        signals.add(signal, clock.millis());
    }

    /** The learners have changed. */
    public void learnersChanged() {
        learners.changed();
    }

    /**
     * Watches a follower.
     *
     * @param name what its topic is for, e.g. {@code status}
     * @param unreadable records that were no messages, or not kept
     */
    public void watch(String name, TopicFollower follower, LongSupplier unreadable) {
        Gauge.builder(MeterName.TOPIC_LAG.meter(), follower, TopicFollower::lag)
                .tags(Labels.of(MeterName.TOPIC_LAG, name))
                .register(registry);
        FunctionCounter.builder(MeterName.TOPIC_RECORDS.meter(), follower, TopicFollower::records)
                .tags(Labels.of(MeterName.TOPIC_RECORDS, name))
                .register(registry);
        FunctionCounter.builder(MeterName.TOPIC_UNREADABLE.meter(), unreadable, LongSupplier::getAsLong)
                .tags(Labels.of(MeterName.TOPIC_UNREADABLE, name))
                .register(registry);
    }

    /** Watches the flow of events and answers. */
    public void watch(FlowView flow) {
        FlowMeters.register(registry, flow);
    }

    /** A request was answered. */
    public void request(String method, String route, int status, Duration took) {
        registry.timer(
                        MeterName.REQUESTS.meter(),
                        Labels.of(MeterName.REQUESTS, method, route, Integer.toString(status)))
                .record(took);
    }

    /** A request had not the right token. */
    public void refused(String reason) {
        registry.counter(MeterName.AUTH_REFUSED.meter(), Labels.of(MeterName.AUTH_REFUSED, reason))
                .increment();
    }

    /** A command was sent. */
    public void sent(String kind) {
        registry.counter(MeterName.COMMANDS.meter(), Labels.of(MeterName.COMMANDS, kind))
                .increment();
    }

    /** Rows were asked about over HTTP. */
    public void scored(String slot, String outcome, int rows) {
        registry.counter(MeterName.SCORED_ROWS.meter(), Labels.of(MeterName.SCORED_ROWS, slot, outcome))
                .increment(rows);
    }

    /** Everything, in Prometheus' text format. */
    public String scrape() {
        signals.sweep(clock.millis());
        statuses.refresh();
        learners.refresh();
        return registry.scrape();
    }
}
