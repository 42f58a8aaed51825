package io.millrace.gateway.http;

import io.javalin.http.Context;
import io.millrace.schemas.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/** Errors as bodies: problem details (RFC 9457), and for paths below {@code /v2} as the Open Inference Protocol has them. */
final class Problems {
    static final String TYPE = "application/problem+json";

    private Problems() {}

    /** Answers with an error. */
    static void answer(Context request, int status, String detail, List<String> errors) {
        request.status(status);
        if (request.path().equals("/v2") || request.path().startsWith("/v2/")) {
            String all = errors.isEmpty() ? detail : detail + " " + String.join("; ", errors);
            request.contentType("application/json").result(Json.text(Map.of("error", Printable.of(all))));
        } else {
            request.contentType(TYPE).result(json(status, detail, errors));
        }
    }

    /** The body. */
    static String json(int status, String detail, List<String> errors) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", HttpStatus.getMessage(status));
        problem.put("status", status);
        if (!detail.isEmpty()) {
            problem.put("detail", Printable.of(detail));
        }
        if (!errors.isEmpty()) {
            problem.put("errors", errors.stream().map(Printable::of).toList());
        }
        return Json.text(problem);
    }
}
