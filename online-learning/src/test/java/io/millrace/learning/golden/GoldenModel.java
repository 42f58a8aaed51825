package io.millrace.learning.golden;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.bayes.BernoulliNaiveBayesConfig;
import io.millrace.learning.bayes.GaussianNaiveBayesConfig;
import io.millrace.learning.bayes.MultinomialNaiveBayesConfig;
import io.millrace.learning.cluster.Decay;
import io.millrace.learning.cluster.MiniBatchKMeansConfig;
import io.millrace.learning.cluster.SequentialKMeansConfig;
import io.millrace.learning.cluster.StreamingKMeansConfig;
import io.millrace.learning.decomposition.MiniBatchDictionaryLearningConfig;
import io.millrace.learning.linear.FtrlLogisticRegressionConfig;
import io.millrace.learning.linear.LinearRegressionConfig;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.linear.PassiveAggressiveClassifierConfig;
import io.millrace.learning.linear.PassiveAggressiveRegressorConfig;
import io.millrace.learning.linear.Penalty;
import io.millrace.learning.linear.SgdClassifierConfig;
import io.millrace.learning.linear.SgdRegressorConfig;
import io.millrace.learning.linear.SoftmaxRegressionConfig;
import io.millrace.learning.loss.HuberLoss;
import io.millrace.learning.loss.LogLoss;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.model.Scaling;
import io.millrace.learning.optimizer.AdaGrad;
import io.millrace.learning.optimizer.Adam;
import io.millrace.learning.optimizer.ConstantRate;
import io.millrace.learning.optimizer.FtrlProximal;
import io.millrace.learning.optimizer.InverseScaling;
import io.millrace.learning.optimizer.RmsProp;
import io.millrace.learning.optimizer.Sgd;
import io.millrace.learning.parallel.ParallelConfig;
import io.millrace.learning.tree.HoeffdingAdaptiveTreeConfig;
import io.millrace.learning.tree.HoeffdingTreeConfig;
import io.millrace.learning.tree.LeafPrediction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A learner with its scalers and encoders.
 *
 * @param name of its files
 * @param config what it is made of
 */
record GoldenModel(String name, OnlineModelConfig config) implements Golden<OnlineModel> {
    static final List<FeatureField> FIELDS =
            List.of(FeatureField.numeric("first"), FeatureField.numeric("second"), FeatureField.learned("text", 3));

