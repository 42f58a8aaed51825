package io.millrace.model.pmml;

import io.millrace.model.ModelInput;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import io.millrace.model.format.pmml.PmmlBinding;
import io.millrace.model.format.pmml.PmmlResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jpmml.evaluator.Evaluator;
import org.jpmml.evaluator.EvaluatorUtil;
import org.jpmml.evaluator.FieldValue;
import org.jpmml.evaluator.HasAffinity;
import org.jpmml.evaluator.HasEntityIdRanking;
import org.jpmml.evaluator.HasProbability;
import org.jpmml.evaluator.HasReasonCodeRanking;
import org.jpmml.evaluator.InputField;
import org.jpmml.evaluator.ValueCheckException;

/**
 * Scores row by row: JPMML knows no batches.
 *
 * <p>A row fails as {@link RowFault#INVALID_FEATURE} if the document refuses one of its values, or gives no value for an
 * output that is asked for, which is how PMML answers where an input is missing; as {@link RowFault#SCORING_FAILED} if
 * the evaluation breaks off for any other reason.
 */
final class PmmlScorer extends Scorer {
    private final Evaluator evaluator;
    private final List<PmmlArgument> inputs;
    private final List<PmmlResult> results;
    private final Map<String, FieldValue> arguments = new HashMap<>();

    /** Column whose value is being made; -1 outside. */
    private int column;

    PmmlScorer(Evaluator evaluator, PmmlBinding binding, int maxRows) {
        super(binding.contract(), maxRows);
        this.evaluator = evaluator;
        Map<String, InputField> fields = new HashMap<>();
        evaluator.getInputFields().forEach(field -> fields.put(field.getName(), field));
        inputs = new ArrayList<>();
        for (int i = 0; i < binding.columns().size(); i++) {
            ModelInput input = binding.contract().inputOfColumn(i);
            inputs.add(
                    new PmmlArgument(fields.get(input.name()), binding.columns().get(i), input));
        }
        results = binding.results();
    }

    @Override
    protected void scoreRows(RowBatch rows, ScoreBatch scores) {
        for (int row = 0; row < rows.size(); row++) {
            if (rows.fault(row) == RowFault.NONE) {
                scoreRow(rows, scores, row);
            }
        }
    }

    private void scoreRow(RowBatch rows, ScoreBatch scores, int row) {
        try {
            read(evaluate(rows, row), rows, scores, row);
        } catch (ValueCheckException e) {
            fail(rows, scores, row, RowFault.INVALID_FEATURE, column, PmmlEngine.firstLine(e));
        } catch (RuntimeException e) {
            // JPMML's own exceptions, and what its arithmetic and casts throw: the row's doing, not the job's.
            RowFault fault = column >= 0 ? RowFault.INVALID_FEATURE : RowFault.SCORING_FAILED;
            fail(rows, scores, row, fault, column, PmmlEngine.firstLine(e));
        }
    }

    /** JPMML's answer for a row, with its exceptions. */
    Map<String, ?> evaluate(RowBatch rows, int row) {
        for (column = 0; column < inputs.size(); column++) {
            PmmlArgument input = inputs.get(column);
            arguments.put(input.name(), input.value(rows, row, column));
        }
        column = -1;
        return evaluator.evaluate(arguments);
    }

    private void read(Map<String, ?> answer, RowBatch rows, ScoreBatch scores, int row) {
        for (int output = 0; output < results.size(); output++) {
            PmmlResult result = results.get(output);
            Object value = value(answer, result);
            String name = contract().outputs().get(output).name();
            boolean isText = contract().outputs().get(output).isText();
            if (value == null && result.required()) {
                fail(rows, scores, row, RowFault.INVALID_FEATURE, -1, "the model gives no value for output " + name);
                return;
            }
            if (isText) {
                scores.setText(row, output, value == null ? "" : String.valueOf(value));
            } else if (value == null) {
                scores.setNumber(row, output, Double.NaN);
            } else if (value instanceof Number number) {
                scores.setNumber(row, output, number.doubleValue());
            } else {
                fail(
                        rows,
                        scores,
                        row,
                        RowFault.SCORING_FAILED,
                        -1,
                        "output " + name + " must be a number, found " + value);
                return;
            }
        }
    }

    /** What JPMML says for an output; null where it has nothing to say. */
    private static Object value(Map<String, ?> answer, PmmlResult result) {
        if (result.field() != null) {
            return EvaluatorUtil.decode(answer.get(result.field().requireName()));
        }
        Object prediction = answer.get(result.target());
        return switch (result.feature()) {
            case PREDICTED_VALUE -> EvaluatorUtil.decode(prediction);
            case PROBABILITY ->
                prediction instanceof HasProbability known ? known.getProbability(result.value()) : null;
            case AFFINITY -> prediction instanceof HasAffinity known ? known.getAffinity(result.value()) : null;
            case REASON_CODE ->
                prediction instanceof HasReasonCodeRanking known
                        ? ranked(known.getReasonCodeRanking(), result.rank())
                        : null;
            case ENTITY_ID ->
                prediction instanceof HasEntityIdRanking known
                        ? ranked(known.getEntityIdRanking(), result.rank())
                        : null;
            default -> throw new IllegalStateException("no result of a model is a " + result.feature());
        };
    }

    private static String ranked(List<String> ranking, int rank) {
        return rank <= ranking.size() ? ranking.get(rank - 1) : null;
    }

    private static void fail(RowBatch rows, ScoreBatch scores, int row, RowFault fault, int column, String message) {
        rows.fail(row, fault, column);
        scores.setFailure(row, message);
    }

    @Override
    protected void release() {
        arguments.clear();
    }
}
