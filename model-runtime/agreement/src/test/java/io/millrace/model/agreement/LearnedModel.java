package io.millrace.model.agreement;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.Task;
import io.millrace.learning.bayes.BernoulliNaiveBayesConfig;
import io.millrace.learning.bayes.GaussianNaiveBayesConfig;
import io.millrace.learning.bayes.MultinomialNaiveBayesConfig;
import io.millrace.learning.bayes.MultinomialNaiveBayesConfig.Vocabulary;
import io.millrace.learning.cluster.MiniBatchKMeansConfig;
import io.millrace.learning.cluster.SequentialKMeansConfig;
import io.millrace.learning.cluster.StreamingKMeansConfig;
import io.millrace.learning.linear.FtrlLogisticRegressionConfig;
import io.millrace.learning.linear.LinearRegressionConfig;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.linear.PassiveAggressiveClassifierConfig;
import io.millrace.learning.linear.PassiveAggressiveRegressorConfig;
import io.millrace.learning.linear.Penalty;
import io.millrace.learning.linear.SgdClassifierConfig;
import io.millrace.learning.linear.SgdRegressorConfig;
import io.millrace.learning.linear.SoftmaxRegressionConfig;
import io.millrace.learning.loss.HingeLoss;
import io.millrace.learning.loss.LogLoss;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.MissingValues;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.model.Scaling;
import io.millrace.learning.optimizer.Sgd;
import io.millrace.learning.parallel.ParallelConfig;
import io.millrace.learning.parallel.ParallelLearner;
import io.millrace.learning.tree.HoeffdingAdaptiveTreeConfig;
import io.millrace.learning.tree.HoeffdingTreeConfig;
import io.millrace.learning.tree.LeafPrediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A learner behind scalers and encoders, and rows for it: numbers of very different sizes, one of them far from 0 (a time in seconds, which no
 * one may multiply out), one that never changes, one that is never there; texts from a fixed list, from what came first, and such as XML
 * must escape.
 *
 * @param what as it is told
 * @param counts whether numbers are counts instead
 * @param scoresUntaught whether there is a score before the first example
 */
record LearnedModel(String what, OnlineModelConfig config, boolean counts, boolean scoresUntaught) {
    private static final int EXAMPLES = 3_000;
    private static final List<String> CARRIERS = List.of("UA", "São Tomé", "a<b>&\"c'", " space ", "");
    private static final List<String> PLACES = List.of("EWR", "JFK", "LGA", "BOS", "SFO", "LAX");
    private static final List<FeatureField> FIELDS = List.of(
            FeatureField.numeric("distance"),
            FeatureField.numeric("scaled(distance)"),
            FeatureField.fixed("carrier", CARRIERS),
            FeatureField.numeric("seconds"),
            FeatureField.numeric("same"),
            FeatureField.numeric("never"),
            FeatureField.learned("place", 4),
            FeatureField.fixed("label", List.of("only")));

    static List<LearnedModel> all() {
        List<LearnedModel> all = new ArrayList<>();
        LogisticRegressionConfig logistic = LogisticRegressionConfig.DEFAULTS.withOptimizer(Sgd.withRate(0.05));
        add(all, "logistic regression", logistic);
        add(all, "logistic regression, l1", logistic.withL1(0.01));
        all.add(new LearnedModel(
                "logistic regression, missing refused",
                OnlineModelConfig.of(
                                FIELDS.stream()
                                        .filter(field -> !field.name().equals("never"))
                                        .toList(),
                                logistic)
                        .withMissing(MissingValues.REFUSE)
                        .withClasses(List.of("on time", "late")),
                false,
                true));
        add(all, "logistic regression, by two threads", new ParallelConfig(logistic, 2, 100));
        add(all, "hinge", logistic.withLoss(new HingeLoss()));
        add(all, "ftrl", FtrlLogisticRegressionConfig.DEFAULTS.withL1(1));
        add(all, "linear regression", LinearRegressionConfig.DEFAULTS);
        add(
                all,
                "sgd classifier, mean",
                SgdClassifierConfig.DEFAULTS.withLoss(new LogLoss()).withAverageFrom(100));
        add(all, "sgd regressor", SgdRegressorConfig.DEFAULTS.withPenalty(new Penalty(0.01, 0.5)));
        add(all, "passive-aggressive classifier", PassiveAggressiveClassifierConfig.DEFAULTS.withC(0.01));
        add(all, "passive-aggressive regressor", PassiveAggressiveRegressorConfig.DEFAULTS.withC(0.01));
        add(all, "softmax regression, 2", SoftmaxRegressionConfig.defaults(2));
        add(all, "softmax regression, 3", SoftmaxRegressionConfig.defaults(3));
        HoeffdingTreeConfig tree = HoeffdingTreeConfig.DEFAULTS
                .withPrediction(LeafPrediction.MAJORITY)
                .withGracePeriod(50)
                .withTau(0.3);
        for (int classes : new int[] {2, 3}) {
            add(all, "Hoeffding tree, " + classes, tree.withClasses(classes));
            addCounts(all, "Hoeffding tree of counts, " + classes, tree.withClasses(classes));
        }
        add(all, "adaptive Hoeffding tree", HoeffdingAdaptiveTreeConfig.DEFAULTS.withTree(tree));
        addClusters(all, "streaming k-means", StreamingKMeansConfig.DEFAULTS.withClusters(4));
        addClusters(
                all,
                "mini-batch k-means",
                MiniBatchKMeansConfig.DEFAULTS.withClusters(3).withBatchSize(100));
        addClusters(all, "sequential k-means", SequentialKMeansConfig.DEFAULTS.withStep(0.05));
        for (int classes : new int[] {2, 3}) {
            add(all, "gaussian, " + classes, GaussianNaiveBayesConfig.DEFAULTS.withClasses(classes));
            addCounts(all, "multinomial, " + classes, MultinomialNaiveBayesConfig.DEFAULTS.withClasses(classes));
            addCounts(
                    all,
                    "multinomial of seen features, " + classes,
                    MultinomialNaiveBayesConfig.DEFAULTS.withClasses(classes).withVocabulary(Vocabulary.SEEN_FEATURES));
            add(all, "bernoulli, " + classes, BernoulliNaiveBayesConfig.DEFAULTS.withClasses(classes));
            addCounts(
                    all,
                    "bernoulli of counts, " + classes,
                    BernoulliNaiveBayesConfig.DEFAULTS.withClasses(classes).withThreshold(1.5));
        }
        return all;
    }

