package io.millrace.jobs.pipeline;

import io.millrace.config.ConfigNode;
import io.millrace.jobs.pipeline.RecordOptions.Kind;
import io.millrace.jobs.pipeline.RecordOptions.Kinds;
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
import io.millrace.learning.loss.BinaryLoss;
import io.millrace.learning.loss.EpsilonInsensitiveLoss;
import io.millrace.learning.loss.HalfSquaredLoss;
import io.millrace.learning.loss.HingeLoss;
import io.millrace.learning.loss.HuberLoss;
import io.millrace.learning.loss.LogLoss;
import io.millrace.learning.loss.RegressionLoss;
import io.millrace.learning.loss.SquaredEpsilonInsensitiveLoss;
import io.millrace.learning.loss.SquaredHingeLoss;
import io.millrace.learning.loss.SquaredLoss;
import io.millrace.learning.optimizer.AdaGrad;
import io.millrace.learning.optimizer.Adam;
import io.millrace.learning.optimizer.ConstantRate;
import io.millrace.learning.optimizer.FtrlProximal;
import io.millrace.learning.optimizer.InverseScaling;
import io.millrace.learning.optimizer.OptimalRate;
import io.millrace.learning.optimizer.Optimizer;
import io.millrace.learning.optimizer.RmsProp;
import io.millrace.learning.optimizer.Schedule;
import io.millrace.learning.optimizer.Sgd;
import io.millrace.learning.tree.HoeffdingAdaptiveTreeConfig;
import io.millrace.learning.tree.HoeffdingTreeConfig;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Every algorithm that a pipeline file can name, and its options with their defaults. A new algorithm adds its line; its options are the
 * components of its configuration ({@link RecordOptions}).
 */
final class Algorithms {
    /** Algorithm → its defaults, given the number of classes. */
    private static final SortedMap<String, IntFunction<? extends LearnerConfig>> BY_NAME = new TreeMap<>();

    static {
        add(classes -> BernoulliNaiveBayesConfig.DEFAULTS);
        add(classes -> GaussianNaiveBayesConfig.DEFAULTS);
        add(classes -> MiniBatchDictionaryLearningConfig.DEFAULTS);
        add(classes -> MiniBatchKMeansConfig.DEFAULTS);
        add(classes -> MultinomialNaiveBayesConfig.DEFAULTS);
        add(classes -> SequentialKMeansConfig.DEFAULTS);
        add(classes -> StreamingKMeansConfig.DEFAULTS);
        add(classes -> FtrlLogisticRegressionConfig.DEFAULTS);
        add(classes -> HoeffdingAdaptiveTreeConfig.DEFAULTS);
        add(classes -> HoeffdingTreeConfig.DEFAULTS);
        add(classes -> LinearRegressionConfig.DEFAULTS);
        add(classes -> LogisticRegressionConfig.DEFAULTS);
        add(classes -> PassiveAggressiveClassifierConfig.DEFAULTS);
        add(classes -> PassiveAggressiveRegressorConfig.DEFAULTS);
        add(classes -> SgdClassifierConfig.DEFAULTS);
        add(classes -> SgdRegressorConfig.DEFAULTS);
        add(SoftmaxRegressionConfig::defaults);
    }

    private static final Kinds KINDS = new Kinds(Map.of(
            Optimizer.class,
            RecordOptions.kinds(
                    "sgd", Kind.of(Sgd.DEFAULTS),
                    "adagrad", Kind.of(AdaGrad.DEFAULTS),
                    "rmsprop", Kind.of(RmsProp.DEFAULTS),
                    "adam", Kind.of(Adam.DEFAULTS),
                    "ftrl-proximal", Kind.of(FtrlProximal.DEFAULTS)),
            Schedule.class,
            RecordOptions.kinds(
                    "constant", Kind.of(ConstantRate.class),
                    "inverse-scaling", Kind.of(InverseScaling.class),
                    "optimal", Kind.of(OptimalRate.class)),
            BinaryLoss.class,
            RecordOptions.kinds(
                    "log", Kind.of(new LogLoss()),
                    "hinge", Kind.of(new HingeLoss()),
                    "squared-hinge", Kind.of(new SquaredHingeLoss())),
            RegressionLoss.class,
            RecordOptions.kinds(
                    "squared", Kind.of(new SquaredLoss()),
                    "half-squared", Kind.of(new HalfSquaredLoss()),
                    "huber", Kind.of(HuberLoss.class),
                    "epsilon-insensitive", Kind.of(EpsilonInsensitiveLoss.class),
                    "squared-epsilon-insensitive", Kind.of(SquaredEpsilonInsensitiveLoss.class))));

    private static final RecordOptions OPTIONS = new RecordOptions(KINDS);

    private Algorithms() {}

    private static void add(IntFunction<? extends LearnerConfig> defaults) {
        BY_NAME.put(defaults.apply(2).algorithm(), defaults);
    }

    /** Names, in alphabetical order. */
    static Iterable<String> names() {
        return BY_NAME.keySet();
    }

    /**
     * Reads the key {@code algorithm} and the options of the algorithm.
     *
     * @param classes number of classes, of an algorithm that has to know
     * @return the configuration; one that stands in for it if there are mistakes; null if there is no such algorithm
     */
    static LearnerConfig read(ConfigNode node, int classes) {
        String name = node.text("algorithm");
        IntFunction<? extends LearnerConfig> defaults = BY_NAME.get(name);
        if (defaults == null) {
            if (!name.isEmpty()) {
                node.reject("algorithm", "must be one of " + String.join(", ", names()));
            }
            // Nobody knows which options it has: those of any algorithm are no further mistake.
            BY_NAME.values().stream()
                    .flatMap(any -> Arrays.stream(any.apply(2).getClass().getRecordComponents()))
                    .forEach(option -> node.has(option.getName()));
            return null;
        }
        return read(node, (Record) defaults.apply(classes), classes);
    }

    private static <R extends Record> LearnerConfig read(ConfigNode node, R defaults, int classes) {
        @SuppressWarnings("unchecked") // it is the class of an R
        Class<R> type = (Class<R>) defaults.getClass();
        return (LearnerConfig) OPTIONS.read(node, type, defaults, Map.of("classes", classes));
    }

    /** Options of other records than algorithms, in the same way. */
    static RecordOptions options() {
        return OPTIONS;
    }
}
