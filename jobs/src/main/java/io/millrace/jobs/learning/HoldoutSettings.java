package io.millrace.jobs.learning;

import io.millrace.jobs.pipeline.HoldoutExamples;
import io.millrace.jobs.pipeline.HoldoutPlan;
import io.millrace.learning.gate.HoldoutAnswers;
import io.millrace.learning.gate.TrustedHoldout;
import io.millrace.learning.gate.TrustedHoldout.Ruling;
import io.millrace.model.FeatureType;
import io.millrace.model.Model;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.Models;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trusted examples, and what the pipeline file's model answers to them: a candidate must not lose against that either.
 *
 * @param answers of that model; {@link HoldoutAnswers#NONE} if it cannot be asked
 */
record HoldoutSettings(HoldoutPlan plan, HoldoutAnswers answers) implements Serializable {
    private static final Logger LOGGER = LoggerFactory.getLogger(HoldoutSettings.class);

    /**
     * Measures a model that was checked before, unless it is given vectors, which the file of the examples cannot hold.
     *
     * @param modelPath of the pipeline file's model
     * @param outputs what its scores are called
     */
    static HoldoutSettings of(HoldoutPlan plan, Path modelPath, List<String> outputs) {
        try (Model model = Models.load(modelPath)) {
            return of(plan, model, outputs);
        }
    }

    private static HoldoutSettings of(HoldoutPlan plan, Model model, List<String> outputs) {
        if (model.contract().inputs().stream().anyMatch(input -> input.size() > 1)) {
            LOGGER.info("Holdout: {}. {} is given vectors and not measured on it", plan.examples(), model.id());
            return new HoldoutSettings(plan, HoldoutAnswers.NONE);
        }
        TrustedHoldout<Integer> holdout = new TrustedHoldout<>(
                plan.config(),
                IntStream.range(0, plan.examples().size()).boxed().toList(),
                plan.examples().labels());
        HoldoutAnswers answers = answers(holdout, plan.examples(), model, outputs);
        Ruling reached = holdout.judge(answers);
        LOGGER.info(
                "Holdout: {}. {} has a loss of {} on it and an AUC of {}",
                plan.examples(),
                model.id(),
                reached.loss(),
                reached.auc());
        return new HoldoutSettings(plan, answers);
    }

    private static HoldoutAnswers answers(
            TrustedHoldout<Integer> holdout, HoldoutExamples examples, Model model, List<String> outputs) {
        int[] columns = outputs.stream()
                .mapToInt(model.contract().outputs().stream()
                        .map(ModelOutput::name)
                        .toList()::indexOf)
                .toArray();
        try (Scorer scorer = model.newScorer(1)) {
            RowBatch row = scorer.newRows();
            ScoreBatch answer = scorer.newScores();
            return holdout.ask((example, scores) -> {
                fill(row, examples, example, model.contract().inputs());
                scorer.score(row, answer);
                for (int k = 0; k < columns.length; k++) {
                    scores[k] = answer.number(0, columns[k]);
                }
                return row.fault(0) == RowFault.NONE;
            });
        }
    }

    private static void fill(RowBatch row, HoldoutExamples examples, int example, List<ModelInput> inputs) {
        row.clear();
        row.addRow();
        for (int column = 0; column < inputs.size(); column++) {
            ModelInput input = inputs.get(column);
            if (input.type() == FeatureType.CATEGORICAL) {
                row.setText(0, column, examples.text(example, input.name()));
            } else {
                row.set(0, column, examples.number(example, input.name()));
            }
        }
    }
}
