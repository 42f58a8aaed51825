package io.millrace.learning.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learning.FeatureVector;
import io.millrace.learning.PlainLogisticRegression;
import io.millrace.learning.evaluation.ScoreLoss;
import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.MissingValues;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Learners of the library as contestants, against a champion that knows nothing. */
class ContestantTest {
    private static final DivergenceGuard GUARD = new DivergenceGuard(DivergenceConfig.DEFAULTS, ScoreLoss.LOG_LOSS, 1);
    private static final GateConfig CONFIG =
            GateConfig.of(ScoreLoss.LOG_LOSS, 1).withEvery(500).withMinExamples(300);

    @Test
    void aModelThatHasLearnedBeatsOneThatHasNot() {
        OnlineModel model = OnlineModel.of(OnlineModelConfig.of(
                        List.of(FeatureField.numeric("size"), FeatureField.learned("kind", 3)),
                        LogisticRegressionConfig.DEFAULTS)
                .withMissing(MissingValues.REFUSE));
        PublishGate<FeatureRow> gate =
                new PublishGate<>(CONFIG, List.of(Contestant.ofModel("online", () -> model, GUARD)));
        Random random = new Random(6);
        FeatureRow row = model.newRow();
        double[] served = {0.5};
        Verdict<FeatureRow> verdict = null;
        for (int i = 0; i < 1_000; i++) {
            double size = 100 + random.nextGaussian();
            row.setNumber(0, i % 10 == 0 ? Double.NaN : size);
            row.setText(1, size > 101 ? "large" : "any");
            double label = size + random.nextGaussian() > 100 ? 1 : 0;
            verdict = gate.observe(row, label, 1, i, "static@1", served).orElse(verdict);
            model.learn(row, label, 1);
            gate.learned();
        }
        assertThat(verdict).isNotNull();
        assertThat(verdict.isAccepted()).as(verdict.reason()).isTrue();
        assertThat(verdict.candidate().examples()).isEqualTo(500);
        // Rows without a size count neither for nor against.
        assertThat(verdict.comparisons().get(0).n()).isEqualTo(300);
        assertThat(OnlineModel.restore(verdict.candidate().snapshot()).examples())
                .isEqualTo(500);
    }

    @Test
    void soDoesALearnerWithoutAnythingInFrontOfIt() {
        PlainLogisticRegression.Config config = new PlainLogisticRegression.Config(0.1);
        PlainLogisticRegression learner = config.newLearner(1);
        DivergenceGuard guard = new DivergenceGuard(DivergenceConfig.DEFAULTS, ScoreLoss.LOG_LOSS, 1);
        Contestant<FeatureVector> contestant = Contestant.ofLearner("plain", () -> learner, config::readLearner, guard);
        PublishGate<FeatureVector> gate = new PublishGate<>(CONFIG, List.of(contestant));
        Random random = new Random(6);
        double[] served = {0.5};
        Verdict<FeatureVector> verdict = null;
        for (int i = 0; i < 1_000; i++) {
            FeatureVector x = FeatureVector.of(random.nextGaussian());
            double label = x.value(0) + random.nextGaussian() > 0 ? 1 : 0;
            verdict = gate.observe(x, label, 1, i, "static@1", served).orElse(verdict);
            learner.learn(x, label);
            gate.learned();
        }
        assertThat(verdict).isNotNull();
        assertThat(verdict.isAccepted()).as(verdict.reason()).isTrue();
        assertThat(contestant.isFrozen()).isFalse();
        guard.update(learner, 1, new double[] {Double.NaN}, 1);
        assertThat(contestant.isFrozen()).isTrue();
    }
}
