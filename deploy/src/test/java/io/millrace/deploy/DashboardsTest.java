package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.gateway.metrics.MeterName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DashboardsTest {
    private static final Path PROVISIONING = Repository.DEPLOY.resolve("grafana/provisioning");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?!__)(\\w+)");

    @Test
    void whatTheBriefAsksForIsThere() throws IOException {
        assertThat(Repository.files(Dashboards.FOLDER, ".json"))
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "drift.json", "flink-kafka.json", "fraud-filter.json", "model-quality.json", "service.json");
    }

    @Test
    void panelsAreTidyAndAskTheProvisionedSource() throws IOException {
        String source = Repository.yaml(PROVISIONING.resolve("datasources/prometheus.yml"))
                .get(0)
                .at("/datasources/0/uid")
                .asText();
        Set<String> uids = new HashSet<>();
        for (Path file : Repository.files(Dashboards.FOLDER, ".json")) {
            JsonNode dashboard = Repository.json(file);
            assertThat(uids.add(dashboard.path("uid").asText()))
                    .as(file.toString())
                    .isTrue();
            Set<Integer> ids = new HashSet<>();
            boolean[][] taken = new boolean[400][24];
            for (JsonNode panel : dashboard.path("panels")) {
                String where = file.getFileName() + ": " + panel.path("title").asText();
                assertThat(ids.add(panel.path("id").asInt())).as(where).isTrue();
                assertThat(panel.path("targets")).as(where).isNotEmpty();
                assertThat(panel.path("datasource").path("uid").asText())
                        .as(where)
                        .isEqualTo(source);
                JsonNode at = panel.path("gridPos");
                for (int y = at.path("y").asInt();
                        y < at.path("y").asInt() + at.path("h").asInt();
                        y++) {
                    for (int x = at.path("x").asInt();
                            x < at.path("x").asInt() + at.path("w").asInt();
                            x++) {
                        assertThat(taken[y][x]).as(where + " overlaps").isFalse();
                        taken[y][x] = true;
                    }
                }
            }
        }
    }

    @Test
    void variablesThatAreUsedAreDeclaredAndTheOtherWayRound() throws IOException {
        for (Path file : Repository.files(Dashboards.FOLDER, ".json")) {
            JsonNode dashboard = Repository.json(file);
            Set<String> declared = new HashSet<>();
            dashboard
                    .path("templating")
                    .path("list")
                    .forEach(variable -> declared.add(variable.path("name").asText()));
            Set<String> used = new HashSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    Matcher variable = VARIABLE.matcher(target.path("expr").asText());
                    while (variable.find()) {
                        used.add(variable.group(1));
                    }
                }
            }
            assertThat(used).as(file.getFileName().toString()).isEqualTo(declared);
        }
    }

    @Test
    void grafanaFindsThemWhereComposeMountsThem() throws IOException {
        String path = Repository.yaml(PROVISIONING.resolve("dashboards/millrace.yml"))
                .get(0)
                .at("/providers/0/options/path")
                .asText();
        List<String> volumes = Repository.texts(Repository.yaml(Repository.ROOT.resolve("docker-compose.yml"))
                .get(0)
                .at("/services/grafana/volumes"));

        assertThat(volumes).contains("./deploy/grafana/dashboards:" + path + ":ro");
    }

    @Test
    void everySeriesOfTheGatewayIsOneOfItsMeters() throws IOException {
        Set<String> known = new HashSet<>();
        for (MeterName name : MeterName.values()) {
            known.add(name.prometheus());
            if (name.type() == MeterName.Type.TIMER) {
                known.addAll(List.of(name.prometheus() + "_count", name.prometheus() + "_sum"));
            }
        }
        Set<String> asked = new HashSet<>();
        for (String query : Dashboards.queries().values()) {
            asked.addAll(Dashboards.series(query));
        }
        for (String query : Dashboards.alerts().values()) {
            asked.addAll(Dashboards.series(query));
        }
        for (String series : asked) {
            String name = series.replaceAll("\\{.*", "");
            if (name.startsWith("millrace_")) {
                assertThat(known).contains(name);
            }
        }
    }

    @Test
    void theRunbookNamesEveryAlert() throws IOException {
        String operations = Files.readString(Repository.ROOT.resolve("docs/operations.md"));
        for (String alert : Dashboards.alerts().keySet()) {
            assertThat(operations).contains("`" + alert + "`");
        }
    }
}
