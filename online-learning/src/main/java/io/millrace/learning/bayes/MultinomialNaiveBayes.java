package io.millrace.learning.bayes;

import io.millrace.learning.Combinable;
import io.millrace.learning.FeatureVector;
import io.millrace.learning.bayes.MultinomialNaiveBayesConfig.Vocabulary;
import io.millrace.learning.combine.Shares;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.Arrays;
import java.util.List;

/**
 * Naive Bayes for counts: features are how often each word, category or event occurs.
 *
 * <p>P(f|c) = (N_fc + α) / (N_c + α·V), where N_fc sums feature f over the examples of class c, times their weights, N_c sums N_fc over f, and V is
 * the number of features as {@link Vocabulary} counts them. log P(x|c) = Σ x_f · log P(f|c).
 *
 * <p>Features are counts, finite and &gt;= 0, not necessarily whole: {@link #learn} refuses a row with a negative one, and
 * its score is NaN. Feature entries with a value of 0 are as good as absent.
 *
 * <p>A step and a score cost time in the entries of the row, a score times the classes; logarithms of counts are kept, so
 * memory is two doubles for each class and feature. {@link #combine} is exact but for rounding.
 *
 * <p>C. D. Manning, P. Raghavan, H. Schütze, "Introduction to Information Retrieval", 2008, chapter 13; as River's and scikit-learn's
 * {@code MultinomialNB}.
 */
public final class MultinomialNaiveBayes extends DiscreteNaiveBayes implements Combinable<MultinomialNaiveBayes> {
    private static final int VERSION = 1;

    private final MultinomialNaiveBayesConfig config;

    /** log(N_fc + α), follows from {@link #counts}. */
    private final double[] logCounts;

    /** N_c. */
    private final double[] totals;

    /** Of the classes, while a row is scored. */
    private final double[] logDenominators;

    /** Features with a count in any class, follows from {@link #counts}. */
    private int seen;

    MultinomialNaiveBayes(MultinomialNaiveBayesConfig config, int dimension) {
        super(config.classes(), dimension, config.alpha());
        this.config = config;
        logCounts = new double[counts.length];
        Arrays.fill(logCounts, Math.log(config.alpha()));
        totals = new double[classes];
        logDenominators = new double[classes];
    }

    static MultinomialNaiveBayes readFrom(MultinomialNaiveBayesConfig config, SnapshotInput in) {
        in.version(config.algorithm(), VERSION);
        MultinomialNaiveBayes learner = new MultinomialNaiveBayes(config, in.dimension(config.classes()));
        learner.readClasses(in);
        read(in, learner.totals);
        read(in, learner.counts);
        learner.follow();
        return learner;
    }

    @Override
    public MultinomialNaiveBayesConfig config() {
        return config;
    }

    @Override
    boolean accepts(FeatureVector x) {
        for (int k = 0; k < x.size(); k++) {
            if (!(x.value(k) >= 0 && x.value(k) < Double.POSITIVE_INFINITY)) {
                return false;
            }
        }
        return true;
    }

    @Override
    void count(FeatureVector x, int label, double weight) {
        for (int k = 0; k < x.size(); k++) {
            double count = x.value(k) * weight;
            if (count > 0) {
                int feature = x.index(k);
                if (!isSeen(feature)) {
                    seen++;
                }
                int cell = feature * classes + label;
                counts[cell] += count;
                logCounts[cell] = Math.log(counts[cell] + config.alpha());
                totals[label] += count;
            }
        }
    }

    @Override
    void addLogLikelihoods(FeatureVector x, double[] joint) {
        for (int c = 0; c < classes; c++) {
            logDenominators[c] = Math.log(denominator(c));
        }
        for (int k = 0; k < x.size(); k++) {
            double count = x.value(k);
            int cell = x.index(k) * classes;
            for (int c = 0; c < classes; c++) {
                // never above 0, so that sums of any length stay numbers
                joint[c] += count * (logCounts[cell + c] - logDenominators[c]);
            }
        }
    }

    @Override
    double denominator(int label) {
        // where nothing has been counted all classes have the same one, whatever it is
        return totals[label] + config.alpha() * Math.max(vocabularySize(), 1);
    }

    /** V: number of features that smoothing reckons with. */
    public int vocabularySize() {
        return config.vocabulary() == Vocabulary.ALL_FEATURES ? dimension : seen;
    }

    @Override
    public void combine(MultinomialNaiveBayes base, List<? extends MultinomialNaiveBayes> parts) {
        Shares.requireTwins(this, base, parts);
        combineClasses(base, parts);
        List<MultinomialNaiveBayes> all = List.copyOf(parts);
        addUp(totals, base.totals, all.stream().map(part -> part.totals).toList());
        addUp(counts, base.counts, all.stream().map(part -> part.counts).toList());
        follow();
    }

    /** Makes what follows from the counts. */
    private void follow() {
        for (int cell = 0; cell < counts.length; cell++) {
            logCounts[cell] = Math.log(counts[cell] + config.alpha());
        }
        seen = 0;
        for (int feature = 0; feature < dimension; feature++) {
            seen += isSeen(feature) ? 1 : 0;
        }
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(config.algorithm(), VERSION);
        out.integer(dimension);
        writeClasses(out);
        out.numbers(totals);
        out.numbers(counts);
    }
}
