package io.millrace.learning.evaluation;

import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.evaluation.Confusion.Ratio;
import java.util.List;

/**
 * What is measured of an answerer.
 *
 * @param task what labels and scores are
 * @param outputs how many scores there are; 1 for binary classification and regression
 * @param probabilities whether the scores of a binary task are probabilities; if not, only what their order and the threshold tell is measured
 * @param threshold score above which class 1 is answered, binary tasks only
 * @param fading {@code alpha} of {@link Fading}, in [0.5, 1]
 * @param window examples that the windowed form looks back on, 1 to 1,000,000; all of them are kept, once for the answerer
 *     and once for each answerer without skill
 */
public record EvaluationConfig(
        Task task, int outputs, boolean probabilities, double threshold, double fading, int window) {
    private static final int CALIBRATION_BINS = 10;

    /** Refuses values outside their ranges. */
    public EvaluationConfig {
        boolean single = task == Task.BINARY_CLASSIFICATION || task == Task.REGRESSION;
        new Checks()
                .require(
                        single ? outputs == 1 : outputs >= (task == Task.DECOMPOSITION ? 1 : 2),
                        "outputs",
                        single ? "must be 1" : "must be >= 2 (decomposition: 1)",
                        outputs)
                .finite("threshold", threshold)
                .within("fading", fading, 0.5, 1)
                .within("window", window, 1, 1_000_000)
                .done();
    }

    /** Defaults: probabilities, threshold 0.5, fading 0.999, a window of 1,000. */
    public static EvaluationConfig of(Task task, int outputs) {
        return new EvaluationConfig(task, outputs, true, 0.5, 0.999, 1_000);
    }

    /** With raw scores, class 1 above 0. */
    public EvaluationConfig withRawScores() {
        return new EvaluationConfig(task, outputs, false, 0, fading, window);
    }

    /** With this threshold. */
    public EvaluationConfig withThreshold(double value) {
        return new EvaluationConfig(task, outputs, probabilities, value, fading, window);
    }

    /** With this fading factor. */
    public EvaluationConfig withFading(double alpha) {
        return new EvaluationConfig(task, outputs, probabilities, threshold, alpha, window);
    }

    /** With a window of this many examples. */
    public EvaluationConfig withWindow(int examples) {
        return new EvaluationConfig(task, outputs, probabilities, threshold, fading, examples);
    }

    /** The metrics that fit, the one to judge by first. */
    public List<Metric> metrics() {
        return switch (task) {
            case BINARY_CLASSIFICATION -> probabilities ? ofProbabilities() : ofRawScores();
            case MULTICLASS_CLASSIFICATION ->
                List.of(
                        new MeanLoss(ScoreLoss.MULTICLASS_LOG_LOSS, outputs),
                        new MeanLoss(ScoreLoss.MULTICLASS_BRIER, outputs),
                        new MulticlassAccuracy(outputs));
            case REGRESSION ->
                List.of(new RootMeanSquaredError(), new MeanLoss(ScoreLoss.ABSOLUTE_ERROR), new RSquared());
            case CLUSTERING -> List.of(new MeanLoss(ScoreLoss.SQUARED_DISTANCE, outputs), new Silhouette(outputs));
            case DECOMPOSITION -> List.of(new ZeroShare(outputs));
        };
    }

    private List<Metric> ofProbabilities() {
        return List.of(
                new MeanLoss(ScoreLoss.LOG_LOSS),
                new MeanLoss(ScoreLoss.BRIER),
                new Auc(true),
                new CalibrationError(CALIBRATION_BINS),
                new Confusion(Ratio.ACCURACY, threshold),
                new Confusion(Ratio.PRECISION, threshold),
                new Confusion(Ratio.RECALL, threshold),
                new Confusion(Ratio.F1, threshold));
    }

    private List<Metric> ofRawScores() {
        return List.of(
                new Confusion(Ratio.ACCURACY, threshold),
                new Auc(false),
                new Confusion(Ratio.PRECISION, threshold),
                new Confusion(Ratio.RECALL, threshold),
                new Confusion(Ratio.F1, threshold));
    }
}
