package io.millrace.learning.gate;

import io.millrace.learning.evaluation.Ranking;
import io.millrace.learning.evaluation.SampleMean;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a model answered to the examples of a holdout: kept, as two models can only be told apart well by what they said of the same example. Takes 16 bytes an
 * example. Immutable.
 */
public final class HoldoutAnswers implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of no model. */
    public static final HoldoutAnswers NONE = new HoldoutAnswers(new double[0], new double[0]);

    /** First score of each example; NaN where the model could not score it. */
    private final double[] scores;
    /** Loss of each, likewise; infinite where a score was no finite number. */
    private final double[] losses;

    private HoldoutAnswers(double[] scores, double[] losses) {
        this.scores = scores;
        this.losses = losses;
    }

    static <R> HoldoutAnswers of(CandidateScorer<R> model, HoldoutConfig config, List<R> rows, double[] labels) {
        double[] answer = new double[config.outputs()];
        double[] scores = new double[labels.length];
        double[] losses = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            boolean answered = model.score(rows.get(i), answer);
            boolean finite = Arrays.stream(answer).allMatch(Double::isFinite);
            scores[i] = answered ? answer[0] : Double.NaN;
            losses[i] = answered
                    ? finite ? config.loss().of(labels[i], answer, config.outputs()) : Double.POSITIVE_INFINITY
                    : Double.NaN;
        }
        return new HoldoutAnswers(scores, losses);
    }

    static HoldoutAnswers readFrom(SnapshotInput in) {
        double[] scores = in.numbers();
        double[] losses = in.numbers();
        if (scores.length != losses.length) {
            throw new SnapshotException(
                    "must have a loss for each score: scores=" + scores.length + ", losses=" + losses.length);
        }
        return new HoldoutAnswers(scores, losses);
    }

    void writeTo(SnapshotOutput out) {
        out.numbers(scores);
        out.numbers(losses);
    }

    /** NaN if it answered none, or a score was not finite. */
    double meanLoss() {
        return Arrays.stream(losses)
                .filter(loss -> !Double.isNaN(loss))
                .average()
                .orElse(Double.NaN);
    }

    /** Of what it answered. */
    double auc(double[] labels) {
        int[] examples = answeredWith(this);
        return Ranking.auc(at(examples, labels), at(examples, scores));
    }

    /** Standard error of the difference of both AUCs, on what both answered; NaN if that is too little. */
    double aucError(HoldoutAnswers other, double[] labels) {
        int[] examples = answeredWith(other);
        return Ranking.aucDifferenceError(at(examples, labels), at(examples, scores), at(examples, other.scores));
    }

    /** Standard error of the mean difference of their losses, likewise. */
    double lossError(HoldoutAnswers other) {
        double[] differences = Arrays.stream(answeredWith(other))
                .mapToDouble(i -> losses[i] - other.losses[i])
                .toArray();
        return Math.sqrt(SampleMean.squaredError(differences));
    }

    private int[] answeredWith(HoldoutAnswers other) {
        return IntStream.range(0, Math.min(losses.length, other.losses.length))
                .filter(i -> !Double.isNaN(losses[i]) && !Double.isNaN(other.losses[i]))
                .toArray();
    }

    private static double[] at(int[] examples, double[] values) {
        return Arrays.stream(examples).mapToDouble(i -> values[i]).toArray();
    }
}
