package io.millrace.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The queries of dashboards and alert rules. */
final class Dashboards {
    static final Path FOLDER = Repository.DEPLOY.resolve("grafana/dashboards");
    private static final Path RULES = Repository.DEPLOY.resolve("prometheus/rules");
    private static final Pattern SERIES = Pattern.compile("\\b((?:flink|millrace|jvm)_\\w+|up)\\b(\\{[^}]*})?");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");

    private Dashboards() {}

    /** Queries of all panels and of all variables, by where they stand; variables and Grafana's own filled in. */
    static Map<String, String> queries() throws IOException {
        Map<String, String> queries = new LinkedHashMap<>();
        for (Path file : Repository.files(FOLDER, ".json")) {
            JsonNode dashboard = Repository.json(file);
            String title = dashboard.path("title").asText();
            for (JsonNode panel : dashboard.path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    queries.put(
                            title + " / " + panel.path("title").asText() + " / "
                                    + target.path("refId").asText(),
                            filled(target.path("expr").asText()));
                }
            }
            for (JsonNode variable : dashboard.path("templating").path("list")) {
                String query = variable.path("query").path("query").asText();
                Matcher labels = LABEL_VALUES.matcher(query);
                if (!labels.matches()) {
                    throw new IOException(file + ": no label_values: " + query);
                }
                queries.put(
                        title + " / $" + variable.path("name").asText(),
                        "count by (" + labels.group(2) + ") (" + filled(labels.group(1)) + ")");
            }
        }
        return queries;
    }

    /** Expressions of all alerts, by name. */
    static Map<String, String> alerts() throws IOException {
        Map<String, String> alerts = new LinkedHashMap<>();
        for (Path file : Repository.files(RULES, ".yml")) {
            for (JsonNode group : Repository.yaml(file).get(0).path("groups")) {
                for (JsonNode rule : group.path("rules")) {
                    alerts.put(rule.path("alert").asText(), rule.path("expr").asText());
                }
            }
        }
        return alerts;
    }

    /** The series that an expression looks at, each with its label matchers. */
    static List<String> series(String expression) {
        List<String> series = new ArrayList<>();
        Matcher found = SERIES.matcher(expression);
        while (found.find()) {
            series.add(found.group());
        }
        return series;
    }

    private static String filled(String query) {
        return query.replace("$__rate_interval", "1m").replaceAll("\\$\\w+", ".*");
    }
}