    /** A learner behind each kind of scaling. */
    private static void add(List<LearnedModel> all, String what, LearnerConfig learner) {
        for (Scaling scaling : Scaling.values()) {
            if (scaling != Scaling.NONE) { // times as they are would drown all else, and make rates diverge
                all.add(new LearnedModel(
                        what + ", " + scaling,
                        OnlineModelConfig.of(FIELDS, learner).withScaling(scaling),
                        false,
                        true));
            }
        }
    }

    private static void addClusters(List<LearnedModel> all, String what, LearnerConfig learner) {
        for (Scaling scaling : Scaling.values()) {
            all.add(new LearnedModel(
                    what + ", " + scaling,
                    OnlineModelConfig.of(FIELDS, learner).withScaling(scaling),
                    false,
                    learner instanceof SequentialKMeansConfig));
        }
    }

    private static void addCounts(List<LearnedModel> all, String what, LearnerConfig learner) {
        all.add(new LearnedModel(what, OnlineModelConfig.of(FIELDS, learner).withScaling(Scaling.NONE), true, true));
    }

    /** The model after some thousand examples. */
    OnlineModel taught() {
        OnlineModel model = OnlineModel.of(config);
        FeatureRow row = model.newRow();
        Random random = new Random(20260105);
        for (int i = 0; i < EXAMPLES; i++) {
            draw(random, row);
            model.learn(row, label(random, row), 1);
        }
        if (model.learner() instanceof ParallelLearner parallel) {
            parallel.synchronise();
        }
        return model;
    }

    /** Draws a row: a tenth of the values is missing, some texts were never seen. */
    void draw(Random random, FeatureRow row) {
        for (int i = 0; i < row.size(); i++) {
            FeatureField field = config.fields().get(i);
            double share = random.nextDouble();
            double noise = random.nextGaussian();
            if (share < 0.1) {
                row.setMissing(i);
                continue;
            }
            switch (field.name()) {
                case "distance" -> row.setNumber(i, counts ? count(noise) : 1_000 + 300 * noise);
                case "scaled(distance)" -> row.setNumber(i, counts ? count(noise) : noise / 1_000);
                case "seconds" -> row.setNumber(i, counts ? count(noise) : 1.7e9 + 100 * noise);
                case "same" -> row.setNumber(i, 42);
                case "never" -> row.setMissing(i);
                case "carrier" -> row.setText(i, text(CARRIERS, share, random));
                case "place" -> row.setText(i, text(PLACES, share, random));
                default -> row.setText(i, share < 0.5 ? "only" : "other");
            }
        }
        if (random.nextInt(50) == 0) {
            row.setNumber(0, counts ? 40 : 1e6);
        }
    }

    private static double count(double noise) {
        return Math.floor(Math.abs(2 * noise));
    }

    private static String text(List<String> texts, double share, Random random) {
        return share < 0.2 ? "unseen " + share : texts.get(random.nextInt(texts.size()));
    }

    private double label(Random random, FeatureRow row) {
        double signal = random.nextGaussian();
        if (!Double.isNaN(row.number(0))) {
            signal += counts ? row.number(0) - 1 : (row.number(0) - 1_000) / 300;
        }
        if (!Double.isNaN(row.number(3))) {
            signal += counts ? -row.number(3) : (row.number(3) - 1.7e9) / 100;
        }
        signal += "UA".equals(row.text(2)) ? 2 : 0;
        Task task = config.learner().task();
        return switch (task) {
            case BINARY_CLASSIFICATION -> signal > 0 ? 1 : 0;
            case MULTICLASS_CLASSIFICATION -> signal > 1 ? 2 : signal > -1 ? 1 : 0;
            default -> signal;
        };
    }

    @Override
    public String toString() {
        return what;
    }
}
