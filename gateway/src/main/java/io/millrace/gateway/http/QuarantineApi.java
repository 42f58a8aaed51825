package io.millrace.gateway.http;

import io.javalin.http.Context;
import io.millrace.gateway.config.Role;
import io.millrace.gateway.view.QuarantineView;
import io.millrace.schemas.QuarantinedExample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Examples in quarantine, for whoever may release or reject them. */
public final class QuarantineApi {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST_LIMIT = 1_000;

    private final QuarantineView view;

    /** Reads from a view. */
    public QuarantineApi(QuarantineView view) {
        this.view = view;
    }

    /** What can be asked. */
    public List<Route> routes() {
        return List.of(Route.get("/v1/quarantine", Role.RELEASE, this::page));
    }

    private void page(Context request) {
        int limit = (int) Requests.queryNumber(request, "limit", 1, MOST_LIMIT).orElse(DEFAULT_LIMIT);
        long before = Requests.queryNumber(request, "before", 0, Long.MAX_VALUE).orElse(Long.MAX_VALUE);
        Optional<String> slot = Requests.query(request, "slot");
        Optional<String> learner = Requests.query(request, "learner");
        Optional<String> reason = Requests.query(request, "reason");
        Optional<String> principal = Requests.query(request, "principal");
        List<QuarantineView.Entry> found = view.find(
                example -> fits(slot, example.getSlot())
                        && fits(learner, example.getLearner())
                        && fits(reason, example.getReason())
                        && fits(principal, example.getPrincipal()),
                before,
                limit);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("examples", found.stream().map(QuarantineApi::json).toList());
        if (found.size() == limit) {
            page.put("before", found.get(found.size() - 1).offset());
        }
        Requests.answer(request, page);
    }

    private static boolean fits(Optional<String> wanted, String value) {
        return wanted.isEmpty() || wanted.get().equals(value);
    }

    private static Map<String, Object> json(QuarantineView.Entry entry) {
        QuarantinedExample example = entry.example();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("offset", entry.offset());
        object.put("eventId", example.getEventId());
        object.put("slot", example.getSlot());
        object.put("learner", example.getLearner());
        object.put("reason", example.getReason());
        object.put("stage", example.getStage());
        object.put("score", Json.finite(example.getScore()));
        object.put("principal", example.getPrincipal());
        object.put("trustClass", example.getTrustClass());
        object.put("label", plain(example.getLabel()));
        Map<String, Object> features = new LinkedHashMap<>();
        example.getFeatures().forEach(feature -> features.put(feature.getName(), plain(feature.getValue())));
        object.put("features", features);
        object.put("scores", example.getScores().stream().map(Json::finite).toList());
        object.put("model", example.getModel());
        object.put("eventTime", example.getEventTime().toString());
        object.put("knownAt", example.getKnownAt().toString());
        return object;
    }

    private static Object plain(Object value) {
        return value instanceof Double number ? Json.finite(number) : value;
    }
}
