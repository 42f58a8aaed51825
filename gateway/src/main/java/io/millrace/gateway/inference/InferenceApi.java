package io.millrace.gateway.inference;

import io.javalin.http.Context;
import io.millrace.gateway.config.GatewayConfig.Scoring;
import io.millrace.gateway.config.Role;
import io.millrace.gateway.http.Json;
import io.millrace.gateway.http.ProblemException;
import io.millrace.gateway.http.Requests;
import io.millrace.gateway.http.Route;
import io.millrace.gateway.inference.Served.Desk;
import io.millrace.gateway.metrics.GatewayMetrics;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.RowFault;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Open Inference Protocol, version 2, over REST. A slot is a model there, and the version that serves it is its only version.
 *
 * <p>Numbers are scored as the stream scores them, bit for bit, unless outputs are rounded by configuration. A row that a model refuses makes the
 * request fail, because the protocol has no error of a row.
 */
public final class InferenceApi {
    private static final int MOST_DECIMALS = 17;

    private final ServedModels models;
    private final Scoring limits;
    private final Quota quota;
    private final GatewayMetrics metrics;

    /** Answers with these models. */
    public InferenceApi(ServedModels models, Scoring limits, GatewayMetrics metrics, Clock clock) {
        this.models = models;
        this.limits = limits;
        this.metrics = metrics;
        quota = new Quota(limits.quota(), limits.quotaWindow(), clock);
    }

