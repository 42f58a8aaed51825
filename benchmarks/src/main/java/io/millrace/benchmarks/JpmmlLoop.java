package io.millrace.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jpmml.evaluator.Evaluator;
import org.jpmml.evaluator.EvaluatorUtil;
import org.jpmml.evaluator.LoadingModelEvaluatorBuilder;

/**
 * JPMML as its own documentation has it: its loader optimizes the document, a map of arguments for each row. The maps are made before, as
 * making them is not its work.
 */
final class JpmmlLoop implements ScoringLoop {
    private final Evaluator evaluator;
    private final List<Map<String, Object>> rows;
    private final String output;
    private final double[] scores;
    private int next;

    /**
     * Loads the PMML file at {@code path}.
     *
     * @param score the output that counts
     */
    JpmmlLoop(Path path, FeatureRows rows, String score, int batchRows) {
        try {
            evaluator = new LoadingModelEvaluatorBuilder().load(path.toFile()).build();
        } catch (Exception e) {
            throw new IllegalStateException("JPMML must load " + path, e);
        }
        evaluator.verify();
        this.rows = rows.rows().stream()
                .map(row -> IntStream.range(0, row.length)
                        .boxed()
                        .collect(Collectors.<Integer, String, Object>toMap(rows.names()::get, i -> row[i])))
                .toList();
        output = score;
        scores = new double[batchRows];
    }

    @Override
    public void scoreNextBatch() {
        for (int i = 0; i < scores.length; i++) {
            Object score = evaluator
                    .evaluate(rows.get(next++ & (FeatureRows.COUNT - 1)))
                    .get(output);
            scores[i] = ((Number) EvaluatorUtil.decode(score)).doubleValue();
        }
    }

    @Override
    public double score(int row) {
        return scores[row];
    }

    @Override
    public void close() {
        // the garbage collector's
    }
}
