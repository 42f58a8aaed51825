package io.millrace.learning.gate;

import io.millrace.learning.evaluation.MeanLoss;
import io.millrace.learning.evaluation.Metric;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.List;

/** One candidate on trial: what it is, and its losses beside those of the models that it has to beat. */
final class Trial<R> {
    private final GateConfig config;
    private final Candidate<R> candidate;
    private final Metric accepts;
    private final double[] scores;
    private PairedLosses besideServed;
    private PairedLosses besidePending;
    private boolean finite = true;

    /** A candidate that has answered nothing yet. */
    Trial(GateConfig config, Candidate<R> candidate) {
        this.config = config;
        this.candidate = candidate;
        accepts = new MeanLoss(config.loss(), config.outputs());
        scores = new double[config.outputs()];
        restart();
    }

    static <R> Trial<R> readFrom(GateConfig config, Candidate<R> candidate, SnapshotInput in) {
        Trial<R> trial = new Trial<>(config, candidate);
        trial.finite = in.flag();
        trial.besideServed = PairedLosses.readFrom(config, in);
        trial.besidePending = PairedLosses.readFrom(config, in);
        return trial;
    }

    Candidate<R> candidate() {
        return candidate;
    }

    /** Begins again, as what it is compared with is another model now. */
    void restart() {
        besideServed = new PairedLosses(config);
        besidePending = new PairedLosses(config);
    }

    /** Forgets the comparison with a model that will not serve. */
    void dropPending() {
        besidePending = new PairedLosses(config);
    }

    /** Answers an example that is new to it; false if its row cannot be scored. */
    boolean answer(R row) {
        return !finite || candidate.scorer().score(row, scores);
    }

    /**
     * Counts the example that it has answered.
     *
     * @param pending answer of what was accepted before, or null
     */
    void count(double label, double weight, double[] served, double[] pending) {
        if (!finite) {
            return;
        }
        finite = accepts.accepts(label, scores, weight);
        if (finite) {
            besideServed.add(label, scores, served, weight);
            if (pending != null) {
                besidePending.add(label, scores, pending, weight);
            }
        }
    }

    /** Whether all its scores were finite. */
    boolean isFinite() {
        return finite;
    }

    boolean isDecided() {
        return !finite || besideServed.n() >= config.minExamples();
    }

    /** Mean loss, by which candidates of one trial are ordered. */
    double loss() {
        return finite ? besideServed.with("").candidateLoss() : Double.NaN;
    }

    List<Comparison> comparisons(String servedBy, String pending) {
        List<Comparison> comparisons = new ArrayList<>();
        if (finite) {
            comparisons.add(besideServed.with(servedBy));
            if (besidePending.n() > 1) {
                comparisons.add(besidePending.with(pending));
            }
        }
        return comparisons;
    }

    void writeTo(SnapshotOutput out) {
        out.flag(finite);
        besideServed.writeTo(out);
        besidePending.writeTo(out);
    }
}
