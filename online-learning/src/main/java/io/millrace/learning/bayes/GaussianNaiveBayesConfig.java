package io.millrace.learning.bayes;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Configuration of {@link GaussianNaiveBayes}.
 *
 * @param classes number of classes, 2 to 10,000
 * @param varianceSmoothing share of the greatest variance among all features that is added to every variance, &gt;= 0
 */
public record GaussianNaiveBayesConfig(int classes, double varianceSmoothing) implements LearnerConfig {
    /** Two classes, smoothing 1e-9. */
    public static final GaussianNaiveBayesConfig DEFAULTS = new GaussianNaiveBayesConfig(2, 1e-9);

    private static final int VERSION = 1;

    public GaussianNaiveBayesConfig {
        new Checks()
                .within("classes", classes, 2, NaiveBayes.MOST_CLASSES)
                .notNegative("varianceSmoothing", varianceSmoothing)
                .done();
    }

    /** With another number of classes. */
    public GaussianNaiveBayesConfig withClasses(int classes) {
        return new GaussianNaiveBayesConfig(classes, varianceSmoothing);
    }

    /** With another smoothing. */
    public GaussianNaiveBayesConfig withVarianceSmoothing(double varianceSmoothing) {
        return new GaussianNaiveBayesConfig(classes, varianceSmoothing);
    }

    @Override
    public String algorithm() {
        return "gaussian-naive-bayes";
    }

    @Override
    public Task task() {
        return NaiveBayes.task(classes);
    }

    @Override
    public GaussianNaiveBayes newLearner(int dimension) {
        return new GaussianNaiveBayes(this, dimension);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(algorithm() + " configuration", VERSION);
        out.integer(classes);
        out.number(varianceSmoothing);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static GaussianNaiveBayesConfig read(SnapshotInput in) {
        in.version(DEFAULTS.algorithm() + " configuration", VERSION);
        return new GaussianNaiveBayesConfig(in.integer(), in.number());
    }

    @Override
    public GaussianNaiveBayes readLearner(SnapshotInput in) {
        return GaussianNaiveBayes.readFrom(this, in);
    }
}
