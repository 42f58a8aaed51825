package io.millrace.benchmarks;

import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelEngine;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.stream.IntStream;

/** One of our engines, asked for by name, as the scoring job uses it: rows into a batch, policies, model, scores. */
final class EngineLoop implements ScoringLoop {
    private final Model model;
    private final Scorer scorer;
    private final RowBatch batch;
    private final ScoreBatch scores;
    private final FeatureRows rows;
    private final int[] features;
    private final String[][] texts;
    private final boolean numbersInOrder;
    private final int output;
    private int next;

    /**
     * Loads a model.
     *
     * @param engine its name
     * @param path a bundle or a bare model file
     * @param rows have a feature for each column of the model, by name
     * @param score the output that counts
     */
    EngineLoop(String engine, Path path, FeatureRows rows, String score, int batchRows) {
        model = engine(engine).load(ModelBundle.open(path), Device.CPU);
        scorer = model.newScorer(batchRows);
        batch = scorer.newRows();
        scores = scorer.newScores();
        this.rows = rows;
        ModelContract contract = model.contract();
        features = IntStream.range(0, contract.width())
                .map(column -> rows.names().indexOf(contract.columnName(column)))
                .toArray();
        texts = IntStream.of(features)
                .mapToObj(feature -> rows.texts().get(rows.names().get(feature)))
                .map(list -> list == null ? null : list.toArray(String[]::new))
                .toArray(String[][]::new);
        numbersInOrder = rows.texts().isEmpty()
                && Arrays.equals(
                        features, IntStream.range(0, rows.names().size()).toArray());
        output = IntStream.range(0, contract.outputs().size())
                .filter(i -> contract.outputs().get(i).name().equals(score))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("model must give " + score + ": " + contract));
    }

    private static ModelEngine engine(String name) {
        return ServiceLoader.load(ModelEngine.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("engine must be on the class path: " + name));
    }

    @Override
    public void scoreNextBatch() {
        batch.clear();
        for (int i = 0; i < batch.capacity(); i++) {
            double[] cells = rows.row(next++);
            int row = batch.addRow();
            if (numbersInOrder) {
                // as the decode plan of Avro events writes them: straight into the batch
                System.arraycopy(cells, 0, batch.values(), row * features.length, features.length);
                continue;
            }
            for (int column = 0; column < features.length; column++) {
                double cell = cells[features[column]];
                if (texts[column] == null) {
                    batch.set(row, column, cell);
                } else {
                    batch.setText(row, column, texts[column][(int) cell]);
                }
            }
        }
        scorer.score(batch, scores);
    }

    @Override
    public double score(int row) {
        return scores.number(row, output);
    }

    @Override
    public void close() {
        scorer.close();
        model.close();
    }
}
