package io.millrace.learning.parity;

import static io.millrace.learning.parity.Recorded.METRIC;
import static io.millrace.learning.parity.Recorded.WEIGHT;

import io.millrace.learning.bayes.BernoulliNaiveBayes;
import io.millrace.learning.bayes.BernoulliNaiveBayesConfig;
import io.millrace.learning.bayes.GaussianNaiveBayes;
import io.millrace.learning.bayes.GaussianNaiveBayesConfig;
import io.millrace.learning.bayes.MultinomialNaiveBayes;
import io.millrace.learning.bayes.MultinomialNaiveBayesConfig;
import io.millrace.learning.bayes.MultinomialNaiveBayesConfig.Vocabulary;
import io.millrace.learning.bayes.NaiveBayes;
import io.millrace.learning.evaluation.MeanLoss;
import io.millrace.learning.evaluation.MulticlassAccuracy;
import io.millrace.learning.evaluation.ScoreLoss;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** scikit-learn 1.9.1 ({@code partial_fit}, batches of 50) and River 0.26.1 on the same 2,000 rows. */
class NaiveBayesParityTest {
    private static final int CLASSES = 3;
    private static final int FEATURES = 8;
    private static final int BATCH = 50;

    private interface Cell {
        double of(int feature, int label);
    }

    private static double[] byClass(IntToDoubleFunction value) {
        return IntStream.range(0, CLASSES).mapToDouble(value).toArray();
    }

    private static double[][] byClassAndFeature(Cell cell) {
        return IntStream.range(0, CLASSES)
                .mapToObj(label -> IntStream.range(0, FEATURES)
                        .mapToDouble(feature -> cell.of(feature, label))
                        .toArray())
                .toArray(double[][]::new);
    }

    private static void assertMetrics(Recorded recorded, ParityStream stream, NaiveBayes learner) {
        double[] metrics = stream.run(
                learner, BATCH, new MeanLoss(ScoreLoss.MULTICLASS_LOG_LOSS, CLASSES), new MulticlassAccuracy(CLASSES));
        recorded.assertNumber("logLoss", metrics[0], METRIC);
        recorded.assertNumber("accuracy", metrics[1], METRIC);
    }

    @Test
    void multinomial() {
        Recorded recorded = Recorded.run("sklearn-multinomial");
        MultinomialNaiveBayes learner =
                MultinomialNaiveBayesConfig.DEFAULTS.withClasses(CLASSES).newLearner(FEATURES);
        assertMetrics(recorded, ParityStream.counts(), learner);
        recorded.assertVector("prior", byClass(c -> Math.log(learner.prior(c))), WEIGHT);
        recorded.assertMatrix("likelihood", byClassAndFeature((f, c) -> Math.log(learner.probability(f, c))), WEIGHT);
    }

    @Test
    void multinomialAsRiver() {
        Recorded recorded = Recorded.run("river-multinomial");
        NaiveBayes learner = MultinomialNaiveBayesConfig.DEFAULTS
                .withClasses(CLASSES)
                .withVocabulary(Vocabulary.SEEN_FEATURES)
                .newLearner(FEATURES);
        double[] metrics = ParityStream.counts().run(learner, new MulticlassAccuracy(CLASSES));
        recorded.assertNumber("accuracy", metrics[0], METRIC);
    }

    @Test
    void bernoulli() {
        Recorded recorded = Recorded.run("sklearn-bernoulli");
        BernoulliNaiveBayes learner = BernoulliNaiveBayesConfig.DEFAULTS
                .withClasses(CLASSES)
                .withThreshold(0.5)
                .newLearner(FEATURES);
        assertMetrics(recorded, ParityStream.counts(), learner);
        recorded.assertVector("prior", byClass(c -> Math.log(learner.prior(c))), WEIGHT);
        recorded.assertMatrix("likelihood", byClassAndFeature((f, c) -> Math.log(learner.probability(f, c))), WEIGHT);
    }

    @Test
    void gaussian() {
        Recorded recorded = Recorded.run("sklearn-gaussian");
        GaussianNaiveBayes learner = GaussianNaiveBayesConfig.DEFAULTS
                .withClasses(CLASSES)
                .withVarianceSmoothing(0)
                .newLearner(FEATURES);
        assertMetrics(recorded, ParityStream.numbers("class"), learner);
        recorded.assertVector("prior", byClass(learner::prior), WEIGHT);
        recorded.assertMatrix("mean", byClassAndFeature(learner::mean), WEIGHT);
        recorded.assertMatrix("variance", byClassAndFeature(learner::variance), WEIGHT);
    }
}
