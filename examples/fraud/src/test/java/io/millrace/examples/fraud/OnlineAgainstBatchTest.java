package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learning.LearnerConfig;
import io.millrace.learning.evaluation.Ranking;
import io.millrace.learning.linear.FtrlLogisticRegressionConfig;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.optimizer.AdaGrad;
import io.millrace.learning.optimizer.ConstantRate;
import io.millrace.learning.optimizer.InverseScaling;
import io.millrace.learning.optimizer.Sgd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The test of known-answers §2.11 at full size: a batch logistic regression learns the week from 2018-07-25, seven days later a week is
 * scored. Online models pass over everything from day 37 on once, each label seven days after its transaction, and score the same rows.
 *
 * <p>The figures are written to {@code target/online-against-batch.txt}. Another draw: {@code -Dfraud.seed=2}.
 */
class OnlineAgainstBatchTest {
    private static final Path FIGURES = Path.of("target", "online-against-batch.txt");
    private static final int WARM_UP_DAYS = 37;
    private static final int TRAINING = 115;
    private static final int TEST = 129;
    private static final int END = 136;
    private static final long LABEL_DELAY = FraudFeatures.LABEL_DELAY_DAYS * 86_400L;

    /** A transaction with its features. */
    private record Row(Transaction transaction, List<Double> values) {
        double label() {
            return transaction.isFraud() ? 1 : 0;
        }

        double[] features() {
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    private final Map<String, OnlineModel> models = new LinkedHashMap<>();
    private final Map<String, List<Double>> scores = new LinkedHashMap<>();
    private final Map<Integer, Integer> firstKnownFraud = new HashMap<>();
    private final Deque<Row> unlabelled = new ArrayDeque<>();
    private final List<Row> training = new ArrayList<>();
    private final List<Row> tested = new ArrayList<>();

    private void race(String name, LearnerConfig learner) {
        List<FeatureField> fields =
                FraudFeatures.NAMES.stream().map(FeatureField::numeric).toList();
        models.put(name, OnlineModel.of(OnlineModelConfig.of(fields, learner)));
        scores.put(name, new ArrayList<>());
    }

    @Test
    void onePassWithLateLabelsIsAsGoodAsABatch() throws IOException {
        LogisticRegressionConfig logistic =
                LogisticRegressionConfig.DEFAULTS.withInterceptRate(new ConstantRate(0.005));
        race("SGD 1/sqrt(t)", logistic.withOptimizer(new Sgd(new InverseScaling(1, 0.5), 0)));
        race("AdaGrad 0.1", logistic.withOptimizer(AdaGrad.withRate(0.1)));
        race("FTRL 0.1", FtrlLogisticRegressionConfig.DEFAULTS.withAlpha(0.1).withBeta(1));

        FraudConfig config = FraudConfig.DEFAULTS.withSeed(Long.getLong("fraud.seed", FraudConfig.DEFAULTS.seed()));
        FraudSimulator simulator = new FraudSimulator(config);
        FraudFeatures features = new FraudFeatures(config);
        double[] row = new double[FraudFeatures.NAMES.size()];
        for (Transaction next = simulator.next(); next.day() < END; next = simulator.next()) {
            features.next(next, row);
            if (next.day() >= WARM_UP_DAYS) {
                pass(new Row(next, Arrays.stream(row).boxed().toList()));
            }
        }

        double[] labels = tested.stream().mapToDouble(Row::label).toArray();
        BatchLogisticRegression batch = new BatchLogisticRegression(
                training.stream().map(Row::features).toList(),
                training.stream().mapToDouble(Row::label).toArray());
        double[] ofBatch = tested.stream()
                .mapToDouble(tried -> batch.score(tried.features()))
                .toArray();
        double auc = Ranking.auc(labels, ofBatch);
        double precision = Ranking.averagePrecision(labels, ofBatch);
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("training", training.size() + " rows, " + frauds(training) + " frauds");
        figures.put("test", tested.size() + " rows, " + frauds(tested) + " frauds");
        figures.put("batch", "AUC %.4f, AP %.4f".formatted(auc, precision));
        scores.forEach((name, list) -> {
            double[] online = list.stream().mapToDouble(Double::doubleValue).toArray();
            figures.put(
                    name,
                    "AUC %.4f, AP %.4f"
                            .formatted(Ranking.auc(labels, online), Ranking.averagePrecision(labels, online)));
        });
        Files.writeString(
                FIGURES,
                String.join(
                                "\n",
                                figures.entrySet().stream()
                                        .map(Object::toString)
                                        .toList()) + "\n");

        assertThat(training).hasSizeBetween(64_000, 71_000);
        assertThat(tested).hasSizeBetween(55_000, 62_000);
        assertThat(auc).as("%s", figures).isBetween(0.83, 0.91);
        assertThat(scores).allSatisfy((name, list) -> {
            double[] online = list.stream().mapToDouble(Double::doubleValue).toArray();
            assertThat(Ranking.auc(labels, online))
                    .as("AUC of %s: %s", name, figures)
                    .isGreaterThanOrEqualTo(auc - 0.005);
            assertThat(Ranking.averagePrecision(labels, online))
                    .as("AP of %s: %s", name, figures)
                    .isGreaterThanOrEqualTo(precision - 0.01);
        });
    }

    private static long frauds(List<Row> rows) {
        return rows.stream().filter(row -> row.transaction().isFraud()).count();
    }

    private void pass(Row row) {
        Transaction transaction = row.transaction();
        int day = transaction.day();
        learnUpTo(transaction.second() - LABEL_DELAY);
        unlabelled.add(row);
        if (day >= TRAINING && day < TRAINING + 7) {
            training.add(row);
        }
        // Cards known to be stolen are blocked: a fraud since the training week, known for more than seven days.
        int knownSince = firstKnownFraud.getOrDefault(transaction.customer(), Integer.MAX_VALUE);
        if (day >= TEST && knownSince > day - 8) {
            tested.add(row);
            double[] score = new double[1];
            models.forEach((name, model) -> {
                model.score(featureRow(model, row), score);
                scores.get(name).add(score[0]);
            });
        }
        if (day >= TRAINING && transaction.isFraud()) {
            firstKnownFraud.merge(transaction.customer(), day, Math::min);
        }
    }

    private void learnUpTo(long second) {
        while (!unlabelled.isEmpty() && unlabelled.peek().transaction().second() <= second) {
            Row row = unlabelled.remove();
            models.values().forEach(model -> model.learn(featureRow(model, row), row.label(), 1));
        }
    }

    private static FeatureRow featureRow(OnlineModel model, Row row) {
        FeatureRow fields = model.newRow();
        for (int i = 0; i < row.values().size(); i++) {
            fields.setNumber(i, row.values().get(i));
        }
        return fields;
    }
}
