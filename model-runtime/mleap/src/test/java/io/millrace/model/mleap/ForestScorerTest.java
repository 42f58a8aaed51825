package io.millrace.model.mleap;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Model;
import io.millrace.model.Models;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import io.millrace.model.ScorerContract;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import ml.combust.bundle.serializer.SerializationFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A classifier with probabilities, names of classes, a vector, a missing value that is imputed; in protobuf. */
final class ForestScorerTest extends ScorerContract {
    private static final Forest FOREST = new Forest(1);

    @TempDir
    private static Path folder;

    private static Path bundle;

    @BeforeAll
    static void write() {
        bundle = FOREST.write(folder, SerializationFormat.Protobuf$.MODULE$);
    }

    @Override
    protected Model load() {
        return Models.load(bundle);
    }

    @Override
    protected void fill(Random random, RowBatch rows, int row) {
        Forest.fill(random, rows, row);
    }

    @Override
    protected int openings() {
        return 200;
    }

    @Override
    protected void spoil(RowBatch rows, int row) {
        rows.set(row, rows.contract().firstColumn("income"), Double.POSITIVE_INFINITY);
    }

    @Test
    void theScoresAreThoseOfMleapAlone(@TempDir Path empty) {
        long seed = 2;
        int count = 500;
        Random random = new Random(seed);
        try (Model json = Models.load(FOREST.write(empty, SerializationFormat.Json$.MODULE$));
                Scorer scorer = json.newScorer(count)) {
            RowBatch rows = scorer.newRows();
            for (int row = 0; row < count; row++) {
                fill(random, rows, rows.addRow());
                if (row % 5 == 0) {
                    rows.set(row, rows.contract().firstColumn("age"), Double.NaN);
                }
                if (row % 7 == 0) {
                    rows.setText(row, rows.contract().firstColumn("country"), "Atlantis");
                }
                if (row % 11 == 0) {
                    rows.setText(row, rows.contract().firstColumn("country"), null);
                }
            }
            ScoreBatch scores = scorer.newScores();
            scorer.score(rows, scores);
            for (int row = 0; row < count; row++) {
                Map<String, Object> expected = FOREST.score(rows, row);
                assertThat(rows.fault(row)).as("seed %d, row %d", seed, row).isEqualTo(RowFault.NONE);
                double[] raw = {scores.number(row, 0), scores.number(row, 1), scores.number(row, 2)};
                double[] probabilities = {scores.number(row, 3), scores.number(row, 4), scores.number(row, 5)};
                assertThat(raw).as("seed %d, row %d", seed, row).isEqualTo(expected.get("raw"));
                assertThat(probabilities).as("seed %d, row %d", seed, row).isEqualTo(expected.get("probability"));
                assertThat(scores.text(row, 6)).as("seed %d, row %d", seed, row).isEqualTo(expected.get("risk"));
            }
        }
    }
}
