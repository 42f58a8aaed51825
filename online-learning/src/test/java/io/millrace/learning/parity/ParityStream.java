package io.millrace.learning.parity;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.Learner;
import io.millrace.learning.evaluation.Cumulative;
import io.millrace.learning.evaluation.Metric;
import java.util.Arrays;
import java.util.List;

/** Rows with labels, in order. */
final class ParityStream {
    private static final int FEATURES = 8;
    private static final Csv STREAM = Csv.read("stream.csv");
    private static final Csv COUNTS = Csv.read("counts.csv");

    private final List<FeatureVector> rows;
    private final double[] labels;

    private ParityStream(List<FeatureVector> rows, double[] labels) {
        this.rows = rows;
        this.labels = labels;
    }

    List<FeatureVector> rows() {
        return rows;
    }

    /** The numeric rows with one of their labels: {@code binary}, {@code class} or {@code number}. */
    static ParityStream numbers(String label) {
        return of(STREAM.features(FEATURES), STREAM.column(label));
    }

    /** The rows of counts with their class. */
    static ParityStream counts() {
        return of(COUNTS.features(FEATURES), COUNTS.column("class"));
    }

    private static ParityStream of(List<double[]> rows, double[] labels) {
        return new ParityStream(rows.stream().map(FeatureVector::of).toList(), labels);
    }

    /** Test, then train, row by row: the values of the metrics. */
    double[] run(Learner learner, Metric... metrics) {
        return run(learner, 1, metrics);
    }

    /** Test a batch, then train with it; the first batch is not tested, unless batches are of one row. */
    double[] run(Learner learner, int batch, Metric... metrics) {
        List<Cumulative> measures = Arrays.stream(metrics).map(Cumulative::new).toList();
        double[] scores = new double[learner.outputs()];
        for (int from = 0; from < rows.size(); from += batch) {
            for (int i = from; i < from + batch && (from > 0 || batch == 1); i++) {
                learner.score(rows.get(i), scores);
                for (Cumulative measure : measures) {
                    measure.update(labels[i], scores, 1);
                }
            }
            for (int i = from; i < from + batch; i++) {
                learner.learn(rows.get(i), labels[i]);
            }
        }
        return measures.stream().mapToDouble(Cumulative::value).toArray();
    }
}
