package io.millrace.gateway.http;

import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import io.millrace.gateway.config.Role;
import io.millrace.gateway.view.Signal;
import io.millrace.gateway.view.SignalFilter;
import io.millrace.gateway.view.SignalSubscription;
import io.millrace.gateway.view.SignalsView;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Severity;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/** Signals: a page of them, or as they come (server-sent events). A listener that is slow delays nobody: what it cannot take is dropped. */
public final class SignalApi {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST_LIMIT = 1_000;
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

    private final SignalsView view;
    private final Semaphore streams;
    private volatile boolean closed;

    /**
     * Reads from a view.
     *
     * @param maxStreams most listeners at a time
     */
    public SignalApi(SignalsView view, int maxStreams) {
        this.view = view;
        streams = new Semaphore(maxStreams);
    }

    /** What can be asked. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/signals", Role.VIEW, this::page),
                Route.get("/v1/signals/stream", Role.VIEW, this::stream));
    }

    /** Ends all streams, soon. */
    public void close() {
        closed = true;
    }

    private static SignalFilter filter(Context request) {
        return new SignalFilter(
                Requests.query(request, "kind"),
                Requests.query(request, "name"),
                Requests.query(request, "slot"),
                Requests.query(request, "model"),
                Requests.query(request, "severity").map(SignalApi::severity));
    }

    private static Severity severity(String text) {
        return Arrays.stream(Severity.values())
                .filter(severity -> severity.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        400, "The parameter severity must be one of " + Arrays.toString(Severity.values()) + "."));
    }

    private void page(Context request) {
        int limit = (int) Requests.queryNumber(request, "limit", 1, MOST_LIMIT).orElse(DEFAULT_LIMIT);
        long before = Requests.queryNumber(request, "before", 0, Long.MAX_VALUE).orElse(Long.MAX_VALUE);
        List<Signal> found = view.find(filter(request), before, limit);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("signals", found.stream().map(SignalApi::json).toList());
        if (found.size() == limit) {
            page.put("before", found.get(found.size() - 1).offset());
        }
        Requests.answer(request, page);
    }

    private void stream(Context request) throws Exception {
        SignalFilter filter = filter(request);
        Optional<Long> after = Optional.ofNullable(request.header("Last-Event-ID"))
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong);
        String accept = request.header("Accept");
        if (accept == null || !accept.contains("text/event-stream")) {
            throw new ProblemException(
                    406, "This is a stream of events: the header Accept must name text/event-stream.");
        }
        if (!streams.tryAcquire()) {
            throw new ProblemException(503, "There are as many streams as there may be; try again later.");
        }
        boolean begun = false;
        try {
            new SseHandler(0, client -> send(client, filter, after)).handle(request);
            begun = true;
        } finally {
            if (!begun) {
                streams.release();
            }
        }
    }

    /** Runs on a thread of this stream alone until the listener is gone. */
    private void send(SseClient client, SignalFilter filter, Optional<Long> after) {
        try (SignalSubscription subscription = view.subscribe(filter, after)) {
            client.sendComment("signals");
            while (!client.terminated() && !closed) {
                Optional<Signal> next = subscription.next(SIGN_OF_LIFE);
                long dropped = subscription.takeDropped();
                if (dropped > 0) {
                    client.sendEvent("dropped", Long.toString(dropped));
                }
                if (next.isPresent()) {
                    Signal signal = next.get();
                    client.sendEvent("signal", Json.text(json(signal)), Long.toString(signal.offset()));
                } else {
                    client.sendComment("alive");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            streams.release();
        }
    }

    private static Map<String, Object> json(Signal signal) {
        MonitoringEvent event = signal.event();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("offset", signal.offset());
        object.put("time", event.getTime().toString());
        object.put("kind", event.getKind());
        object.put("name", event.getName());
        object.put("severity", event.getSeverity().name());
        object.put("slot", event.getSlot());
        object.put("labels", new TreeMap<>(event.getLabels()));
        object.put("value", Json.finite(event.getValue()));
        object.put("threshold", Json.finite(event.getThreshold()));
        object.put("window", event.getWindow());
        object.put("n", event.getN());
        object.put("cause", event.getCause());
        return object;
    }
}
