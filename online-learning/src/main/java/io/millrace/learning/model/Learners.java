package io.millrace.learning.model;

import static java.util.Map.entry;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.bayes.BernoulliNaiveBayesConfig;
import io.millrace.learning.bayes.GaussianNaiveBayesConfig;
import io.millrace.learning.bayes.MultinomialNaiveBayesConfig;
import io.millrace.learning.cluster.MiniBatchKMeansConfig;
import io.millrace.learning.cluster.SequentialKMeansConfig;
import io.millrace.learning.cluster.StreamingKMeansConfig;
import io.millrace.learning.decomposition.MiniBatchDictionaryLearningConfig;
import io.millrace.learning.linear.FtrlLogisticRegressionConfig;
import io.millrace.learning.linear.LinearRegressionConfig;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.linear.PassiveAggressiveClassifierConfig;
import io.millrace.learning.linear.PassiveAggressiveRegressorConfig;
import io.millrace.learning.linear.SgdClassifierConfig;
import io.millrace.learning.linear.SgdRegressorConfig;
import io.millrace.learning.linear.SoftmaxRegressionConfig;
import io.millrace.learning.parallel.ParallelConfig;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import io.millrace.learning.tree.HoeffdingAdaptiveTreeConfig;
import io.millrace.learning.tree.HoeffdingTreeConfig;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** All algorithms by name, so that a snapshot can be read without knowing which one it is of. */
public final class Learners {
    /** Algorithm → reader of its configuration. A new algorithm adds its line. */
    private static final SortedMap<String, Function<SnapshotInput, LearnerConfig>> READERS =
            new TreeMap<>(Map.<String, Function<SnapshotInput, LearnerConfig>>ofEntries(
                    entry("bernoulli-naive-bayes", BernoulliNaiveBayesConfig::read),
                    entry("ftrl-logistic-regression", FtrlLogisticRegressionConfig::read),
                    entry("gaussian-naive-bayes", GaussianNaiveBayesConfig::read),
                    entry("hoeffding-adaptive-tree", HoeffdingAdaptiveTreeConfig::read),
                    entry("hoeffding-tree", HoeffdingTreeConfig::read),
                    entry("linear-regression", LinearRegressionConfig::read),
                    entry("logistic-regression", LogisticRegressionConfig::read),
                    entry("mini-batch-dictionary-learning", MiniBatchDictionaryLearningConfig::read),
                    entry("mini-batch-k-means", MiniBatchKMeansConfig::read),
                    entry("multinomial-naive-bayes", MultinomialNaiveBayesConfig::read),
                    entry("parallel", in -> ParallelConfig.read(in, Learners::read)),
                    entry("passive-aggressive-classifier", PassiveAggressiveClassifierConfig::read),
                    entry("passive-aggressive-regressor", PassiveAggressiveRegressorConfig::read),
                    entry("sequential-k-means", SequentialKMeansConfig::read),
                    entry("sgd-classifier", SgdClassifierConfig::read),
                    entry("sgd-regressor", SgdRegressorConfig::read),
                    entry("softmax-regression", SoftmaxRegressionConfig::read),
                    entry("streaming-k-means", StreamingKMeansConfig::read)));

    private Learners() {}

    /** Names of all algorithms, in alphabetical order. */
    public static List<String> algorithms() {
        return List.copyOf(READERS.keySet());
    }

    /** Writes a configuration with the name of its algorithm. */
    public static void write(LearnerConfig config, SnapshotOutput out) {
        out.text(config.algorithm());
        config.writeTo(out);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws SnapshotException if this release has no such algorithm
     */
    public static LearnerConfig read(SnapshotInput in) {
        String algorithm = in.text();
        Function<SnapshotInput, LearnerConfig> reader = READERS.get(algorithm);
        if (reader == null) {
            throw new SnapshotException("must be one of " + READERS.keySet() + ", found " + algorithm);
        }
        return reader.apply(in);
    }
}
