package io.millrace.learning.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.Task;
import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.evaluation.ScoredExamples.Scored;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrequentialEvaluationTest {
    private static EvaluationConfig config(Task task) {
        return EvaluationConfig.of(task, task == Task.BINARY_CLASSIFICATION || task == Task.REGRESSION ? 1 : 3)
                .withWindow(40)
                .withFading(0.9);
    }

    private static byte[] state(PrequentialEvaluation evaluation) {
        SnapshotOutput out = new SnapshotOutput();
        evaluation.writeTo(out);
        return out.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void aRestoredTwinGoesOnBitByBit(Task task) {
        PrequentialEvaluation evaluation = new PrequentialEvaluation(config(task));
        PrequentialEvaluation twin = evaluation;
        for (Scored example : ScoredExamples.of(task).subList(0, 120)) {
            SnapshotInput in = new SnapshotInput(state(twin));
            twin = PrequentialEvaluation.readFrom(config(task), in);
            in.end();
            evaluation.update(example.label(), example.scores(), example.weight());
            twin.update(example.label(), example.scores(), example.weight());
            assertThat(state(twin)).isEqualTo(state(evaluation));
        }
        assertThat(twin.readings()).isEqualTo(evaluation.readings());
        assertThat(twin.n()).isEqualTo(120);
        assertThat(evaluation.readings())
                .hasSize(3 * config(task).metrics().size())
                .allSatisfy(reading -> {
                    assertThat(reading.value()).isFinite();
                    assertThat(reading.n()).isPositive();
                });
        assertThat(evaluation.readings().stream()
                        .map(Reading::metric)
                        .distinct()
                        .count())
                .isEqualTo(config(task).metrics().size());
    }

    @Test
    void noSkillKnowsTheLabelsBeforeOnly() {
        PrequentialEvaluation evaluation =
                new PrequentialEvaluation(EvaluationConfig.of(Task.BINARY_CLASSIFICATION, 1));
        double[] half = {0.5};
        for (double label : new double[] {1, 1, 0, 1}) {
            evaluation.update(label, half, 1);
        }
        Reading brier = evaluation.reading("brier", Form.CUMULATIVE);
        assertThat(brier.value()).isEqualTo(0.25);
        // answers 1/2, 3/4, 5/6, 5/8: (labels of 1 so far + 1/2) / (labels so far + 1)
        assertThat(brier.noSkill()).isCloseTo((0.25 + 0.0625 + 25.0 / 36 + 9.0 / 64) / 4, within(1e-15));
        // none, 1, 1, 0
        assertThat(brier.noChange()).isCloseTo(2.0 / 3, within(1e-15));
        assertThat(evaluation.reading("accuracy", Form.CUMULATIVE).noChange()).isCloseTo(1.0 / 3, within(1e-15));
    }

    @Test
    void noSkillOfARegression() {
        PrequentialEvaluation evaluation = new PrequentialEvaluation(EvaluationConfig.of(Task.REGRESSION, 1));
        for (double label : new double[] {10, 20, 60}) {
            evaluation.update(label, new double[] {label + 1}, 1);
        }
        Reading mae = evaluation.reading("mae", Form.WINDOWED);
        assertThat(mae.value()).isEqualTo(1);
        assertThat(mae.n()).isEqualTo(3);
        assertThat(mae.noSkill()).as("10 for 20, 15 for 60").isEqualTo((10 + 45) / 2.0);
        assertThat(mae.noChange()).as("10 for 20, 20 for 60").isEqualTo((10 + 40) / 2.0);
    }

    @Test
    void noSkillOfThreeClasses() {
        PrequentialEvaluation evaluation =
                new PrequentialEvaluation(EvaluationConfig.of(Task.MULTICLASS_CLASSIFICATION, 3));
        double[] scores = {0.2, 0.3, 0.5};
        evaluation.update(2, scores, 1);
        evaluation.update(2, scores, 1);
        Reading logLoss = evaluation.reading("log-loss", Form.CUMULATIVE);
        assertThat(logLoss.value()).isCloseTo(-Math.log(0.5), within(1e-15));
        // 1/3, then (1 + 1/2) / (1 + 3/2)
        assertThat(logLoss.noSkill()).isCloseTo((-Math.log(1.0 / 3) - Math.log(0.6)) / 2, within(1e-15));
        assertThat(evaluation.reading("accuracy", Form.CUMULATIVE).noChange()).isEqualTo(1);
    }

    @Test
    void aModelThatKnowsBeatsNoSkill() {
        PrequentialEvaluation evaluation = new PrequentialEvaluation(config(Task.BINARY_CLASSIFICATION));
        List<Scored> examples = ScoredExamples.of(Task.BINARY_CLASSIFICATION);
        examples.forEach(example -> evaluation.update(example.label(), example.scores(), example.weight()));
        Reading logLoss = evaluation.reading("log-loss", Form.CUMULATIVE);
        assertThat(logLoss.value()).isLessThan(logLoss.noSkill());
        assertThat(logLoss.noSkill()).isLessThan(logLoss.noChange());
    }

    @Test
    void rawScoresAreMeasuredByOrderAndThreshold() {
        PrequentialEvaluation evaluation = new PrequentialEvaluation(
                EvaluationConfig.of(Task.BINARY_CLASSIFICATION, 1).withRawScores());
        evaluation.update(1, new double[] {3.5}, 1);
        evaluation.update(0, new double[] {-2}, 1);
        evaluation.update(1, new double[] {-0.5}, 1);
        assertThat(evaluation.readings()).extracting(Reading::metric).doesNotContain("log-loss", "brier");
        assertThat(evaluation.reading("accuracy", Form.CUMULATIVE).value()).isCloseTo(2.0 / 3, within(1e-15));
        assertThat(evaluation.reading("auc", Form.CUMULATIVE).value()).isEqualTo(1);
        assertThat(evaluation.reading("accuracy", Form.CUMULATIVE).noChange()).isZero();
    }

    @Test
    void countsWhatItIgnores() {
        PrequentialEvaluation evaluation =
                new PrequentialEvaluation(EvaluationConfig.of(Task.BINARY_CLASSIFICATION, 1));
        assertThat(evaluation.update(1, new double[] {Double.NaN}, 1)).isFalse();
        assertThat(evaluation.update(2, new double[] {0.5}, 1)).isFalse();
        assertThat(evaluation.update(1, new double[] {0.5}, 1)).isTrue();
        assertThat(evaluation.ignored()).isEqualTo(2);
        assertThat(evaluation.n()).isEqualTo(1);
    }

    @Test
    void defaultsAndMistakes() {
        assertThat(EvaluationConfig.of(Task.REGRESSION, 1))
                .isEqualTo(new EvaluationConfig(Task.REGRESSION, 1, true, 0.5, 0.999, 1_000));
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new EvaluationConfig(Task.BINARY_CLASSIFICATION, 2, true, Double.NaN, 0.1, 0))
                .satisfies(e -> assertThat(e.problems())
                        .extracting(InvalidConfigException.Problem::name)
                        .containsExactly("outputs", "threshold", "fading", "window"));
        PrequentialEvaluation evaluation = new PrequentialEvaluation(config(Task.REGRESSION));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluation.reading("log-loss", Form.FADING))
                .withMessage("must be a metric of REGRESSION: metric=log-loss");
    }
}
