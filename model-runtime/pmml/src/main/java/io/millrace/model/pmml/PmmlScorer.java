package io.millrace.model.pmml;

import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jpmml.evaluator.Evaluator;
import org.jpmml.evaluator.EvaluatorUtil;
import org.jpmml.evaluator.FieldValue;
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
    private final List<PmmlLayout.Input> inputs;
    private final List<String> results;
    private final Map<String, FieldValue> arguments = new HashMap<>();

    PmmlScorer(Evaluator evaluator, PmmlLayout layout, int maxRows) {
        super(layout.contract(), maxRows);
        this.evaluator = evaluator;
        inputs = layout.inputs();
        results = layout.results();
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
        int column = 0;
        try {
            for (; column < inputs.size(); column++) {
                PmmlLayout.Input input = inputs.get(column);
                arguments.put(input.field().getName(), input.field().prepare(value(input, rows, row, column)));
            }
            column = -1;
            read(evaluator.evaluate(arguments), rows, scores, row);
        } catch (ValueCheckException e) {
            fail(rows, scores, row, RowFault.INVALID_FEATURE, column, PmmlEngine.firstLine(e));
        } catch (RuntimeException e) {
            // JPMML's own exceptions, and what its arithmetic and casts throw: the row's doing, not the job's.
            fail(rows, scores, row, RowFault.SCORING_FAILED, column, PmmlEngine.firstLine(e));
        }
    }

    /** A cell as JPMML wants it: null where missing, else of the field's type where the value allows it. */
    private static Object value(PmmlLayout.Input input, RowBatch rows, int row, int column) {
        if (rows.isMissing(row, column)) {
            return null;
        }
        if (input.isText()) {
            String text = rows.text(row, column);
            return text == null ? input.unseen() : text;
        }
        double value = rows.get(row, column);
        // An explicit supertype keeps Java from widening the other branches to double.
        Object typed = value;
        switch (input.field().getDataType()) {
            case INTEGER -> typed = value == (int) value ? (Object) (int) value : typed;
            case FLOAT -> typed = Math.abs(value) <= Float.MAX_VALUE ? (Object) (float) value : typed;
            case BOOLEAN -> typed = value == 0 || value == 1 ? (Object) (value == 1) : typed;
            default -> {}
        }
        return typed;
    }

    private void read(Map<String, ?> answer, RowBatch rows, ScoreBatch scores, int row) {
        for (int output = 0; output < results.size(); output++) {
            Object value = EvaluatorUtil.decode(answer.get(results.get(output)));
            String name = contract().outputs().get(output).name();
            if (value == null) {
                fail(rows, scores, row, RowFault.INVALID_FEATURE, -1, "the model gives no value for output " + name);
                return;
            }
            if (contract().outputs().get(output).isText()) {
                scores.setText(row, output, String.valueOf(value));
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

    private static void fail(RowBatch rows, ScoreBatch scores, int row, RowFault fault, int column, String message) {
        rows.fail(row, fault, column);
        scores.setFailure(row, message);
    }

    @Override
    protected void release() {
        arguments.clear();
    }
}
