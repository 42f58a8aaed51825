package io.millrace.jobs.learning;

import io.millrace.jobs.pipeline.HoldoutExamples;
import io.millrace.jobs.pipeline.HoldoutPlan;
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
 * Trusted examples, and what the pipeline file's model reaches on them: a candidate must not lose against that either.
 *
 * @param auc of that model; NaN if it has none
 * @param loss its mean loss; NaN if it has none
 */
record HoldoutSettings(HoldoutPlan plan, double auc, double loss) implements Serializable {
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
            return new HoldoutSettings(plan, Double.NaN, Double.NaN);
        }
        Ruling reached = measured(plan, model, outputs);
        LOGGER.info(
                "Holdout: {}. {} has a loss of {} on it and an AUC of {}",
                plan.examples(),
                model.id(),
                reached.loss(),
                reached.auc());
        return new HoldoutSettings(plan, reached.auc(), reached.loss());
    }

    private static Ruling measured(HoldoutPlan plan, Model model, List<String> outputs) {
        HoldoutExamples examples = plan.examples();
        int[] columns = outputs.stream()
                .mapToInt(model.contract().outputs().stream()
                        .map(ModelOutput::name)
                        .toList()::indexOf)
                .toArray();
        TrustedHoldout<Integer> holdout = new TrustedHoldout<>(
                plan.config(), IntStream.range(0, examples.size()).boxed().toList(), examples.labels());
        try (Scorer scorer = model.newScorer(1)) {
            RowBatch row = scorer.newRows();
            ScoreBatch answer = scorer.newScores();
            return holdout.judge((example, scores) -> {
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
