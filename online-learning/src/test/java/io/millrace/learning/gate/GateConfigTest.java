package io.millrace.learning.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.config.InvalidConfigException.Problem;
import io.millrace.learning.evaluation.ScoreLoss;
import org.junit.jupiter.api.Test;

class GateConfigTest {
    @Test
    void defaults() {
        assertThat(GateConfig.of(ScoreLoss.LOG_LOSS, 1))
                .isEqualTo(new GateConfig(ScoreLoss.LOG_LOSS, 1, 0, false, 1.645, 1, 1_000, 5_000, 3));
        assertThat(DivergenceConfig.DEFAULTS).isEqualTo(new DivergenceConfig(1e9, 4, 5_000, 1_000));
    }

    @Test
    void eachValueCanBeSet() {
        assertThat(GateConfig.of(ScoreLoss.BRIER, 1)
                        .withMargin(0.1)
                        .withStandardErrors(2)
                        .withMaxAucLoss(0.01)
                        .withMinExamples(7)
                        .withEvery(8)
                        .withMaxRefusals(9))
                .isEqualTo(new GateConfig(ScoreLoss.BRIER, 1, 0.1, false, 2, 0.01, 7, 8, 9));
        assertThat(GateConfig.of(ScoreLoss.BRIER, 1).withRelativeMargin(0.2))
                .isEqualTo(new GateConfig(ScoreLoss.BRIER, 1, 0.2, true, 1.645, 1, 1_000, 5_000, 3));
    }

    @Test
    void allMistakesAtOnce() {
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new GateConfig(ScoreLoss.SQUARED_ERROR, 2, 1, true, -1, 0.5, 1, 0, -1))
                .satisfies(e -> assertThat(e.problems())
                        .extracting(Problem::name)
                        .containsExactly(
                                "outputs",
                                "margin",
                                "standardErrors",
                                "maxAucLoss",
                                "minExamples",
                                "every",
                                "maxRefusals"))
                .withMessageContaining("maxAucLoss: must be 1 unless the task is binary classification, found 0.5");
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new DivergenceConfig(0, 0.5, -1, 0))
                .satisfies(e -> assertThat(e.problems())
                        .extracting(Problem::name)
                        .containsExactly("maxMagnitude", "maxLossRatio", "minExamples", "checkEvery"));
    }
}
