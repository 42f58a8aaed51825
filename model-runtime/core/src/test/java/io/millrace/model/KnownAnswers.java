package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Rows and scores that another program wrote as CSV: the contract's columns in order, then all outputs in order. Made
 * by the script that is named beside each file.
 */
public final class KnownAnswers {
    private KnownAnswers() {}

    /**
     * Scores all rows of a file, in batches, and compares.
     *
     * @param columns where the file's feature columns go in a row of the contract
     */
    public static void assertThatModelAgrees(Model model, Path csv, double tolerance, int... columns)
            throws IOException {
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines).as("rows of %s", csv).isNotEmpty();
        try (Scorer scorer = model.newScorer(7)) {
            RowBatch rows = scorer.newRows();
            ScoreBatch scores = scorer.newScores();
            for (int from = 0; from < lines.size(); from += scorer.maxRows()) {
                List<String> part = lines.subList(from, Math.min(lines.size(), from + scorer.maxRows()));
                rows.clear();
                for (String line : part) {
                    fill(rows, rows.addRow(), line.split(",", -1), columns);
                }
                scorer.score(rows, scores);
                for (int row = 0; row < part.size(); row++) {
                    String where = csv.getFileName() + ", line " + (from + row + 1);
                    assertThat(rows.fault(row)).as(where).isEqualTo(RowFault.NONE);
                    compare(scores, row, part.get(row).split(",", -1), columns.length, tolerance, where);
                }
            }
        }
    }

    private static void fill(RowBatch rows, int row, String[] cells, int[] columns) {
        assertThat(columns).hasSize(rows.contract().width());
        for (int i = 0; i < columns.length; i++) {
            if (rows.contract().inputOfColumn(columns[i]).type() == FeatureType.CATEGORICAL) {
                rows.setText(row, columns[i], cells[i]);
            } else {
                rows.set(row, columns[i], cells[i].equals("nan") ? Double.NaN : Double.parseDouble(cells[i]));
            }
        }
    }

    private static void compare(
            ScoreBatch scores, int row, String[] cells, int features, double tolerance, String where) {
        List<ModelOutput> outputs = scores.contract().outputs();
        assertThat(cells).as(where).hasSize(features + outputs.size());
        for (int output = 0; output < outputs.size(); output++) {
            String expected = cells[features + output];
            String what = where + ", " + outputs.get(output).name();
            if (outputs.get(output).isText()) {
                assertThat(scores.text(row, output)).as(what).isEqualTo(expected);
            } else {
                assertThat(scores.number(row, output))
                        .as(what)
                        .isCloseTo(Double.parseDouble(expected), within(tolerance));
            }
        }
    }
}
