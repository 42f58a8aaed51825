package io.millrace.gateway.http;

import java.util.Map;

/** Headers that keep browsers from doing more with an answer than they should. There are none for other origins: no CORS. */
final class SecurityHeaders {
    private static final Map<String, String> API = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cache-Control", "no-store",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");

    /** For pages with scripts and styles of ours. Swagger UI sets styles in elements, and has pictures in its styles. */
    static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private SecurityHeaders() {}

    /** For answers that are no pages. */
    static Map<String, String> api() {
        return API;
    }
}
