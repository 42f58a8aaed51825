package io.millrace.model.mleap.isolated;

import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import ml.combust.mleap.runtime.frame.ArrayRow;
import ml.combust.mleap.tensor.Tensor;
import scala.Function1;
import scala.Option;
import scala.collection.mutable.WrappedArray;

/**
 * Runs the steps of MLeap's row transformer over one row after another, all in the same row object: MLeap's own
 * {@code transform} makes two arrays for each row first. What the steps allocate remains.
 *
 * <p>A row fails as {@link RowFault#INVALID_FEATURE} if the bundle filters it out or gives no value for an output, as
 * {@link RowFault#SCORING_FAILED} if a step breaks off.
 */
final class MleapScorer extends Scorer {
    private final CellWriter[] writers;
    private final Function1<ArrayRow, Option<ArrayRow>>[] steps;
    private final MleapLayout.Output[] outputs;
    private final boolean[] isText;
    private final Object[] cells;
    private final ArrayRow mleapRow;

    @SuppressWarnings("unchecked") // an array of a generic type
    MleapScorer(MleapLayout layout, int maxRows) {
        super(layout.contract(), maxRows);
        List<ModelInput> inputs = layout.contract().inputs();
        writers = new CellWriter[inputs.size()];
        int column = 0;
        for (int i = 0; i < writers.length; i++) {
            writers[i] =
                    CellWriter.of(layout.types().get(i), column, inputs.get(i).size());
            column += inputs.get(i).size();
        }
        steps = layout.steps().toArray(Function1[]::new);
        outputs = layout.outputs().toArray(MleapLayout.Output[]::new);
        isText = new boolean[outputs.length];
        for (int output = 0; output < isText.length; output++) {
            isText[output] = layout.contract().outputs().get(output).isText();
        }
        cells = new Object[layout.cells()];
        mleapRow = new ArrayRow(new WrappedArray.ofRef<>(cells));
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
        for (int i = 0; i < writers.length; i++) {
            cells[i] = writers[i].value(rows, row);
        }
        try {
            for (Function1<ArrayRow, Option<ArrayRow>> step : steps) {
                if (step.apply(mleapRow).isEmpty()) {
                    fail(rows, scores, row, RowFault.INVALID_FEATURE, "the bundle filters the row out");
                    return;
                }
            }
            read(rows, scores, row);
        } catch (Exception e) {
            // Scala declares no exceptions. Whatever a stage throws at a row is the row's doing, not the job's.
            fail(rows, scores, row, RowFault.SCORING_FAILED, MleapReader.firstLine(e));
        }
    }

    private void read(RowBatch rows, ScoreBatch scores, int row) {
        int arrayOf = -1;
        Object array = null;
        for (int output = 0; output < outputs.length; output++) {
            int cell = outputs[output].cell();
            Object value = cells[cell];
            int element = outputs[output].element();
            if (value == null) {
                fail(
                        rows,
                        scores,
                        row,
                        RowFault.INVALID_FEATURE,
                        "the bundle gives no value for output " + name(output));
                return;
            }
            if (element == MleapLayout.Output.SCALAR) {
                write(scores, row, output, value);
                continue;
            }
            if (cell != arrayOf) {
                array = ((Tensor<?>) value).toArray();
                arrayOf = cell;
            }
            if (element >= Array.getLength(array)) {
                fail(
                        rows,
                        scores,
                        row,
                        RowFault.SCORING_FAILED,
                        "output " + name(output) + " must be in the vector, found " + Array.getLength(array)
                                + " elements");
                return;
            }
            if (array instanceof double[] doubles) {
                scores.setNumber(row, output, doubles[element]);
            } else {
                write(scores, row, output, Array.get(array, element));
            }
        }
    }

    private void write(ScoreBatch scores, int row, int output, Object value) {
        if (isText[output]) {
            scores.setText(row, output, String.valueOf(value));
        } else if (value instanceof Boolean flag) {
            scores.setNumber(row, output, flag ? 1 : 0);
        } else {
            scores.setNumber(row, output, ((Number) value).doubleValue());
        }
    }

    private String name(int output) {
        ModelOutput declared = contract().outputs().get(output);
        return declared.name();
    }

    private static void fail(RowBatch rows, ScoreBatch scores, int row, RowFault fault, String message) {
        rows.fail(row, fault, -1);
        scores.setFailure(row, message);
    }

    @Override
    protected void release() {
        Arrays.fill(cells, null);
    }
}
