package io.millrace.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.Parameter;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.optimizer.ConstantRate;
import io.millrace.learning.optimizer.Sgd;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Scaler, then logistic SGD on the Phishing data (UCI 379, CC BY 4.0, in River's row order), test then train: known-answers §2.7, accuracies
 * published by River, the rest computed.
 */
class PhishingTest {
    private static final List<String> LINES = lines();

    private static List<String> lines() {
        try (InputStream in = PhishingTest.class.getResourceAsStream("/parity/phishing.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OnlineModelConfig config(double rate, ScalingOrder order) {
        List<String> names = List.of(LINES.get(0).split(","));
        return OnlineModelConfig.of(
                        names.subList(0, 9).stream().map(FeatureField::numeric).toList(),
                        LogisticRegressionConfig.DEFAULTS.withOptimizer(new Sgd(new ConstantRate(rate), 0)))
                .withOrder(order);
    }

    private record Scored(double probability, int label) {}

    /** Scores and learns all rows, one by one; the model is replaced by a restored copy every {@code restoreEvery} rows. */
    private static List<Scored> run(OnlineModel[] model, int restoreEvery) {
        List<Scored> scored = new ArrayList<>();
        double[] scores = new double[1];
        FeatureRow row = model[0].newRow();
        for (int i = 1; i < LINES.size(); i++) {
            double[] cells = Arrays.stream(LINES.get(i).split(","))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            for (int j = 0; j < 9; j++) {
                row.setNumber(j, cells[j]);
            }
            assertThat(model[0].scoreAndLearn(row, cells[9], 1, scores)).isTrue();
            scored.add(new Scored(scores[0], (int) cells[9]));
            if (i % restoreEvery == 0) {
                model[0] = model[0].copy();
            }
        }
        return scored;
    }

    @ParameterizedTest
    @CsvSource({
        "0.005, EARLY, .8880, .948647763, .383421407",
        "0.005, LATE,  .8872, .948728347, .382930291",
        "0.01,  EARLY, .8920, .953269595, .330644034",
        "0.01,  LATE,  .8928, .953350178, .330112046",
        "0.1,   EARLY, .8896, .957748456, .270835563",
        "0.1,   LATE,  .8896, .957797846, .270594423"
    })
    void knownAnswers(double rate, ScalingOrder order, double accuracy, double auc, double logLoss) {
        OnlineModel[] model = {OnlineModel.of(config(rate, order))};
        List<Scored> scored = run(model, Integer.MAX_VALUE);
        assertThat(scored).hasSize(1250);
        assertThat(scored.stream()
                                .filter(one -> one.probability() > 0.5 == (one.label() == 1))
                                .count()
                        / 1250.0)
                .isEqualTo(accuracy);
        assertThat(auc(scored)).isCloseTo(auc, within(1e-6));
        assertThat(scored.stream().mapToDouble(PhishingTest::logLoss).average().orElseThrow())
                .isCloseTo(logLoss, within(1e-6));
    }

    private static double logLoss(Scored one) {
        double probability = Math.min(Math.max(one.probability(), 1e-15), 1 - 1e-15);
        return -Math.log(one.label() == 1 ? probability : 1 - probability);
    }

    private static double auc(List<Scored> scored) {
        double[] positive = scored.stream()
                .filter(one -> one.label() == 1)
                .mapToDouble(Scored::probability)
                .toArray();
        double[] negative = scored.stream()
                .filter(one -> one.label() == 0)
                .mapToDouble(Scored::probability)
                .toArray();
        double wins = 0;
        for (double p : positive) {
            for (double n : negative) {
                wins += p > n ? 1 : p == n ? 0.5 : 0;
            }
        }
        return wins / positive.length / negative.length;
    }

    /** The order changes scores, not what is learned; nor do restores. */
    @ParameterizedTest
    @CsvSource({"EARLY, 1000000", "LATE, 1000000", "LATE, 1", "EARLY, 7"})
    void learnsTheSameWeights(ScalingOrder order, int restoreEvery) {
        double[] expected = {
            -1.148229655310,
            -0.953875675383,
            -0.842370161507,
            -0.306160284703,
            -0.165332211855,
            0.182453140946,
            -0.259002020196,
            -0.194227913682,
            0.045929611067
        };
        OnlineModel[] model = {OnlineModel.of(config(0.01, order))};
        run(model, restoreEvery);
        Map<String, Double> found =
                model[0].parameters().stream().collect(Collectors.toMap(Parameter::name, Parameter::value));
        List<String> names = List.of(LINES.get(0).split(","));
        for (int j = 0; j < 9; j++) {
            assertThat(found.get(names.get(j))).as(names.get(j)).isCloseTo(expected[j], within(1e-9));
        }
        assertThat(found.get("intercept")).isCloseTo(-0.354066187472, within(1e-9));
        assertThat(model[0].examples()).isEqualTo(1250);
    }

    @Test
    void restoringAnywhereChangesNoBit() {
        OnlineModel[] undisturbed = {OnlineModel.of(config(0.01, ScalingOrder.LATE))};
        OnlineModel[] restored = {OnlineModel.of(config(0.01, ScalingOrder.LATE))};
        assertThat(run(restored, 1)).isEqualTo(run(undisturbed, Integer.MAX_VALUE));
        assertThat(restored[0].snapshot()).isEqualTo(undisturbed[0].snapshot());
    }
}
