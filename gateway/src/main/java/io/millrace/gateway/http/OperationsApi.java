package io.millrace.gateway.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.millrace.gateway.config.Role;
import io.millrace.gateway.metrics.GatewayMetrics;
import io.millrace.gateway.topics.TopicFollower;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** For whoever runs the gateway: whether it lives, whether it knows enough to be asked, and its series. */
public final class OperationsApi {
    private final List<TopicFollower> followers;
    private final GatewayMetrics metrics;
    private final boolean openMetrics;
    private final boolean tokenNeeded;

    /**
     * Tells how things stand.
     *
     * @param openMetrics whether {@code /metrics} needs no token
     * @param tokenNeeded whether nothing else is told without a token
     */
    public OperationsApi(
            List<TopicFollower> followers, GatewayMetrics metrics, boolean openMetrics, boolean tokenNeeded) {
        this.followers = List.copyOf(followers);
        this.metrics = metrics;
        this.openMetrics = openMetrics;
        this.tokenNeeded = tokenNeeded;
    }

    /** What can be asked. */
    public List<Route> routes() {
        return List.of(
                Route.open("/health", request -> Requests.answer(request, Map.of("status", "up"))),
                Route.open("/ready", this::ready),
                new Route(
                        HandlerType.GET,
                        "/metrics",
                        openMetrics ? Optional.empty() : Optional.of(Role.VIEW),
                        this::metrics));
    }

    /** Whether all topics were read to where they ended at the start. */
    public boolean isReady() {
        return followers.stream().allMatch(TopicFollower::isCaughtUp);
    }

    private void ready(Context request) {
        Map<String, Object> topics = new LinkedHashMap<>();
        followers.forEach(follower -> {
            Map<String, Object> topic = new LinkedHashMap<>();
            topic.put("caughtUp", follower.isCaughtUp());
            topic.put("connected", follower.isConnected());
            topic.put("lag", follower.lag());
            topics.put(follower.topic(), topic);
        });
        boolean ready = isReady();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("status", ready ? "ready" : "starting");
        object.put("tokenNeeded", tokenNeeded);
        object.put("topics", topics);
        request.status(ready ? 200 : 503);
        Requests.answer(request, object);
    }

    private void metrics(Context request) {
        request.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.scrape());
    }
}
