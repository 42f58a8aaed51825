package io.millrace.learning.bayes;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Configuration of {@link BernoulliNaiveBayes}.
 *
 * @param classes number of classes, 2 to 10,000
 * @param alpha smoothing, added to the counts of presence and of absence, &gt; 0
 * @param threshold a feature is present if its value is greater, &gt;= 0
 */
public record BernoulliNaiveBayesConfig(int classes, double alpha, double threshold) implements LearnerConfig {
    /** Two classes, alpha 1, threshold 0. */
    public static final BernoulliNaiveBayesConfig DEFAULTS = new BernoulliNaiveBayesConfig(2, 1, 0);

    private static final int VERSION = 1;

    public BernoulliNaiveBayesConfig {
        new Checks()
                .within("classes", classes, 2, NaiveBayes.MOST_CLASSES)
                .positive("alpha", alpha)
                .notNegative("threshold", threshold)
                .done();
    }

    /** With another number of classes. */
    public BernoulliNaiveBayesConfig withClasses(int classes) {
        return new BernoulliNaiveBayesConfig(classes, alpha, threshold);
    }

    /** With another smoothing. */
    public BernoulliNaiveBayesConfig withAlpha(double alpha) {
        return new BernoulliNaiveBayesConfig(classes, alpha, threshold);
    }

    /** With another threshold. */
    public BernoulliNaiveBayesConfig withThreshold(double threshold) {
        return new BernoulliNaiveBayesConfig(classes, alpha, threshold);
    }

    @Override
    public String algorithm() {
        return "bernoulli-naive-bayes";
    }

    @Override
    public Task task() {
        return NaiveBayes.task(classes);
    }

    @Override
    public BernoulliNaiveBayes newLearner(int dimension) {
        return new BernoulliNaiveBayes(this, dimension);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(algorithm() + " configuration", VERSION);
        out.integer(classes);
        out.number(alpha);
        out.number(threshold);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static BernoulliNaiveBayesConfig read(SnapshotInput in) {
        in.version(DEFAULTS.algorithm() + " configuration", VERSION);
        return new BernoulliNaiveBayesConfig(in.integer(), in.number(), in.number());
    }

    @Override
    public BernoulliNaiveBayes readLearner(SnapshotInput in) {
        return BernoulliNaiveBayes.readFrom(this, in);
    }
}
