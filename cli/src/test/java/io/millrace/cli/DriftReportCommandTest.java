package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class DriftReportCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return new CommandLine(DriftReportCommand.class)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler(new Failures())
                .execute(args);
    }

    private JsonNode json() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }

    @Test
    void aShiftedColumnAndARenamedCategoryAreNamed() throws Exception {
        Path reference = rows("reference.csv", 1, 3_000, 0, "UA");
        Path current = rows("current.csv", 2, 1_000, 2, "United");
        Path page = folder.resolve("report.html");
        assertThat(run(
                        "--reference",
                        reference.toString(),
                        "--current",
                        current.toString(),
                        "--json",
                        "--out",
                        page.toString()))
                .as(err.toString())
                .isZero();
        JsonNode features = json().get("features");
        assertThat(features).hasSize(3);
        assertThat(json().get("drifting").asInt()).isEqualTo(2);
        for (JsonNode feature : features) {
            assertThat(feature.get("drift").asBoolean())
                    .isEqualTo(!feature.get("feature").asText().equals("steady"));
            assertThat(feature.get("value").asDouble()
                            >= feature.get("threshold").asDouble())
                    .isEqualTo(feature.get("drift").asBoolean());
            assertThat(feature.get("statistic").asText()).isNotEmpty();
        }
        assertThat(out.toString()).contains("2 of 3 features drift.", "United (");
        assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("<svg", "United");
    }

    @Test
    void theSameRowsDoNotDrift() throws Exception {
        Path reference = rows("reference.csv", 1, 3_000, 0, "UA");
        assertThat(run("--reference", reference.toString(), "--current", reference.toString(), "--json"))
                .as(err.toString())
                .isZero();
        assertThat(json().get("drifting").asInt()).isZero();
    }

    @Test
    void aBundlesProfileIsAReference() throws Exception {
        Path profile = folder.resolve("reference.json");
        Files.writeString(profile, """
                {"version": 1, "rows": 2000, "features": [
                  {"name": "shifted", "type": "numeric", "count": 2000, "min": -3, "max": 3, "mean": 0, "std": 1,
                   "edges": [-1, 0, 1], "counts": [317, 683, 683, 317]},
                  {"name": "carrier", "type": "categorical", "count": 2000, "other": 0,
                   "categories": [{"value": "UA", "count": 1000}, {"value": "AA", "count": 1000}]}], "outputs": []}
                """);
        Path current = rows("current.csv", 2, 1_000, 2, "UA");
        assertThat(run("--reference", profile.toString(), "--current", current.toString(), "--json"))
                .as(err.toString())
                .isZero();
        assertThat(json().get("features")).hasSize(2);
        assertThat(json().get("features").get(0).get("feature").asText()).isEqualTo("shifted");
        assertThat(json().get("features").get(1).get("drift").asBoolean()).isFalse();
    }

    @Test
    void badCellsAreFindingsAndNoFailures() throws Exception {
        Path reference = rows("reference.csv", 1, 500, 0, "UA");
        List<String> lines = new ArrayList<>(List.of("steady,shifted,carrier,new"));
        for (int i = 0; i < 400; i++) {
            lines.add((i % 4 == 0 ? "" : i % 4 == 1 ? "NaN" : i % 4 == 2 ? "Infinity" : "oops") + ",1e308,,1");
        }
        Path current = Files.write(folder.resolve("current.csv"), lines);
        assertThat(run("--reference", reference.toString(), "--current", current.toString(), "--json"))
                .as(err.toString())
                .isZero();
        assertThat(json().get("drifting").asInt()).isEqualTo(4);
        assertThat(out.toString()).contains("the reference has no such feature", "missing-rate", "invalid-rate");
    }

    @Test
    void mistakesAreNamed() throws Exception {
        Path reference = rows("reference.csv", 1, 50, 0, "UA");
        Path other = Files.writeString(folder.resolve("other.csv"), "x,y\n1,2\n");
        Path empty = Files.writeString(folder.resolve("empty.csv"), "x,y\n");
        String rows = reference.toString();
        assertThat(run("--reference", rows)).isEqualTo(2);
        assertThat(run(
                        "--reference",
                        rows,
                        "--current",
                        folder.resolve("no.csv").toString()))
                .isEqualTo(2);
        assertThat(run("--reference", rows, "--current", empty.toString())).isEqualTo(2);
        assertThat(run("--reference", rows, "--current", other.toString())).isEqualTo(2);
        assertThat(run("--reference", rows, "--current", rows, "--features", "height"))
                .isEqualTo(2);
        assertThat(run("--reference", rows, "--current", rows, "--rows", "0")).isEqualTo(2);
        assertThat(run("--reference", rows, "--current", rows, "--out", folder.toString()))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains(
                        "Missing required option: '--current=FILE'",
                        "must exist, found no such file",
                        empty + ": must have a row, found none",
                        "--current: must have a field of the reference, [steady, shifted, carrier], found none in "
                                + other,
                        "--features: must be in " + reference + ": [height], found [steady, shifted, carrier]",
                        "--rows: must be >= 1, found 0",
                        "--out: must be a file that can be written, found " + folder)
                .doesNotContain("\tat ");
    }

    private Path rows(String name, long seed, int rows, double shift, String carrier) throws IOException {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>(List.of("steady,shifted,carrier"));
        for (int i = 0; i < rows; i++) {
            lines.add(random.nextGaussian() + "," + (shift + random.nextGaussian()) + ","
                    + (random.nextBoolean() ? carrier : "AA"));
        }
        return Files.write(folder.resolve(name), lines);
    }
}
