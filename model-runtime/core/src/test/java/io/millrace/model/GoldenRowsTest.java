package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GoldenRowsTest {
    private static final ModelContract CONTRACT = new ModelContract(
            List.of(
                    ModelInput.of("x", FeatureType.DOUBLE),
                    ModelInput.categorical("carrier", List.of("UA", "AA")),
                    ModelInput.vector("v", FeatureType.DOUBLE, 2)),
            List.of(ModelOutput.number("sum"), ModelOutput.text("label")));

    /** sum = x + code of carrier + v; label = carrier. */
    private static final Model MODEL = new SumModel(CONTRACT);

    @Test
    void readsWhatItWrites() {
        String text = """
                {"inputs":{"x":1.5,"carrier":"UA","v":[1.0,null]},"outputs":{"sum":0.25,"label":null}}

                {"inputs":{},"outputs":{"label":"a"},"tolerance":1.0E-9}
                """;
        List<String> problems = new ArrayList<>();
        List<GoldenRow> rows = GoldenRows.read(text, problems);
        assertThat(problems).isEmpty();
        assertThat(rows).extracting(GoldenRow::number).containsExactly(1, 3);
        assertThat(rows.get(0).inputs()).isEqualTo(Map.of("x", 1.5, "carrier", "UA", "v", Arrays.asList(1.0, null)));
        assertThat(rows.get(0).outputs()).containsEntry("sum", 0.25).containsEntry("label", null);
        assertThat(rows.get(0).tolerance()).isEqualTo(1e-6);
        assertThat(rows.get(1).tolerance()).isEqualTo(1e-9);
        assertThat(rows.stream().map(GoldenRows::write).collect(Collectors.joining("\n\n", "", "\n")))
                .isEqualTo(text);
    }

    @Test
    void everyLineWithAMistakeIsNamed() {
        List<String> problems = new ArrayList<>();
        List<GoldenRow> rows = GoldenRows.read("""
                []
                {"inputs": {"x": 1}
                {"inputs": {"x": 1}}
                {"inputs": {"x": {"y": 1}}, "outputs": {"sum": 1}}
                {"inputs": {"x": true}, "outputs": {"sum": 1}, "tolerance": -1}
                {"inputs": {}, "outputs": {}}
                {"inputs": {}, "outputs": {"sum": [1]}}
                {"inputs": {"x": true}, "outputs": {"sum": 1}}
                {"inputs": {}, "outputs": {"sum": 1}, "tolerence": 1}
                {"inputs": {"x": 1, "x": 2}, "outputs": {"sum": 1}}
                """, problems);
        assertThat(rows).extracting(GoldenRow::number).containsExactly(8);
        assertThat(rows.get(0).inputs()).isEqualTo(Map.of("x", 1.0));
        assertThat(problems)
                .hasSize(9)
                .contains(
                        "golden.jsonl: line 1: must be a JSON object, found []",
                        "golden.jsonl: line 3: outputs must be an object, found nothing",
                        "golden.jsonl: line 4: x must be a number, text or null, found {\"y\":1}",
                        "golden.jsonl: line 5: tolerance must be a number >= 0, found -1",
                        "golden.jsonl: line 6: outputs must not be empty, found {\"inputs\":{},\"outputs\":{}}",
                        "golden.jsonl: line 7: sum must be a number, text or null, found [1]",
                        "golden.jsonl: line 9: must have the keys inputs, outputs and tolerance only, found tolerence");
        assertThat(problems.get(1)).startsWith("golden.jsonl: line 2: must be a JSON object, found: Unexpected end");
        assertThat(problems.get(8)).startsWith("golden.jsonl: line 10: must be a JSON object, found: Duplicate");
    }

    @Test
    void tooManyRowsAreRefused() {
        List<String> problems = new ArrayList<>();
        String row = "{\"inputs\":{},\"outputs\":{\"y\":1}}\n";
        assertThat(GoldenRows.read(row.repeat(GoldenRows.MOST_ROWS + 5), problems))
                .hasSize(GoldenRows.MOST_ROWS);
        assertThat(problems).containsExactly("golden.jsonl: must have at most 10000 rows, found more");
    }

    @Test
    void aModelThatAgreesHasNoMismatch() {
        List<GoldenRow> rows = IntStream.rangeClosed(1, 200)
                .mapToObj(i -> row(i, "{\"x\":" + i + ",\"carrier\":\"AA\",\"v\":[1,2]}", "{\"sum\":" + (i + 4) + "}"))
                .toList();
        assertThat(GoldenRows.check(MODEL, rows)).isEmpty();
        assertThat(GoldenRows.check(MODEL, List.of())).isEmpty();
        assertThat(GoldenRows.check(MODEL, List.of(row(1, "{\"carrier\":null}", "{\"sum\":null,\"label\":null}"))))
                .isEmpty();
    }

    @Test
    void everyDisagreementIsNamedAndNeighboursAreCompared() {
        List<GoldenRow> rows = List.of(
                row(1, "{\"x\":1,\"carrier\":\"AA\",\"v\":[1,2]}", "{\"sum\":5.1,\"label\":\"UA\"}"),
                row(2, "{\"x\":1,\"carrier\":\"ZZ\",\"v\":[1,2]}", "{\"sum\":5}"),
                row(3, "{\"x\":\"one\",\"carrier\":7,\"v\":[1],\"w\":0}", "{\"summ\":5}"),
                row(4, "{\"x\":1,\"carrier\":\"AA\",\"v\":[1,2]}", "{\"sum\":5}"),
                row(5, "{\"x\":1,\"carrier\":\"AA\",\"v\":[1,2]}", "{\"sum\":\"5\",\"label\":2}"));
        assertThat(GoldenRows.check(MODEL, rows))
                .extracting(GoldenMismatch::toString)
                .containsExactlyInAnyOrder(
                        "golden row 1: sum: expected 5.1 within 1.0E-6, found 5.0",
                        "golden row 1: label: expected UA, found AA",
                        "golden row 2: row: expected to be scored, found INVALID_FEATURE at carrier",
                        "golden row 3: input x: expected a number, found one",
                        "golden row 3: input carrier: expected text, found 7.0",
                        "golden row 3: input v: expected a list of 2, found [1.0]",
                        "golden row 3: input w: expected an input of the model, found 0.0",
                        "golden row 3: summ: expected an output of the model, found none of this name",
                        "golden row 5: sum: expected 5, found 5.0",
                        "golden row 5: label: expected 2.0 within 1.0E-6, found AA");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1e-6, true", // below 1 the tolerance is absolute
        "0, 1.1e-6, false",
        "1000000, 1, true", // above it is relative
        "1000000, 1.1, false",
        "-1000000, -1, true",
    })
    void toleranceIsRelativeAboveOne(double expected, double off, boolean agrees) {
        GoldenRow row =
                row(1, "{\"x\":" + (expected + off) + ",\"carrier\":\"UA\",\"v\":[0,0]}", "{\"sum\":" + expected + "}");
        assertThat(GoldenRows.check(MODEL, List.of(row)).isEmpty()).isEqualTo(agrees);
    }

    private static GoldenRow row(int number, String inputs, String outputs) {
        List<String> problems = new ArrayList<>();
        GoldenRow row = GoldenRows.read("{\"inputs\":" + inputs + ",\"outputs\":" + outputs + "}", problems)
                .get(0);
        assertThat(problems).isEmpty();
        return new GoldenRow(number, row.inputs(), row.outputs(), row.tolerance());
    }

    private record SumModel(ModelContract contract) implements Model {
        @Override
        public ModelId id() {
            return new ModelId("sum", 1, "0".repeat(64));
        }

        @Override
        public String engine() {
            return "sum";
        }

        @Override
        public Scorer newScorer(int maxRows) {
            return new Scorer(contract, maxRows) {
                @Override
                protected void scoreRows(RowBatch rows, ScoreBatch scores) {
                    for (int row = 0; row < rows.size(); row++) {
                        double sum = 0;
                        for (int column = 0; column < 4; column++) {
                            sum += rows.get(row, column);
                        }
                        scores.setNumber(row, 0, sum);
                        scores.setText(row, 1, rows.text(row, 1));
                    }
                }

                @Override
                protected void release() {}
            };
        }

        @Override
        public void close() {}
    }
}
