package io.millrace.gateway.http;

import io.javalin.http.Context;
import io.millrace.gateway.config.Role;
import io.millrace.gateway.view.LearnerTrends;
import io.millrace.gateway.view.LearnersView;
import io.millrace.schemas.ModelSnapshot;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Learners, what they have learned, and the model file of it. */
public final class LearnerApi {
    private static final int DEFAULT_TREND_PARAMETERS = 8;
    private static final int MOST_TREND_PARAMETERS = 50;

    private final LearnersView view;
    private final LearnerTrends trends;

    /** Reads from views. */
    public LearnerApi(LearnersView view, LearnerTrends trends) {
        this.view = view;
        this.trends = trends;
    }

    /** What can be asked. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/learners", Role.VIEW, this::learners),
                Route.get(
                        "/v1/learners/{learner}",
                        Role.VIEW,
                        request -> Requests.answer(request, json(newest(request)))),
                Route.get("/v1/learners/{learner}/trend", Role.VIEW, this::trend),
                Route.get("/v1/learners/{learner}/parameters", Role.PARAMETERS, this::parameters),
                Route.get("/v1/learners/{learner}/parameters/trend", Role.PARAMETERS, this::parametersTrend),
                Route.get("/v1/learners/{learner}/model", Role.PARAMETERS, this::model));
    }

    private void learners(Context request) {
        Requests.answer(
                request,
                Map.of("learners", view.newest().stream().map(LearnerApi::json).toList()));
    }

    private ModelSnapshot newest(Context request) {
        return view.newest(Requests.name(request, "learner"))
                .orElseThrow(() -> new ProblemException(404, "There is no learner of that name."));
    }

    private static Map<String, Object> json(ModelSnapshot snapshot) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("learner", snapshot.getLearner());
        object.put("slot", snapshot.getSlot());
        if (snapshot.getVersion() > 0) {
            object.put("model", snapshot.getModel());
            object.put("version", snapshot.getVersion());
        }
        object.put("task", snapshot.getTask());
        object.put("algorithm", snapshot.getAlgorithm());
        object.put("examples", snapshot.getExamples());
        object.put("eventTime", snapshot.getEventTime().toString());
        Map<String, Double> metrics = new TreeMap<>();
        snapshot.getMetrics().forEach((name, value) -> metrics.put(name, Json.finite(value)));
        object.put("metrics", metrics);
        object.put("lineage", new TreeMap<>(snapshot.getLineage()));
        return object;
    }

    private void trend(Context request) {
        String learner = newest(request).getLearner();
        List<LearnerTrends.Point> points = trends.points(learner);
        Set<String> names = new TreeSet<>();
        points.forEach(point -> names.addAll(point.metrics().keySet()));
        List<Map<String, Object>> list = new ArrayList<>();
        for (LearnerTrends.Point point : points) {
            Map<String, Object> one = begin(point);
            Map<String, Double> metrics = new TreeMap<>();
            point.metrics().forEach((name, value) -> metrics.put(name, Json.finite(value)));
            one.put("metrics", metrics);
            list.add(one);
        }
        answer(request, learner, "metrics", names, list);
    }

    /** @param of what the points tell: metrics or parameters, these names */
    private static void answer(
            Context request, String learner, String of, Collection<String> names, List<Map<String, Object>> points) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("learner", learner);
        object.put(of, names);
        object.put("points", points);
        Requests.answer(request, object);
    }

    private static Map<String, Object> begin(LearnerTrends.Point point) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("examples", point.examples());
        object.put("eventTime", point.eventTime().toString());
        return object;
    }

    private void parametersTrend(Context request) {
        String learner = newest(request).getLearner();
        int most = (int)
                Requests.queryNumber(request, "most", 1, MOST_TREND_PARAMETERS).orElse(DEFAULT_TREND_PARAMETERS);
        List<LearnerTrends.Point> points = trends.points(learner);
        List<String> names = LearnerTrends.moved(points, most);
        List<Map<String, Object>> list = new ArrayList<>();
        for (LearnerTrends.Point point : points) {
            Map<String, Object> one = begin(point);
            List<Object> values = new ArrayList<>();
            names.forEach(name -> values.add(finite(point.parameters().get(name))));
            one.put("values", values);
            list.add(one);
        }
        answer(request, learner, "parameters", names, list);
    }

    private static Float finite(Float value) {
        return value == null || !Float.isFinite(value) ? null : value;
    }

    private void parameters(Context request) {
        ModelSnapshot snapshot = newest(request);
        if (snapshot.getParameters() == null) {
            throw new ProblemException(404, "It has more than 10,000 parameters; the model file has them.");
        }
        List<Map<String, Object>> parameters = new ArrayList<>();
        snapshot.getParameters().forEach(parameter -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", parameter.getName());
            one.put("value", Json.finite(parameter.getValue()));
            parameters.add(one);
        });
        Map<String, Object> object = json(snapshot);
        object.put("parameters", parameters);
        Requests.answer(request, object);
    }

    /** The newest file that was offered; what came after it has none. */
    private void model(Context request) {
        ModelSnapshot snapshot = view.offered(Requests.name(request, "learner"))
                .orElseThrow(() -> new ProblemException(404, "That learner has offered no model."));
        ByteBuffer file = snapshot.getFile();
        if (file == null) {
            throw new ProblemException(404, "The model file is too large for the topic; the store has it.");
        }
        byte[] bytes = new byte[file.remaining()];
        file.duplicate().get(bytes);
        String format = snapshot.getFormat();
        request.header(
                        "Content-Disposition",
                        "attachment; filename=\"model-" + snapshot.getVersion() + "."
                                + (format.equals("onnx") ? "onnx" : "pmml") + "\"")
                .contentType(format.equals("onnx") ? "application/octet-stream" : "application/xml")
                .result(bytes);
    }
}
