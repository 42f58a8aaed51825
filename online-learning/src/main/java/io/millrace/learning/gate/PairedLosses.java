package io.millrace.learning.gate;

import io.millrace.learning.Task;
import io.millrace.learning.evaluation.Auc;
import io.millrace.learning.evaluation.Cumulative;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * The losses of a candidate and of another model on the same examples: means, and the mean of the differences with its standard
 * error. Weighted, after West (1979); the standard error takes (Σw)²/Σw² for the number of examples.
 */
final class PairedLosses {
    private final GateConfig config;
    private final Cumulative candidateAuc;
    private final Cumulative referenceAuc;
    private long n;
    private double weight;
    private double squaredWeights;
    private double candidateLoss;
    private double referenceLoss;
    private double improvement;
    private double deviations;

    PairedLosses(GateConfig config) {
        this(config, new Cumulative(new Auc(true)), new Cumulative(new Auc(true)));
    }

    private PairedLosses(GateConfig config, Cumulative candidateAuc, Cumulative referenceAuc) {
        this.config = config;
        this.candidateAuc = candidateAuc;
        this.referenceAuc = referenceAuc;
    }

    static PairedLosses readFrom(GateConfig config, SnapshotInput in) {
        Cumulative candidateAuc = Cumulative.readFrom(new Auc(true), in);
        Cumulative referenceAuc = Cumulative.readFrom(new Auc(true), in);
        PairedLosses losses = new PairedLosses(config, candidateAuc, referenceAuc);
        losses.n = in.count();
        losses.weight = in.number();
        losses.squaredWeights = in.number();
        losses.candidateLoss = in.number();
        losses.referenceLoss = in.number();
        losses.improvement = in.number();
        losses.deviations = in.number();
        return losses;
    }

    void add(double label, double[] candidate, double[] reference, double exampleWeight) {
        double ofCandidate = config.loss().of(label, candidate, config.outputs());
        double ofReference = config.loss().of(label, reference, config.outputs());
        n++;
        weight += exampleWeight;
        squaredWeights += exampleWeight * exampleWeight;
        double share = exampleWeight / weight;
        candidateLoss += (ofCandidate - candidateLoss) * share;
        referenceLoss += (ofReference - referenceLoss) * share;
        double difference = ofReference - ofCandidate;
        double before = difference - improvement;
        improvement += before * share;
        deviations += exampleWeight * before * (difference - improvement);
        if (config.loss().task() == Task.BINARY_CLASSIFICATION) {
            candidateAuc.update(label, candidate, exampleWeight);
            referenceAuc.update(label, reference, exampleWeight);
        }
    }

    long n() {
        return n;
    }

    Comparison with(String reference) {
        double effective = weight * weight / squaredWeights;
        double variance = deviations / weight * (effective / (effective - 1));
        return new Comparison(
                reference,
                n,
                candidateLoss,
                referenceLoss,
                improvement,
                Math.sqrt(variance / effective),
                candidateAuc.value(),
                referenceAuc.value());
    }

    void writeTo(SnapshotOutput out) {
        candidateAuc.writeTo(out);
        referenceAuc.writeTo(out);
        out.count(n);
        out.number(weight);
        out.number(squaredWeights);
        out.number(candidateLoss);
        out.number(referenceLoss);
        out.number(improvement);
        out.number(deviations);
    }
}
