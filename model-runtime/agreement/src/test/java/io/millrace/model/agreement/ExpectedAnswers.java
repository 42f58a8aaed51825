package io.millrace.model.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.FeatureType;
import io.millrace.model.Model;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelOutput;
import io.millrace.model.OutputKind;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a training library answered: {@code expected.csv} of a trained model. Its first columns are features, the others
 * answers; no cell holds a comma or a quote.
 *
 * @param features their names
 * @param answers {@code class}, {@code probability:<class>}, {@code value}, {@code cluster}, {@code distance:<cluster>}
 * @param rows cells, features first
 */
record ExpectedAnswers(List<String> features, List<String> answers, List<List<String>> rows) {
    private static final Pattern ANSWER = Pattern.compile("class|value|cluster|(probability|distance):.*");

    static ExpectedAnswers read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            List<List<String>> cells =
                    lines.map(line -> List.of(line.split(",", -1))).toList();
            List<String> heading = cells.get(0);
            return new ExpectedAnswers(
                    heading.stream()
                            .filter(name -> !ANSWER.matcher(name).matches())
                            .toList(),
                    heading.stream()
                            .filter(name -> ANSWER.matcher(name).matches())
                            .toList(),
                    cells.subList(1, cells.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Scores all rows in batches of {@code batchRows}: no row fails, labels are equal, numbers differ by less than allowed. */
    void assertAgree(Model model, TrainedModel trained, int batchRows) {
        int[] columns = columns(model.contract());
        int[] outputs = IntStream.range(0, answers.size())
                .map(i -> output(model.contract(), i))
                .toArray();
        try (Scorer scorer = model.newScorer(batchRows)) {
            RowBatch batch = scorer.newRows();
            ScoreBatch scores = scorer.newScores();
            for (int from = 0; from < rows.size(); from += batchRows) {
                List<List<String>> part = rows.subList(from, Math.min(rows.size(), from + batchRows));
                batch.clear();
                part.forEach(cells -> fill(batch, batch.addRow(), cells, columns));
                scorer.score(batch, scores);
                for (int row = 0; row < part.size(); row++) {
                    String where = model.engine() + ", row " + (from + row) + " " + part.get(row);
                    assertThat(batch.fault(row)).as(where).isEqualTo(RowFault.NONE);
                    compare(scores, row, part.get(row), outputs, trained, where);
                }
            }
        }
    }

    /** For each feature its column in a row; -1 where the model does not use it. An ONNX tensor has them all in order. */
    private int[] columns(ModelContract contract) {
        if (contract.inputs().size() == 1 && contract.width() == features.size()) {
            return IntStream.range(0, features.size()).toArray();
        }
        assertThat(features)
                .containsAll(
                        contract.inputs().stream().map(input -> input.name()).toList());
        return features.stream().mapToInt(contract::firstColumn).toArray();
    }

    private static void fill(RowBatch batch, int row, List<String> cells, int[] columns) {
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] < 0 || cells.get(i).isEmpty()) {
                continue;
            }
            if (isText(batch, columns[i])) {
                batch.setText(row, columns[i], cells.get(i));
            } else {
                batch.set(row, columns[i], Double.parseDouble(cells.get(i)));
            }
        }
    }

    private static boolean isText(RowBatch batch, int column) {
        return batch.contract().inputOfColumn(column).type() == FeatureType.CATEGORICAL;
    }

    /**
     * The contract's output that holds an answer: the one that says so. ONNX graphs of plain arithmetic do not tell what
     * their outputs mean; converters write them in the order of the answers.
     */
    private int output(ModelContract contract, int answer) {
        String[] kindAndCategory = answers.get(answer).split(":", 2);
        OutputKind kind =
                switch (kindAndCategory[0]) {
                    case "class" -> OutputKind.CLASS;
                    case "probability" -> OutputKind.PROBABILITY;
                    case "cluster" -> OutputKind.CLUSTER;
                    case "distance" -> OutputKind.DISTANCE;
                    default -> OutputKind.VALUE;
                };
        String category = kindAndCategory.length == 2 ? kindAndCategory[1] : "";
        List<ModelOutput> outputs = contract.outputs();
        List<Integer> found = IntStream.range(0, outputs.size())
                .filter(i -> outputs.get(i).kind() == kind
                        && outputs.get(i).category().equals(category))
                .boxed()
                .toList();
        if (found.isEmpty() && outputs.size() == answers.size()) {
            return answer;
        }
        assertThat(found)
                .as("outputs that are %s, among %s", answers.get(answer), outputs)
                .hasSize(1);
        return found.get(0);
    }

    private void compare(
            ScoreBatch scores, int row, List<String> cells, int[] outputs, TrainedModel trained, String where) {
        for (int i = 0; i < answers.size(); i++) {
            ModelOutput output = scores.contract().outputs().get(outputs[i]);
            String expected = cells.get(features.size() + i);
            String what = where + ", " + answers.get(i);
            if (output.isText()) {
                assertThat(scores.text(row, outputs[i])).as(what).isEqualTo(expected);
            } else {
                double number = trained.exported(answers.get(i), Double.parseDouble(expected));
                assertThat(scores.number(row, outputs[i]))
                        .as(what)
                        .isCloseTo(number, within(trained.tolerance() * Math.max(1, Math.abs(number))));
            }
        }
    }
}
