package io.millrace.learning.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.Task;
import io.millrace.learning.evaluation.Confusion.Ratio;
import io.millrace.learning.evaluation.ScoredExamples.Known;
import io.millrace.learning.evaluation.ScoredExamples.Scored;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Metrics in all forms against scikit-learn 1.9.1 and River 0.26.1; record_metrics.py made them. */
class KnownMetricsTest {
    private static final int WINDOW = 50;
    private static final double ALPHA = 0.99;

    static Stream<Known> known() {
        return ScoredExamples.known().stream()
                .filter(known -> !known.metric().equals("average-precision"))
                // Only a window's AUC is exact; that of bins has a test of its own.
                .filter(known -> !known.metric().equals("auc") || known.form().equals("windowed"));
    }

    private static Metric metric(String name) {
        return switch (name) {
            case "log-loss" -> new MeanLoss(ScoreLoss.LOG_LOSS);
            case "brier" -> new MeanLoss(ScoreLoss.BRIER);
            case "auc" -> new Auc(true);
            case "river-auc" -> new RiverAuc(10);
            case "calibration-error" -> new CalibrationError(10);
            case "accuracy" -> new Confusion(Ratio.ACCURACY, 0.5);
            case "precision" -> new Confusion(Ratio.PRECISION, 0.5);
            case "recall" -> new Confusion(Ratio.RECALL, 0.5);
            case "f1" -> new Confusion(Ratio.F1, 0.5);
            case "mae" -> new MeanLoss(ScoreLoss.ABSOLUTE_ERROR);
            case "mse" -> new MeanLoss(ScoreLoss.SQUARED_ERROR);
            case "rmse" -> new RootMeanSquaredError();
            case "r2" -> new RSquared();
            case "multiclass log-loss" -> new MeanLoss(ScoreLoss.MULTICLASS_LOG_LOSS, 3);
            case "multiclass accuracy" -> new MulticlassAccuracy(3);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Measure measure(Metric metric, String form) {
        return switch (form) {
            case "cumulative" -> new Cumulative(metric);
            case "fading" -> new Fading(metric, ALPHA);
            default -> new Windowed(metric, WINDOW);
        };
    }

    private static <M extends Measure> M updated(M measure, List<Scored> examples) {
        for (Scored example : examples) {
            assertThat(measure.update(example.label(), example.scores(), example.weight()))
                    .isTrue();
        }
        return measure;
    }

    @ParameterizedTest
    @MethodSource("known")
    void agrees(Known known) {
        Metric metric = metric(known.metric());
        List<Scored> examples = ScoredExamples.of(metric.task());
        Measure measure = updated(measure(metric, known.form()), examples);

        assertThat(measure.value()).isCloseTo(known.value(), within(1e-9 * Math.abs(known.value())));
        double n =
                switch (known.form()) {
                    case "cumulative" -> examples.size();
                    case "fading" -> (1 - Math.pow(ALPHA, examples.size())) / (1 - ALPHA);
                    default -> WINDOW;
                };
        assertThat(measure.n()).isCloseTo(n, within(1e-9));
    }

    @Test
    void binnedAucIsWithinItsOwnBound() {
        double known = ScoredExamples.known().stream()
                .filter(figure -> figure.metric().equals("auc") && figure.form().equals("cumulative"))
                .findFirst()
                .orElseThrow()
                .value();
        Auc auc = new Auc(true);
        Cumulative measure = updated(new Cumulative(auc), ScoredExamples.of(Task.BINARY_CLASSIFICATION));
        double bound = auc.errorBound(measure.sums());

        assertThat(bound).isBetween(0.0, 0.01);
        assertThat(measure.value()).isCloseTo(known, within(bound));
    }

    @Test
    void rankingOfAllScores() {
        List<Scored> examples = ScoredExamples.of(Task.BINARY_CLASSIFICATION);
        double[] labels = examples.stream().mapToDouble(Scored::label).toArray();
        double[] scores =
                examples.stream().mapToDouble(example -> example.scores()[0]).toArray();
        double[] weights = examples.stream().mapToDouble(Scored::weight).toArray();
        for (Known known : ScoredExamples.known()) {
            if (known.form().equals("cumulative") && known.metric().equals("auc")) {
                assertThat(Ranking.auc(labels, scores, weights)).isCloseTo(known.value(), within(1e-12));
            }
            if (known.form().equals("cumulative") && known.metric().equals("average-precision")) {
                assertThat(Ranking.averagePrecision(labels, scores)).isCloseTo(known.value(), within(1e-12));
            }
        }
    }

    @Test
    void twoHalvesMergedAreTheWhole() {
        for (Known known : known().toList()) {
            Metric metric = metric(known.metric());
            List<Scored> examples = ScoredExamples.of(metric.task());
            Cumulative whole = updated(new Cumulative(metric), examples.subList(0, 200));
            whole.merge(updated(new Cumulative(metric), examples.subList(200, 400)));
            double expected = updated(new Cumulative(metric), examples).value();

            assertThat(whole.value()).as(known.metric()).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
            assertThat(whole.n()).isEqualTo(400);
        }
    }

    @Test
    void fadedHalvesMergedWeighEachExampleByItsAgeInItsHalf() {
        List<Scored> examples = ScoredExamples.of(Task.REGRESSION);
        Fading half = updated(new Fading(new RSquared(), 0.5), examples.subList(0, 1));
        // Steep enough to bring the sums back to size on the way.
        Fading other = updated(new Fading(new RSquared(), 0.5), examples);
        Fading merged = updated(new Fading(new RSquared(), 0.5), examples);
        merged.merge(half);
        merged.merge(new Fading(new RSquared(), 0.5));

        double weight = examples.get(0).weight();
        double total = 0;
        double mean = 0;
        double errors = weight
                * ScoreLoss.SQUARED_ERROR.of(
                        examples.get(0).label(), examples.get(0).scores(), 1);
        double[] weights = new double[examples.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = examples.get(i).weight() * Math.pow(0.5, weights.length - 1 - i);
            total += weights[i];
            mean += weights[i] * examples.get(i).label();
            errors += weights[i]
                    * ScoreLoss.SQUARED_ERROR.of(
                            examples.get(i).label(), examples.get(i).scores(), 1);
        }
        mean = (mean + weight * examples.get(0).label()) / (total + weight);
        double deviations = weight * Math.pow(examples.get(0).label() - mean, 2);
        for (int i = 0; i < weights.length; i++) {
            deviations += weights[i] * Math.pow(examples.get(i).label() - mean, 2);
        }
        assertThat(merged.value()).isCloseTo(1 - errors / deviations, within(1e-6));
        assertThat(merged.n()).isCloseTo(other.n() + 1, within(1e-12));
    }

    /** {@code Delong_test} of MLstatkit (0.1.91, 2026-11-29), which tells the variance: random scores, rounded so that some tie. */
    @Test
    void theErrorOfADifferenceOfAucs() {
        double[] labels = {1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0};
        double[] first = {
            1.3, -1.0, 0.8, 1.9, -2.0, -1.3, 1.1, -0.3, 0.0, 0.1, 0.9, 0.8, 1.1, 1.1, 0.5, 0.1, 0.4, -1.0, 1.9, 0.0
        };
        double[] second = {
            0.3, -0.7, 1.2, 0.3, -0.4, -0.4, 1.0, 0.4, 0.4, 0.9, 2.1, -0.4, 0.0, -0.8, 0.6, 1.6, -0.1, -0.8, -0.3, 0.7
        };
        assertThat(Ranking.auc(labels, first)).isCloseTo(0.8571428571428572, within(1e-12));
        assertThat(Ranking.auc(labels, second)).isCloseTo(0.6703296703296703, within(1e-12));
        assertThat(Ranking.aucDifferenceError(labels, first, second))
                .isCloseTo(Math.sqrt(0.032675200257617845), within(1e-12));
        assertThat(Ranking.aucDifferenceError(labels, first, first)).isZero();
        assertThat(Ranking.aucDifferenceError(
                        new double[] {0, 0, 1}, new double[] {0.1, 0.2, 0.3}, new double[] {0.3, 0.2, 0.1}))
                .as("one of a class says nothing of chance")
                .isNaN();
    }
}
