package io.millrace.learning.evaluation;

import io.millrace.learning.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The examples and answers that record_metrics.py recorded. */
final class ScoredExamples {
    private ScoredExamples() {}

    record Scored(double label, List<Double> values, double weight) {
        double[] scores() {
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    /** One figure of scikit-learn or River. */
    record Known(String metric, String form, double value) {}

    static List<Scored> of(Task task) {
        List<Scored> examples = new ArrayList<>();
        eachLine("/parity/metrics-examples.csv", cells -> {
            double[] row = Arrays.stream(cells).mapToDouble(Double::parseDouble).toArray();
            examples.add(
                    switch (task) {
                        case BINARY_CLASSIFICATION -> new Scored(row[0], List.of(row[1]), row[8]);
                        case REGRESSION -> new Scored(row[2], List.of(row[3]), row[8]);
                        case MULTICLASS_CLASSIFICATION -> new Scored(row[4], List.of(row[5], row[6], row[7]), row[8]);
                        // As distances and as a code the probabilities do as well as other numbers.
                        case CLUSTERING, DECOMPOSITION ->
                            new Scored(Double.NaN, List.of(row[5], row[6], Math.max(0.0, row[7] - 0.3)), row[8]);
                    });
        });
        return examples;
    }

    static List<Known> known() {
        List<Known> known = new ArrayList<>();
        eachLine(
                "/parity/metrics-expected.csv",
                cells -> known.add(new Known(cells[0], cells[1], Double.parseDouble(cells[2]))));
        return known;
    }

    private static void eachLine(String resource, Consumer<String[]> line) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(ScoredExamples.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            lines.lines().skip(1).forEach(text -> line.accept(text.split(",", -1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
