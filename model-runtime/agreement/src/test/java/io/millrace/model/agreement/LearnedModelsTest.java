package io.millrace.model.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learning.Task;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.pmml.PmmlExport;
import io.millrace.learning.pmml.PmmlNames;
import io.millrace.model.Device;
import io.millrace.model.EngineChoice;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.Models;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every learner that PMML can express, exported and loaded again: our own engine and JPMML score as {@link OnlineModel#score} does, on
 * rows with missing values and unseen categories too.
 */
final class LearnedModelsTest {
    private static final int ROWS = 1_000;
    private static final double TOLERANCE = 1e-9;

    static List<LearnedModel> learnedModels() {
        return LearnedModel.all();
    }

    private static ModelBundle export(OnlineModel model, PmmlNames names) {
        return ModelBundle.of(Path.of("learned.pmml"), PmmlExport.export(model, names), names.model(), names.version());
    }

    @ParameterizedTest
    @MethodSource("learnedModels")
    void enginesScoreAsTheLearner(LearnedModel learned) {
        OnlineModel model = learned.taught();
        PmmlNames names = PmmlNames.of(model, "learned", 7);
        ModelBundle bundle = export(model, names);
        for (String engine : List.of("compiled", "jpmml-evaluator")) {
            try (Model loaded = Engines.named(engine).load(bundle, Device.CPU)) {
                assertAgree(loaded, model, names, learned);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("learnedModels")
    void theCompiledEngineServes(LearnedModel learned) {
        OnlineModel model = learned.taught();
        EngineChoice choice = Models.choose(export(model, PmmlNames.of(model, "learned", 7)), Device.CPU);
        try (Model loaded = choice.model()) {
            assertThat(loaded.engine()).as(choice.reason()).isEqualTo("compiled");
        }
    }

    @ParameterizedTest
    @MethodSource("learnedModels")
    void whatWasNotTaughtYetScoresTooIfItScoresAtAll(LearnedModel learned) {
        OnlineModel model = OnlineModel.of(learned.config());
        if (!learned.scoresUntaught()) {
            return;
        }
        PmmlNames names = PmmlNames.of(model, "untaught", 1);
        for (String engine : List.of("compiled", "jpmml-evaluator")) {
            try (Model loaded = Engines.named(engine).load(export(model, names), Device.CPU)) {
                assertAgree(loaded, model, names, learned);
            }
        }
    }

    private static void assertAgree(Model loaded, OnlineModel model, PmmlNames names, LearnedModel learned) {
        ModelContract contract = loaded.contract();
        assertThat(contract.inputs().stream().map(ModelInput::name))
                .containsExactlyElementsOf(model.config().fields().stream()
                        .map(field -> field.name())
                        .toList());
        int[] places = names.scores().stream()
                .mapToInt(name -> indexOf(contract, name))
                .toArray();
        Random random = new Random(20260104);
        FeatureRow row = model.newRow();
        double[] expected = new double[model.outputs()];
        try (Scorer scorer = loaded.newScorer(1)) {
            RowBatch batch = scorer.newRows();
            ScoreBatch scores = scorer.newScores();
            for (int i = 0; i < ROWS; i++) {
                learned.draw(random, row);
                model.score(row, expected);
                batch.clear();
                fill(batch, batch.addRow(), row);
                scorer.score(batch, scores);
                String where = loaded.engine() + ", row " + i + " " + row;
                if (Double.isNaN(expected[0])) {
                    assertThat(batch.fault(0)).as(where).isEqualTo(RowFault.INVALID_FEATURE);
                    continue;
                }
                assertThat(batch.fault(0)).as(where).isEqualTo(RowFault.NONE);
                for (int k = 0; k < expected.length; k++) {
                    assertThat(scores.number(0, places[k]))
                            .as("%s, %s", where, names.scores().get(k))
                            .isCloseTo(expected[k], within(TOLERANCE * Math.max(1, Math.abs(expected[k]))));
                }
                assertChoice(model, names, contract, scores, expected, where);
            }
        }
    }

    /** The class or cluster that the engine names is the one with the best score. */
    private static void assertChoice(
            OnlineModel model,
            PmmlNames names,
            ModelContract contract,
            ScoreBatch scores,
            double[] expected,
            String where) {
        int choice = indexOf(contract, names.choice());
        if (choice < 0) {
            assertThat(contract.outputs()).hasSize(1);
            return;
        }
        Task task = model.config().learner().task();
        boolean isCluster = task == Task.CLUSTERING;
        double[] ranked = task == Task.BINARY_CLASSIFICATION ? new double[] {1 - expected[0], expected[0]} : expected;
        int best = 0;
        for (int k = 1; k < ranked.length; k++) {
            best = (isCluster ? ranked[k] < ranked[best] : ranked[k] > ranked[best]) ? k : best;
        }
        int winner = best;
        boolean isTie = IntStream.range(0, ranked.length)
                .anyMatch(k -> k != winner && Math.abs(ranked[k] - ranked[winner]) < TOLERANCE);
        if (!isTie) {
            String name = isCluster
                    ? Integer.toString(best)
                    : model.config().classes().get(best);
            assertThat(scores.text(0, choice)).as(where).isEqualTo(name);
        }
    }

    private static int indexOf(ModelContract contract, String output) {
        return IntStream.range(0, contract.outputs().size())
                .filter(i -> contract.outputs().get(i).name().equals(output))
                .findFirst()
                .orElse(-1);
    }

    private static void fill(RowBatch batch, int index, FeatureRow row) {
        for (int i = 0; i < row.size(); i++) {
            if (row.text(i) == null) {
                batch.set(index, i, row.number(i));
            } else {
                batch.setText(index, i, row.text(i));
            }
        }
    }
}
