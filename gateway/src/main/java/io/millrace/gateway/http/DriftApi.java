package io.millrace.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.millrace.gateway.config.Role;
import io.millrace.gateway.view.DriftMap;
import io.millrace.gateway.view.Signal;
import io.millrace.gateway.view.SignalFilter;
import io.millrace.gateway.view.SignalsView;
import io.millrace.schemas.MonitoringEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Drift of a model's features and outputs, window by window: a table that a heat map can be drawn from. */
public final class DriftApi {
    private static final int DEFAULT_WINDOWS = 60;
    private static final int MOST_WINDOWS = 400;

    private final SignalsView view;

    /** Reads from a view. */
    public DriftApi(SignalsView view) {
        this.view = view;
    }

    /** What can be asked. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/drift", Role.VIEW, this::map),
                Route.get("/v1/drift/histogram", Role.VIEW, this::histogram));
    }

    /** As the monitoring job has told it; empty columns where it has not. */
    private void histogram(Context request) {
        String subject = required(request, "subject");
        String until = required(request, "to");
        SignalFilter filter = new SignalFilter(
                Optional.of(DriftMap.HISTOGRAM),
                Optional.of("drift." + subject),
                Optional.empty(),
                Optional.of(required(request, "model")),
                Optional.empty());
        Optional<MonitoringEvent> event = view.find(filter, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
                .map(Signal::event)
                .filter(found -> found.getWindow().endsWith(" to " + until))
                .findFirst();
        JsonNode told = told(event.map(found -> found.getLabels().get("histogram")));
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("subject", subject);
        object.put("n", event.map(MonitoringEvent::getN).orElse(0L));
        for (String column : List.of("parts", "reference", "current")) {
            object.put(column, told.path(column).isArray() ? told.path(column) : List.of());
        }
        Requests.answer(request, object);
    }

    private static JsonNode told(Optional<String> histogram) {
        try {
            return Json.MAPPER.readTree(histogram.orElse("{}"));
        } catch (JsonProcessingException e) {
            return Json.MAPPER.createObjectNode(); // of somebody else
        }
    }

    private static String required(Context request, String parameter) {
        return Requests.query(request, parameter)
                .orElseThrow(() -> new ProblemException(400, "The parameter " + parameter + " is required."));
    }

    private void map(Context request) {
        SignalFilter filter = new SignalFilter(
                Optional.of(DriftMap.KIND),
                Optional.empty(),
                Requests.query(request, "slot"),
                Optional.empty(),
                Optional.empty());
        int windows =
                (int) Requests.queryNumber(request, "windows", 1, MOST_WINDOWS).orElse(DEFAULT_WINDOWS);
        Requests.answer(
                request,
                json(DriftMap.of(
                        view.find(filter, Long.MAX_VALUE, Integer.MAX_VALUE),
                        Requests.query(request, "model"),
                        Requests.query(request, "statistic"),
                        windows)));
    }

    private static Map<String, Object> json(DriftMap map) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("models", map.models());
        object.put("model", map.model());
        object.put("statistics", map.statistics());
        object.put("subjects", map.subjects());
        object.put(
                "windows",
                map.windows().stream()
                        .map(window -> Map.of("from", window.from(), "to", window.to()))
                        .toList());
        List<List<Object>> cells = new ArrayList<>();
        for (List<DriftMap.Cell> row : map.cells()) {
            List<Object> line = new ArrayList<>();
            row.forEach(cell -> line.add(cell == null ? null : json(cell)));
            cells.add(line);
        }
        object.put("cells", cells);
        return object;
    }

    private static Map<String, Object> json(DriftMap.Cell cell) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("statistic", cell.statistic());
        object.put("value", Json.finite(cell.value()));
        object.put("threshold", Json.finite(cell.threshold()));
        object.put("drift", cell.isDrift());
        object.put("n", cell.n());
        return object;
    }
}
