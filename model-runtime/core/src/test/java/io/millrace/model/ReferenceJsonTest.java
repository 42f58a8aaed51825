package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReferenceJsonTest {
    /** What version 1 looks like, for ever: files that users have must stay readable. */
    private static String golden() throws IOException {
        try (InputStream in = ReferenceJsonTest.class.getResourceAsStream("/reference-v1.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static ReferenceProfile profile() {
        return new ReferenceProfile(
                10,
                List.of(
                        new ColumnProfile.Numeric(
                                "distance",
                                7,
                                2,
                                1,
                                -1.5,
                                4,
                                0.25,
                                2,
                                List.of(-1.0, 0.0, 2.5),
                                List.of(2L, 3L, 1L, 1L)),
                        new ColumnProfile.Numeric(
                                "never",
                                0,
                                10,
                                0,
                                Double.NaN,
                                Double.NaN,
                                Double.NaN,
                                Double.NaN,
                                List.of(),
                                List.of(0L)),
                        new ColumnProfile.Categorical(
                                "carrier",
                                9,
                                1,
                                0,
                                List.of(new ColumnProfile.Category("UA", 5), new ColumnProfile.Category("\"é\"", 3)),
                                1)),
                List.of(new ColumnProfile.Numeric(
                        "probability", 8, 0, 0, 0, 1, 0.5, 0.1, List.of(0.5), List.of(4L, 4L))));
    }

    @Test
    void writesTheGoldenFile() throws IOException {
        assertThat(ReferenceJson.write(profile())).isEqualTo(golden());
    }

    @Test
    void readsTheGoldenFile() throws IOException {
        List<String> problems = new ArrayList<>();
        assertThat(ReferenceJson.read(golden(), problems)).isEqualTo(profile());
        assertThat(problems).isEmpty();
    }

    @Test
    void mistakesAreNamed() {
        List<String> problems = new ArrayList<>();
        assertThat(ReferenceJson.read("""
                {"version": 1, "rows": 3,
                 "features": [
                   {"name": "a", "type": "numeric", "count": 3, "min": 0, "max": 1, "mean": 0.5, "std": 1, "edges": [1, 1], "counts": [1, 1, 1]},
                   {"name": "b", "type": "numeric", "count": 3, "min": 0, "max": 1, "mean": 0.5, "std": 1, "edges": [1], "counts": [1, 1]},
                   {"name": "c", "type": "numeric", "count": 3, "min": 0, "max": 1, "mean": 2, "std": 1, "edges": [1], "counts": [1, 2]},
                   {"name": "d", "type": "categorical", "count": 3, "categories": [{"value": "x", "count": 1}], "other": 1},
                   {"name": "e", "type": "text", "count": 3}
                 ], "output": []}
                """, problems)).isNull();
        assertThat(problems)
                .containsExactly(
                        "reference.json: features: edges must increase: column a, found [1.0, 1.0]",
                        "reference.json: features: counts must be >= 0 and add up to count 3: column b, found [1, 1]",
                        "reference.json: features: must be min <= mean <= max: column c, found 2.0",
                        "reference.json: features: categories and other must add up to count 3: column d, found 2",
                        "reference.json: features[4].type: must be one of numeric, categorical, found \"text\"",
                        "reference.json: output: unknown key, found [] (did you mean outputs?)");
    }

    @Test
    void columnsMustFitTheRows() {
        List<String> problems = new ArrayList<>();
        String column = "{\"name\":\"c\",\"type\":\"categorical\",\"count\":0,\"missing\":2}";
        assertThat(ReferenceJson.read("{\"version\":1,\"rows\":3,\"features\":[" + column + "]}", problems))
                .isNull();
        assertThat(problems).containsExactly("reference.json: counts must fit rows 3: column c");
    }
}
