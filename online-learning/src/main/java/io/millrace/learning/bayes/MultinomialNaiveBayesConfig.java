package io.millrace.learning.bayes;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Configuration of {@link MultinomialNaiveBayes}.
 *
 * @param classes number of classes, 2 to 10,000
 * @param alpha smoothing, added to every count, &gt; 0
 * @param vocabulary which features smoothing reckons with
 */
public record MultinomialNaiveBayesConfig(int classes, double alpha, Vocabulary vocabulary) implements LearnerConfig {
    /** Two classes, alpha 1, all features. */
    public static final MultinomialNaiveBayesConfig DEFAULTS =
            new MultinomialNaiveBayesConfig(2, 1, Vocabulary.ALL_FEATURES);

    private static final int VERSION = 1;

    /** Which features V, the number of different ones, counts. */
    public enum Vocabulary {
        /** All of the row, as in scikit-learn. */
        ALL_FEATURES,
        /**
         * Those that had a count above 0 in some example so far, as in River; for text or hashed features, most of which never
         * come. Others still get α / (N_c + αV).
         */
        SEEN_FEATURES
    }

    public MultinomialNaiveBayesConfig {
        new Checks()
                .within("classes", classes, 2, NaiveBayes.MOST_CLASSES)
                .positive("alpha", alpha)
                .require(vocabulary != null, "vocabulary", "must be set", vocabulary)
                .done();
    }

    /** With another number of classes. */
    public MultinomialNaiveBayesConfig withClasses(int classes) {
        return new MultinomialNaiveBayesConfig(classes, alpha, vocabulary);
    }

    /** With another smoothing. */
    public MultinomialNaiveBayesConfig withAlpha(double alpha) {
        return new MultinomialNaiveBayesConfig(classes, alpha, vocabulary);
    }

    /** With another vocabulary. */
    public MultinomialNaiveBayesConfig withVocabulary(Vocabulary vocabulary) {
        return new MultinomialNaiveBayesConfig(classes, alpha, vocabulary);
    }

    @Override
    public String algorithm() {
        return "multinomial-naive-bayes";
    }

    @Override
    public Task task() {
        return NaiveBayes.task(classes);
    }

    @Override
    public MultinomialNaiveBayes newLearner(int dimension) {
        return new MultinomialNaiveBayes(this, dimension);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.version(algorithm() + " configuration", VERSION);
        out.integer(classes);
        out.number(alpha);
        out.constant(vocabulary);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static MultinomialNaiveBayesConfig read(SnapshotInput in) {
        in.version(DEFAULTS.algorithm() + " configuration", VERSION);
        return new MultinomialNaiveBayesConfig(in.integer(), in.number(), in.constant(Vocabulary.class));
    }

    @Override
    public MultinomialNaiveBayes readLearner(SnapshotInput in) {
        return MultinomialNaiveBayes.readFrom(this, in);
    }
}