    /** What can be asked. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                Route.open("/v2/health/live", request -> Requests.answer(request, Map.of("live", true))),
                Route.open("/v2/health/ready", request -> Requests.answer(request, Map.of("ready", true))),
                Route.open("/v2", InferenceApi::server)));
        for (String model : List.of("/v2/models/{slot}", "/v2/models/{slot}/versions/{version}")) {
            routes.add(Route.get(model, Role.SCORE, request -> with(request, served -> metadata(request, served))));
            routes.add(Route.get(model + "/ready", Role.SCORE, this::ready));
            routes.add(Route.post(
                    model + "/infer", Role.SCORE, request -> with(request, served -> infer(request, served))));
        }
        return routes;
    }

    private static void server(Context request) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", "millrace");
        object.put("version", "0.1.0");
        object.put("extensions", List.of());
        Requests.answer(request, object);
    }

    @FunctionalInterface
    private interface Use {
        void with(Served served) throws InterruptedException;
    }

    private void with(Context request, Use use) throws InterruptedException {
        String slot = known(request);
        Served served = models.hold(slot)
                .orElseThrow(() -> new ProblemException(
                        503,
                        "No model is loaded for it"
                                + models.failure(slot)
                                        .map(why -> "; the log tells why")
                                        .orElse(" yet") + "."));
        try {
            checkVersion(request, served);
            use.with(served);
        } finally {
            served.release();
        }
    }

    private String known(Context request) {
        String slot = Requests.name(request, "slot");
        if (!models.knows(slot)) {
            throw new ProblemException(404, "There is no model of that name; models are the pipeline's slots.");
        }
        return slot;
    }

    private static void checkVersion(Context request, Served served) {
        if (request.pathParamMap().containsKey("version")
                && Requests.number(request, "version") != served.model().id().version()) {
            throw new ProblemException(
                    404, "Only version " + served.model().id().version() + " serves.");
        }
    }

    private void ready(Context request) {
        String slot = known(request);
        boolean ready = models.hold(slot)
                .map(served -> {
                    try {
                        return !request.pathParamMap().containsKey("version")
                                || Requests.number(request, "version")
                                        == served.model().id().version();
                    } finally {
                        served.release();
                    }
                })
                .orElse(false);
        request.status(ready ? 200 : 503);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", slot);
        object.put("ready", ready);
        Requests.answer(request, object);
    }

    private static void metadata(Context request, Served served) {
        ModelContract contract = served.model().contract();
        List<Object> inputs = new ArrayList<>();
        for (ModelInput input : contract.inputs()) {
            List<Integer> shape = input.size() == 1 ? List.of(-1) : List.of(-1, input.size());
            inputs.add(tensor(input.name(), Datatype.of(input.type()), shape));
        }
        List<Object> outputs = new ArrayList<>();
        for (ModelOutput output : contract.outputs()) {
            outputs.add(tensor(output.name(), output.isText() ? Datatype.BYTES : Datatype.FP64, List.of(-1)));
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", request.pathParam("slot"));
        object.put("versions", List.of(Long.toString(served.model().id().version())));
        object.put("platform", "millrace_" + served.model().engine());
        object.put("inputs", inputs);
        object.put("outputs", outputs);
        Requests.answer(request, object);
    }

    private static Map<String, Object> tensor(String name, Datatype datatype, List<Integer> shape) {
        Map<String, Object> tensor = new LinkedHashMap<>();
        tensor.put("name", name);
        tensor.put("shape", shape);
        tensor.put("datatype", datatype.name());
        return tensor;
    }

    private void infer(Context request, Served served) throws InterruptedException {
        String slot = request.pathParam("slot");
        if (request.header("Inference-Header-Content-Length") != null) {
            throw new ProblemException(400, "The binary tensor extension is not supported.");
        }
        try {
            // whatever its Content-Type: the protocol asks for none, and Triton's client sends none
            InferenceRequest asked =
                    InferenceRequest.read(request.bodyAsBytes(), served.model().contract());
            String caller = Requests.caller(request).name();
            if (!quota.take(caller, asked.rows())) {
                metrics.scored(slot, "quota", asked.rows());
                request.header("Retry-After", Long.toString(quota.secondsLeft()));
                throw new ProblemException(
                        429,
                        "The quota of " + limits.quota() + " rows in "
                                + limits.quotaWindow().toSeconds() + " s is used up.");
            }
            Map<String, List<Object>> columns = score(asked, served);
            metrics.scored(slot, "scored", asked.rows());
            Requests.answer(request, answer(slot, asked, served, columns));
        } catch (BadTensorException e) {
            metrics.scored(slot, "refused", 1);
            throw new ProblemException(400, e.getMessage());
        }
    }

    private Map<String, List<Object>> score(InferenceRequest asked, Served served)
            throws BadTensorException, InterruptedException {
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        List<ModelOutput> outputs = served.model().contract().outputs();
        outputs.forEach(output -> columns.put(output.name(), new ArrayList<>()));
        Desk desk = served.take();
        if (desk == null) {
            throw new ProblemException(503, "All scorers of the model are at work; try again.");
        }
        try {
            for (int from = 0; from < asked.rows(); from += Served.BATCH) {
                int to = Math.min(asked.rows(), from + Served.BATCH);
                desk.rows().clear();
                asked.fill(desk.rows(), from, to);
                desk.scorer().score(desk.rows(), desk.scores());
                for (int row = 0; row < to - from; row++) {
                    collect(desk, row, from, outputs, columns);
                }
            }
        } finally {
            desk.rows().clear();
            served.giveBack(desk);
        }
        return columns;
    }

    private void collect(Desk desk, int row, int from, List<ModelOutput> outputs, Map<String, List<Object>> columns)
            throws BadTensorException {
        RowFault fault = desk.rows().fault(row);
        if (fault != RowFault.NONE) {
            int column = desk.rows().faultColumn(row);
            throw new BadTensorException("row " + (from + row) + ": " + fault
                    + (column < 0 ? "" : " in input " + desk.rows().contract().columnName(column)));
        }
        for (int output = 0; output < outputs.size(); output++) {
            columns.get(outputs.get(output).name())
                    .add(
                            outputs.get(output).isText()
                                    ? desk.scores().text(row, output)
                                    : rounded(desk.scores().number(row, output)));
        }
    }

    private Double rounded(double score) {
        if (limits.decimals() == MOST_DECIMALS || !Double.isFinite(score)) {
            return Json.finite(score);
        }
        return BigDecimal.valueOf(score)
                .setScale(limits.decimals(), RoundingMode.HALF_EVEN)
                .doubleValue();
    }

    private static Map<String, Object> answer(
            String slot, InferenceRequest asked, Served served, Map<String, List<Object>> columns) {
        List<Object> outputs = new ArrayList<>();
        for (ModelOutput output : served.model().contract().outputs()) {
            if (asked.outputs().isEmpty() || asked.outputs().contains(output.name())) {
                Map<String, Object> tensor =
                        tensor(output.name(), output.isText() ? Datatype.BYTES : Datatype.FP64, List.of(asked.rows()));
                tensor.put("data", columns.get(output.name()));
                outputs.add(tensor);
            }
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("model_name", slot);
        object.put("model_version", Long.toString(served.model().id().version()));
        asked.id().ifPresent(id -> object.put("id", id));
        object.put("parameters", Map.of("model", served.model().id().toString()));
        object.put("outputs", outputs);
        return object;
    }
}
