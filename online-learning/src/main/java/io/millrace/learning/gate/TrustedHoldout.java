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
 * <p>Rows are kept, not copied. A judgement scores all of them and sorts their scores. One thread at a time.
 *
 * @param <R> rows of features
 */
public final class TrustedHoldout<R> {
    private static final String PART = "trusted-holdout";
    private static final int VERSION = 1;

    private final HoldoutConfig config;
    private final List<R> rows;
    private final double[] labels;
    private final int fingerprint;
    private double bestAuc = Double.NaN;
    private double leastLoss = Double.NaN;

    /**
     * What a candidate reached.
     *
     * @param isAccepted whether it lost no more than allowed, and all its scores were finite
     * @param auc its AUC; NaN where the task is not binary or a class is missing
     * @param loss its mean loss; NaN if a score was not finite
     * @param bestAuc the best before; NaN if there was none
     * @param leastLoss the least before; NaN if there was none
     */
    public record Ruling(boolean isAccepted, double auc, double loss, double bestAuc, double leastLoss) {}

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

    /** Judges a candidate; changes nothing. */
    public Ruling judge(CandidateScorer<R> candidate) {
        double[] scores = new double[config.outputs()];
        double[] first = new double[labels.length];
        double[] known = new double[labels.length];
        int n = 0;
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            if (candidate.score(rows.get(i), scores)) {
                for (double score : scores) {
                    if (!Double.isFinite(score)) {
                        return new Ruling(false, Double.NaN, Double.NaN, bestAuc, leastLoss);
                    }
                }
                first[n] = scores[0];
                known[n] = labels[i];
                sum += config.loss().of(labels[i], scores, config.outputs());
                n++;
            }
        }
        double auc = config.loss().task() == Task.BINARY_CLASSIFICATION
                ? Ranking.auc(Arrays.copyOf(known, n), Arrays.copyOf(first, n))
                : Double.NaN;
        double loss = sum / n;
        // Comparisons with NaN, where there is nothing to compare with, are false: no objection.
        boolean ranksWorse = bestAuc - auc > config.maxAucLoss();
        boolean losesMore = loss > leastLoss * (1 + config.maxLossIncrease());
        return new Ruling(n > 0 && !ranksWorse && !losesMore, auc, loss, bestAuc, leastLoss);
    }

    /** Measures later candidates against a model that serves, unless there was a better one. */
    public void reference(CandidateScorer<R> champion) {
        accept(judge(champion));
    }

    /** Measures later candidates against a model that was measured elsewhere on the same examples, unless there was a better one; NaN where it has no figure. */
    public void reference(double auc, double loss) {
        accept(new Ruling(true, auc, loss, bestAuc, leastLoss));
    }

    /** Takes note that a candidate was accepted. */
    void accept(Ruling ruling) {
        bestAuc = Double.isNaN(bestAuc) ? ruling.auc() : Math.max(bestAuc, orLess(ruling.auc()));
        leastLoss = Double.isNaN(leastLoss) ? ruling.loss() : Math.min(leastLoss, -orLess(-ruling.loss()));
    }

    private static double orLess(double value) {
        return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
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
    }

    void writeTo(SnapshotOutput out) {
        out.version(PART, VERSION);
        out.integer(fingerprint);
        out.number(bestAuc);
        out.number(leastLoss);
    }

    /** Becomes what {@link #writeTo} wrote, if that was of the same examples; of another holdout the best means nothing here. */
    void readFrom(SnapshotInput in) {
        in.version(PART, VERSION);
        boolean same = in.integer() == fingerprint;
        double auc = in.number();
        double loss = in.number();
        if (same) {
            bestAuc = auc;
            leastLoss = loss;
        }
    }
}
