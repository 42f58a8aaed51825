package io.millrace.model.onnx;

import static io.millrace.model.KnownAnswers.assertThatModelAgrees;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.Model;
import io.millrace.model.ModelOutput;
import io.millrace.model.Models;
import io.millrace.model.OutputKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Scores against scikit-learn's, LightGBM's and NumPy's. They compute in 64 bits, the graphs in 32: probabilities may
 * differ by some units of 2^-23.
 */
final class KnownAnswersTest {
    private static final double SINGLE_PRECISION = 2e-6;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"forest, 8", "logistic, 4", "strings, 3", "lightgbm, 5"})
    void convertedClassifiers(String name, int columns) throws IOException {
        try (Model model = Fixtures.load(name)) {
            assertThatModelAgrees(
                    model,
                    Fixtures.csv(name),
                    SINGLE_PRECISION,
                    IntStream.range(0, columns).toArray());
        }
    }

    @ParameterizedTest
    @CsvSource({"fixed1", "fixed4"})
    void fixedNumberOfRows(String name) throws IOException {
        try (Model model = Fixtures.load(name)) {
            assertThatModelAgrees(model, Fixtures.csv("fixed"), SINGLE_PRECISION, 0, 1, 2);
        }
    }

    @Test
    void anInputAFeature() throws IOException {
        try (Model model = Fixtures.load("separate")) {
            assertThatModelAgrees(model, Fixtures.csv("separate"), SINGLE_PRECISION, 0, 1, 2, 3);
        }
    }

    @Test
    void namedColumnsOfOneTensorAndChosenOutputs() throws IOException {
        Path bundle = Fixtures.bundle(folder, "strings", """
                inputs:
                  - {name: first, type: float}
                  - {name: rest, type: float, size: 2}
                outputs:
                  - {name: choice, from: output_label}
                  - {name: tree, from: output_probability, index: 2}
                  - {name: bus, from: output_probability, index: 0}
                """);
        try (Model model = Models.load(bundle)) {
            assertThat(model.contract().outputs())
                    .containsExactly(
                            new ModelOutput("choice", true, OutputKind.CLASS, ""),
                            new ModelOutput("tree", false, OutputKind.PROBABILITY, "Árbol"),
                            new ModelOutput("bus", false, OutputKind.PROBABILITY, "bus"));
            assertThat(model.contract().columnName(2)).isEqualTo("rest[1]");
            try (var scorer = model.newScorer(1)) {
                var rows = scorer.newRows();
                var scores = scorer.newScores();
                int row = rows.addRow();
                // first line of strings.csv
                rows.set(row, 0, 0.34882545471191406);
                rows.set(row, 1, -1.0931810140609741);
                rows.set(row, 2, -0.4374605417251587);
                scorer.score(rows, scores);
                assertThat(scores.text(row, 0)).isEqualTo("bus");
                assertThat(scores.number(row, 1)).isCloseTo(0.2096293, within(SINGLE_PRECISION));
                assertThat(scores.number(row, 2)).isCloseTo(0.7867983, within(SINGLE_PRECISION));
            }
        }
    }

    @Test
    void inputsInAnotherOrderThanTheGraphs() throws IOException {
        Path bundle = Fixtures.bundle(folder, "separate", """
                inputs:
                  - {name: land, type: categorical, tensor: country}
                  - {name: member, type: boolean}
                  - {name: visits, type: long}
                  - {name: age, type: double}
                outputs:
                  - {name: score}
                """);
        try (Model model = Models.load(bundle)) {
            assertThatModelAgrees(model, Fixtures.csv("separate"), SINGLE_PRECISION, 3, 2, 1, 0);
        }
    }
}
