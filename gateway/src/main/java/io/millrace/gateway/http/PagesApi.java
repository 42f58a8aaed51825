package io.millrace.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The console, and the interface's description as OpenAPI 3 with Swagger UI to read and try it. All files come from this jar and from
 * webjars, and each has a route of its own: no path leads to another file, and none needs the internet.
 */
public final class PagesApi {
    private static final String HTML = "text/html";
    private static final String SCRIPT = "text/javascript";
    private static final String STYLE = "text/css";

    /** The console's scripts: what they share, and one for each page. */
    private static final List<String> CONSOLE_MODULES = List.of(
            "main.js",
            "api.js",
            "dom.js",
            "charts.js",
            "overview.js",
            "models.js",
            "quality.js",
            "drift.js",
            "admission.js",
            "learners.js",
            "signals.js");

    private final String openApi;

    /** Reads the description. */
    public PagesApi() {
        try {
            JsonNode yaml = new YAMLMapper().readTree(ours("openapi.yaml"));
            openApi = Json.MAPPER.writeValueAsString(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml is part of the jar", e);
        }
    }

    /** What can be asked. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.open(
                "/openapi.json",
                request -> request.contentType("application/json").result(openApi)));
        routes.add(file("/", HTML, ours("console/console.html")));
        routes.add(file("/console/console.css", STYLE, ours("console/console.css")));
        for (String module : CONSOLE_MODULES) {
            routes.add(file("/console/" + module, SCRIPT, ours("console/" + module)));
        }
        routes.add(file("/console/uplot.js", SCRIPT, webjar("org.webjars.npm", "uplot", "dist/uPlot.iife.min.js")));
        routes.add(file("/console/uplot.css", STYLE, webjar("org.webjars.npm", "uplot", "dist/uPlot.min.css")));
        routes.add(file("/docs", HTML, ours("docs.html")));
        routes.add(file("/docs/docs.js", SCRIPT, ours("docs.js")));
        routes.add(file("/docs/swagger-ui.css", STYLE, webjar("org.webjars", "swagger-ui", "swagger-ui.css")));
        routes.add(file(
                "/docs/swagger-ui-bundle.js", SCRIPT, webjar("org.webjars", "swagger-ui", "swagger-ui-bundle.js")));
        return routes;
    }

    private static Route file(String path, String type, byte[] content) {
        return Route.open(path, request -> answer(request, type, content));
    }

    private static void answer(Context request, String type, byte[] content) {
        request.header("Content-Security-Policy", SecurityHeaders.PAGE_POLICY)
                .header("Cache-Control", "no-cache")
                .contentType(type + "; charset=utf-8")
                .result(content);
    }

    private static byte[] ours(String file) {
        return resource("/io/millrace/gateway/" + file);
    }

    private static byte[] webjar(String group, String artifact, String file) {
        Properties pom = new Properties();
        String properties = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (InputStream in = PagesApi.class.getResourceAsStream(properties)) {
            pom.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(properties + " is part of a jar", e);
        }
        return resource("/META-INF/resources/webjars/" + artifact + "/" + pom.getProperty("version") + "/" + file);
    }

    private static byte[] resource(String path) {
        try (InputStream in = PagesApi.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("must be on the class path: " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " is part of a jar", e);
        }
    }
}
