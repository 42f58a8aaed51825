package io.millrace.gateway.http;

import io.javalin.http.Context;
import io.millrace.gateway.config.Role;
import io.millrace.gateway.view.StatusEntry;
import io.millrace.gateway.view.StatusView;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.status.SentCommand;
import io.millrace.schemas.status.SlotStatus;
import io.millrace.schemas.status.StatusJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Slots, models and commands, to be read. */
public final class SlotApi {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST_LIMIT = 1_000;

    private final StatusView view;
    private final Map<String, String> firstModels;

    /**
     * Reads from a view.
     *
     * @param firstModels by slot, the models that serve before all commands, as the pipeline file names them
     */
    public SlotApi(StatusView view, Map<String, String> firstModels) {
        this.view = view;
        this.firstModels = Map.copyOf(firstModels);
    }

    /** What can be asked. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/slots", Role.VIEW, this::slots),
                Route.get("/v1/slots/{slot}", Role.VIEW, this::slot),
                Route.get("/v1/slots/{slot}/timeline", Role.VIEW, request -> history(request, true)),
                Route.get("/v1/slots/{slot}/history", Role.VIEW, request -> history(request, false)),
                Route.get("/v1/models", Role.VIEW, this::models),
                Route.get("/v1/models/{model}/versions/{version}", Role.VIEW, this::model),
                Route.get("/v1/commands/{command}", Role.VIEW, this::command));
    }

    private List<String> names() {
        List<String> known = new ArrayList<>(view.slots());
        firstModels.keySet().stream()
                .sorted()
                .filter(name -> !known.contains(name))
                .forEach(known::add);
        return known;
    }

    private void slots(Context request) {
        Requests.answer(
                request, Map.of("slots", names().stream().map(this::json).toList()));
    }

    private void slot(Context request) {
        Requests.answer(request, json(known(request)));
    }

    private String known(Context request) {
        String slot = Requests.name(request, "slot");
        if (!names().contains(slot)) {
            throw new ProblemException(404, "There is no slot of that name.");
        }
        return slot;
    }

    private Map<String, Object> json(String name) {
        SlotStatus slot = view.slot(name);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("slot", name);
        slot.champion()
                .map(StatusJson::of)
                .or(() -> Optional.ofNullable(firstModels.get(name)).map(first -> Map.of("label", first)))
                .ifPresent(champion -> object.put("champion", champion));
        slot.canary().ifPresent(status -> object.put("canary", StatusJson.of(status)));
        object.put("shadows", slot.shadows().stream().map(StatusJson::of).toList());
        object.put("pending", slot.pending().stream().map(StatusJson::of).toList());
        object.put(
                "degradations", slot.degradations().stream().map(StatusJson::of).toList());
        view.controlProblem().ifPresent(status -> object.put("control", StatusJson.of(status)));
        return object;
    }

    private void history(Context request, boolean changesOnly) {
        String slot = known(request);
        int limit = (int) Requests.queryNumber(request, "limit", 1, MOST_LIMIT).orElse(DEFAULT_LIMIT);
        long before = Requests.queryNumber(request, "before", 0, Long.MAX_VALUE).orElse(Long.MAX_VALUE);
        List<StatusEntry> found = view.history(slot, before, limit, changesOnly);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("slot", slot);
        page.put("statuses", found.stream().map(SlotApi::json).toList());
        if (found.size() == limit) {
            page.put("before", found.get(found.size() - 1).offset());
        }
        Requests.answer(request, page);
    }

    private static Map<String, Object> json(StatusEntry entry) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("offset", entry.offset());
        object.putAll(StatusJson.of(entry.status()));
        return object;
    }

    private void models(Context request) {
        Requests.answer(
                request,
                Map.of("models", view.models().stream().map(SlotApi::json).toList()));
    }

    private void model(Context request) {
        String name = Requests.name(request, "model");
        long version = Requests.number(request, "version");
        StatusEntry entry = view.model(name, version)
                .orElseThrow(() -> new ProblemException(404, "No status names that version of that model."));
        Requests.answer(request, json(entry));
    }

    private void command(Context request) {
        String id = Requests.name(request, "command");
        List<StatusEntry> statuses = view.ofCommand(id);
        if (statuses.isEmpty()) {
            throw new ProblemException(
                    404, "No status names that command: it is not decided yet, too old, or unknown.");
        }
        ModelStatus newest = statuses.get(statuses.size() - 1).status();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("command", id);
        object.put(
                "outcome",
                new SentCommand(id, "", newest.getControlOffset())
                        .outcome(newest)
                        .name());
        object.put("statuses", statuses.stream().map(SlotApi::json).toList());
        Requests.answer(request, object);
    }
}