    /** Every algorithm, every optimiser, every scaling. */
    static List<GoldenModel> all() {
        HoeffdingTreeConfig tree =
                HoeffdingTreeConfig.DEFAULTS.withGracePeriod(40).withDelta(0.1);
        List<GoldenModel> all = new ArrayList<>(List.of(
                of("logistic-regression", LogisticRegressionConfig.DEFAULTS.withL1(1e-4)),
                of(
                        "logistic-regression-momentum",
                        logistic().withOptimizer(new Sgd(new InverseScaling(0.05, 0.1), 0.9))),
                of("logistic-regression-adagrad", logistic().withOptimizer(AdaGrad.DEFAULTS)),
                of("logistic-regression-rmsprop", logistic().withOptimizer(RmsProp.DEFAULTS)),
                of("logistic-regression-adam", logistic().withOptimizer(Adam.DEFAULTS)),
                of(
                        "logistic-regression-ftrl-proximal",
                        LogisticRegressionConfig.DEFAULTS.withOptimizer(FtrlProximal.DEFAULTS)),
                of(
                        "ftrl-logistic-regression",
                        FtrlLogisticRegressionConfig.DEFAULTS.withL1(0.01).withBatchSize(4)),
                of("linear-regression", LinearRegressionConfig.DEFAULTS.withLoss(new HuberLoss(1))),
                of("softmax-regression", SoftmaxRegressionConfig.defaults(3).withOptimizer(AdaGrad.DEFAULTS)),
                of(
                        "sgd-classifier",
                        SgdClassifierConfig.DEFAULTS
                                .withLoss(new LogLoss())
                                .withPenalty(Penalty.elasticNet(1e-3))
                                .withAverageFrom(100)),
                of("sgd-regressor", SgdRegressorConfig.DEFAULTS.withSchedule(new ConstantRate(0.01))),
                of("passive-aggressive-classifier", PassiveAggressiveClassifierConfig.DEFAULTS),
                of("passive-aggressive-regressor", PassiveAggressiveRegressorConfig.DEFAULTS),
                of("gaussian-naive-bayes", GaussianNaiveBayesConfig.DEFAULTS.withClasses(3)),
                unscaled("multinomial-naive-bayes", MultinomialNaiveBayesConfig.DEFAULTS),
                of("bernoulli-naive-bayes", BernoulliNaiveBayesConfig.DEFAULTS.withClasses(3)),
                unscaled("hoeffding-tree", tree.withClasses(3)),
                unscaled(
                        "hoeffding-adaptive-tree",
                        HoeffdingAdaptiveTreeConfig.DEFAULTS.withTree(tree.withPrediction(LeafPrediction.MAJORITY))),
                of(
                        "streaming-k-means",
                        StreamingKMeansConfig.DEFAULTS
                                .withClusters(3)
                                .withBatchSize(16)
                                .withDecay(new Decay(Decay.Unit.EVENT_TIME, 3_600_000))),
                of(
                        "mini-batch-k-means",
                        MiniBatchKMeansConfig.DEFAULTS.withClusters(3).withBatchSize(16)),
                of("sequential-k-means", SequentialKMeansConfig.DEFAULTS.withClusters(3)),
                new GoldenModel(
                        "mini-batch-dictionary-learning",
                        config(
                                FIELDS.subList(0, 2),
                                MiniBatchDictionaryLearningConfig.DEFAULTS
                                        .withAtoms(3)
                                        .withBatchSize(8))),
                of("parallel", new ParallelConfig(logistic(), 2, 20)),
                new GoldenModel("min-max-scaling", config(FIELDS, logistic()).withScaling(Scaling.MIN_MAX)),
                new GoldenModel("dense", config(FIELDS.subList(0, 2), logistic()))));
        return all;
    }

    private static LogisticRegressionConfig logistic() {
        return LogisticRegressionConfig.DEFAULTS.withL2(1e-4);
    }

    private static GoldenModel of(String name, LearnerConfig learner) {
        return new GoldenModel(name, config(FIELDS, learner));
    }

    private static GoldenModel unscaled(String name, LearnerConfig learner) {
        return new GoldenModel(name, config(FIELDS, learner).withScaling(Scaling.NONE));
    }

    static OnlineModelConfig config(List<FeatureField> fields, LearnerConfig learner) {
        return OnlineModelConfig.of(fields, learner);
    }

    @Override
    public OnlineModel untaught() {
        return OnlineModel.of(config);
    }

    @Override
    public byte[] write(OnlineModel of) {
        return of.snapshot();
    }

    @Override
    public OnlineModel read(byte[] state) {
        return OnlineModel.restore(state);
    }

    @Override
    public List<Double> take(OnlineModel of, GoldenStream.Example example) {
        double[] scores = new double[of.outputs()];
        of.advanceTo(example.time());
        of.scoreAndLearn(example.fill(of.newRow()), label(of, example), 1, scores);
        return IntStream.range(0, scores.length).mapToObj(i -> scores[i]).toList();
    }

    private static double label(OnlineModel of, GoldenStream.Example example) {
        Task task = of.config().learner().task();
        return switch (task) {
            case REGRESSION -> example.truth();
            case BINARY_CLASSIFICATION, MULTICLASS_CLASSIFICATION ->
                example.label(of.config().classes().size());
            case CLUSTERING, DECOMPOSITION -> 0;
        };
    }
}
