package io.millrace.gateway.http;

import io.javalin.http.Context;
import io.millrace.gateway.config.Role;
import io.millrace.gateway.flow.FlowPoint;
import io.millrace.gateway.flow.FlowView;
import io.millrace.gateway.flow.FlowView.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the pipeline flows: events and answers a second, latency, and whether an answer is missing. */
public final class FlowApi {
    private static final int DEFAULT_POINTS = 300;

    private final FlowView view;

    /** Reads from a view. */
    public FlowApi(FlowView view) {
        this.view = view;
    }

    /** What can be asked. */
    public List<Route> routes() {
        return List.of(Route.get("/v1/flow", Role.VIEW, this::flow));
    }

    private void flow(Context request) {
        int points = (int)
                Requests.queryNumber(request, "points", 0, FlowView.MOST_POINTS).orElse(DEFAULT_POINTS);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("scored", view.answers(Outcome.SCORED));
        object.put("fallbacks", view.answers(Outcome.FALLBACK));
        object.put("deadLetters", view.answers(Outcome.DEAD_LETTER));
        object.put("repeated", view.repeated());
        object.put("skipped", view.skipped());
        object.put("problem", view.problem());
        view.newest().ifPresent(newest -> object.put("now", json(newest)));
        object.put("points", view.points(points).stream().map(FlowApi::json).toList());
        Requests.answer(request, object);
    }

    private static Map<String, Object> json(FlowPoint point) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("time", point.time());
        object.put("arriving", point.arriving());
        object.put("answered", point.answered());
        object.put("waiting", point.waiting());
        object.put("p50Millis", Json.finite(point.p50Millis()));
        object.put("p99Millis", Json.finite(point.p99Millis()));
        object.put("gap", point.gap());
        object.put("unchecked", point.unchecked());
        return object;
    }
}
