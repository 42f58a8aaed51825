package io.millrace.learning.gate;

import io.millrace.learning.Task;
import io.millrace.learning.evaluation.Ranking;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Examples that never came through the label topic, so that nobody who sends labels can touch them, and the best that an accepted candidate reached on them.
 *
 * <p>A candidate may lose only so much against the <em>best</em> accepted one, not the last: many small losses do not add up. Against a world that has changed a
 * holdout is a brake: replace it with newer examples by a new gate, and tell it of the model that serves, {@link #reference}.
 *
 * <p>One that loses more is refused, but it is called harmful only if chance does not explain it: on a few hundred examples of a class the AUCs of two good models
 * differ by a hundredth, and the best of many was lucky. Both have answered the same examples, so what they differ by has a standard error of its own
 * ({@link Ranking#aucDifferenceError}; of the losses that of a mean of differences).
 *
 * <p>Rows are kept, not copied; so are the answers of the best, 16 bytes an example for each limit. A judgement scores all rows and sorts their scores. One thread at a time.
 *
 * @param <R> rows of features
 */
public final class TrustedHoldout<R> {
    private static final String PART = "trusted-holdout";
    private static final int VERSION = 2;

    private final HoldoutConfig config;
    private final List<R> rows;
    private final double[] labels;
    private final int fingerprint;
    private double bestAuc = Double.NaN;
    private double leastLoss = Double.NaN;
    /** Of the model with the best AUC; none where the AUC is not limited. */
    private HoldoutAnswers ofBestAuc = HoldoutAnswers.NONE;
    /** Of the model with the least loss; none where the loss is not limited. */
    private HoldoutAnswers ofLeastLoss = HoldoutAnswers.NONE;

    /**
     * What a candidate reached.
     *
     * @param isAccepted whether it lost no more than allowed, and all its scores were finite
     * @param isHarmful whether it was not accepted, and chance does not explain that
     * @param auc its AUC; NaN where the task is not binary or a class is missing
     * @param loss its mean loss; NaN if a score was not finite
     * @param bestAuc the best before; NaN if there was none
     * @param aucError standard error of {@code bestAuc − auc}; 0 where it is not known, or the AUC is not limited
     * @param leastLoss the least before; NaN if there was none
     */
    public record Ruling(
            boolean isAccepted,
            boolean isHarmful,
            double auc,
            double loss,
            double bestAuc,
            double aucError,
            double leastLoss) {}

    /**
     * A holdout of these examples.
     *
     * @param rows at least two; those that cannot be scored are left out
     * @param labels one for each row
     */
    public TrustedHoldout(HoldoutConfig config, List<? extends R> rows, double[] labels) {
        this(config, rows, labels, Arrays.hashCode(labels));
    }

    /**
     * A holdout of these examples, as {@link #TrustedHoldout(HoldoutConfig, List, double[])}.
     *
     * @param source tells these examples from others, e.g. the hash of their file: what was the best on others means nothing here
     */
    public TrustedHoldout(HoldoutConfig config, List<? extends R> rows, double[] labels, String source) {
        this(config, rows, labels, source.hashCode());
    }

    private TrustedHoldout(HoldoutConfig config, List<? extends R> rows, double[] labels, int fingerprint) {
        if (rows.size() < 2 || rows.size() != labels.length) {
            throw new IllegalArgumentException("must have at least two rows and a label for each: rows=" + rows.size()
                    + ", labels=" + labels.length);
        }
        this.config = config;
        this.rows = new ArrayList<>(rows);
        this.labels = labels.clone();
        this.fingerprint = fingerprint;
    }

    /** Asks a model all examples. */
    public HoldoutAnswers ask(CandidateScorer<R> model) {
        return HoldoutAnswers.of(model, config, rows, labels);
    }

    /** Judges a candidate by its answers; changes nothing. */
    public Ruling judge(HoldoutAnswers answers) {
        double loss = answers.meanLoss();
        if (!Double.isFinite(loss)) {
            return new Ruling(false, true, Double.NaN, Double.NaN, bestAuc, 0, leastLoss);
        }
        double auc = config.loss().task() == Task.BINARY_CLASSIFICATION ? answers.auc(labels) : Double.NaN;
        double aucError = orNone(answers.aucError(ofBestAuc, labels));
        double lossError = orNone(answers.lossError(ofLeastLoss));
        // Comparisons with NaN, where there is nothing to compare with, are false: no objection.
        double aucTooLow = bestAuc - auc - config.maxAucLoss();
        double lossTooHigh = loss - leastLoss * (1 + config.maxLossIncrease());
        boolean isHarmful =
                aucTooLow > config.standardErrors() * aucError || lossTooHigh > config.standardErrors() * lossError;
        return new Ruling(!(aucTooLow > 0 || lossTooHigh > 0), isHarmful, auc, loss, bestAuc, aucError, leastLoss);
    }

    private static double orNone(double error) {
        return Double.isNaN(error) ? 0 : error;
    }

    /** Measures later candidates against a model that serves, unless there was a better one. */
    public void reference(CandidateScorer<R> champion) {
        reference(ask(champion));
    }

    /** Measures later candidates against a model that was asked elsewhere, unless there was a better one. */
    public void reference(HoldoutAnswers champion) {
        accept(champion, judge(champion));
    }

    /** Takes note that a candidate was accepted. */
    void accept(HoldoutAnswers answers, Ruling ruling) {
        if (isBetter(ruling.auc(), bestAuc)) {
            bestAuc = ruling.auc();
            ofBestAuc = config.maxAucLoss() < 1 ? answers : HoldoutAnswers.NONE;
        }
        if (isBetter(-ruling.loss(), -leastLoss)) {
            leastLoss = ruling.loss();
            ofLeastLoss = Double.isFinite(config.maxLossIncrease()) ? answers : HoldoutAnswers.NONE;
        }
    }

    private static boolean isBetter(double reached, double before) {
        return reached > before || (Double.isNaN(before) && !Double.isNaN(reached));
    }

    /** Best AUC of an accepted candidate; NaN if there is none. */
    public double bestAuc() {
        return bestAuc;
    }

    /** Least mean loss of an accepted candidate; NaN if there is none. */
    public double leastLoss() {
        return leastLoss;
    }

    /** Forgets the least loss, as it was another one's. */
    void forgetLoss() {
        leastLoss = Double.NaN;
        ofLeastLoss = HoldoutAnswers.NONE;
    }

    void writeTo(SnapshotOutput out) {
        out.version(PART, VERSION);
        out.integer(fingerprint);
        out.number(bestAuc);
        out.number(leastLoss);
        ofBestAuc.writeTo(out);
        ofLeastLoss.writeTo(out);
    }

    /** Becomes what {@link #writeTo} wrote, if that was of the same examples; of another holdout the best means nothing here. */
    void readFrom(SnapshotInput in) {
        int version = in.version(PART, VERSION);
        boolean same = in.integer() == fingerprint;
        double auc = in.number();
        double loss = in.number();
        HoldoutAnswers best = version < 2 ? HoldoutAnswers.NONE : HoldoutAnswers.readFrom(in);
        HoldoutAnswers least = version < 2 ? HoldoutAnswers.NONE : HoldoutAnswers.readFrom(in);
        if (same) {
            bestAuc = auc;
            leastLoss = loss;
            ofBestAuc = best;
            ofLeastLoss = least;
        }
    }
}
