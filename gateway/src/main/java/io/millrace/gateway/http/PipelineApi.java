package io.millrace.gateway.http;

import io.millrace.gateway.config.Role;
import java.util.List;
import java.util.Map;

/** What the pipeline is, as its file says. */
public final class PipelineApi {
    private final Map<String, Object> description;

    /** Tells a description. */
    public PipelineApi(Map<String, Object> description) {
        this.description = description;
    }

    /** What can be asked. */
    public List<Route> routes() {
        return List.of(Route.get("/v1/pipeline", Role.VIEW, request -> Requests.answer(request, description)));
    }
}
