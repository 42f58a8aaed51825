package io.millrace.learning.bayes;

import io.millrace.learning.Combinable;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.batch.DenseRow;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;

/**
 * Naive Bayes for features that are present or absent: present is a value above the threshold. Absence counts as evidence,
 * too.
 *
 * <p>P(f|c) = (N_fc + α) / (N_c + 2α), where N_fc is the weight of the examples of class c with feature f and N_c that of all of
 * them; log P(x|c) = Σ over present f of log P(f|c) + Σ over absent f of log (1 − P(f|c)).
 *
 * <p>A step costs time in the entries of the row, a score in all features times classes, sparse or not. {@link #combine} is exact but for
 * rounding.
 *
 * <p>C. D. Manning, P. Raghavan, H. Schütze, "Introduction to Information Retrieval", 2008, section 13.3; as scikit-learn's
 * {@code BernoulliNB}.
 */
public final class BernoulliNaiveBayes extends DiscreteNaiveBayes implements Combinable<BernoulliNaiveBayes> {
    private static final int VERSION = 1;

    private final BernoulliNaiveBayesConfig config;

    private final DenseRow dense = new DenseRow();

    BernoulliNaiveBayes(BernoulliNaiveBayesConfig config, int dimension) {
        super(config.classes(), dimension, config.alpha());
        this.config = config;
    }

    static BernoulliNaiveBayes readFrom(BernoulliNaiveBayesConfig config, SnapshotInput in) {
        in.version(config.algorithm(), VERSION);
        BernoulliNaiveBayes learner = new BernoulliNaiveBayes(config, in.dimension(config.classes()));
        learner.readClasses(in);
        read(in, learner.counts);
        return learner;
    }

    @Override
    public BernoulliNaiveBayesConfig config() {
        return config;
    }

    @Override
    boolean accepts(FeatureVector x) {
        return x.isFinite();
    }

    @Override
    void count(FeatureVector x, int label, double weight) {
        for (int k = 0; k < x.size(); k++) {
            if (x.value(k) > config.threshold()) {
                counts[x.index(k) * classes + label] += weight;
            }
        }
    }

    @Override
    void addLogLikelihoods(FeatureVector x, double[] joint) {
        double[] values = dense.of(x);
        for (int feature = 0; feature < dimension; feature++) {
            boolean present = values[feature] > config.threshold();
            for (int c = 0; c < classes; c++) {
                joint[c] += Math.log((present ? featureCount(feature, c) : absences(feature, c)) + config.alpha());
            }
        }
        for (int c = 0; c < classes; c++) {
            joint[c] -= dimension * Math.log(denominator(c));
        }
    }

    @Override
    double denominator(int label) {
        return classWeights[label] + 2 * config.alpha();
    }

    /** Weight of a class's examples without a feature; sums of the same weights in other groups can differ in the last bits. */
    private double absences(int feature, int label) {
        return Math.max(classWeights[label] - featureCount(feature, label), 0);
    }

    @Override
    public void combine(BernoulliNaiveBayes base, List<? extends BernoulliNaiveBayes> parts) {
        Shares.requireTwins(this, base, parts);
        combineClasses(base, parts);
        List<BernoulliNaiveBayes> all = List.copyOf(parts);
        addUp(counts, base.counts, all.stream().map(part -> part.counts).toList());
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(config.algorithm(), VERSION);
        out.integer(dimension);
        writeClasses(out);
        out.numbers(counts);
    }
}
