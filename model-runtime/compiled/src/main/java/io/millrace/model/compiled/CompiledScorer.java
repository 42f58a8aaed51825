package io.millrace.model.compiled;

import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import io.millrace.model.compiled.program.InputColumn;
import io.millrace.model.compiled.program.Program;
import io.millrace.model.compiled.program.Result;
import io.millrace.model.compiled.program.Step;
import io.millrace.model.compiled.program.Undefined;

/** Runs a {@link Program} over blocks of {@link Step#STRIDE} rows. Allocates nothing after it is made. */
final class CompiledScorer extends Scorer {
    private final InputColumn[] inputs;
    private final Step[] steps;
    private final Result[] results;
    private final double[] cells;

    CompiledScorer(Program program, int maxRows) {
        super(program.contract(), maxRows);
        inputs = program.inputs().toArray(InputColumn[]::new);
        steps = program.steps().stream().map(Step::forScorer).toArray(Step[]::new);
        results = program.results().toArray(Result[]::new);
        cells = new double[Math.multiplyExact(program.columns(), Step.STRIDE)];
    }

    @Override
    protected void scoreRows(RowBatch rows, ScoreBatch scores) {
        for (int from = 0; from < rows.size(); from += Step.STRIDE) {
            int count = Math.min(Step.STRIDE, rows.size() - from);
            load(rows, from, count);
            for (Step step : steps) {
                step.run(cells, count);
            }
            for (int output = 0; output < results.length; output++) {
                store(rows, scores, from, count, output);
            }
        }
    }

    private void load(RowBatch rows, int from, int count) {
        if (count == 1) {
            loadOne(rows, from);
            return;
        }
        double[] values = rows.values();
        int width = inputs.length;
        for (int column = 0; column < width; column++) {
            InputColumn input = inputs[column];
            int target = column * Step.STRIDE;
            int source = from * width + column;
            if (input == InputColumn.PLAIN) {
                for (int row = 0; row < count; row++, source += width) {
                    cells[target + row] = values[source];
                }
            } else if (input == InputColumn.SINGLE) {
                for (int row = 0; row < count; row++, source += width) {
                    cells[target + row] = (float) values[source];
                }
            } else {
                for (int row = 0; row < count; row++) {
                    cells[target + row] = input.load(rows, from + row, column);
                }
            }
        }
    }

    /** A row alone: no loop over rows to set up for each column. */
    private void loadOne(RowBatch rows, int row) {
        double[] values = rows.values();
        int first = row * inputs.length;
        for (int column = 0; column < inputs.length; column++) {
            InputColumn input = inputs[column];
            double value = values[first + column];
            if (input != InputColumn.PLAIN) {
                value = input == InputColumn.SINGLE ? (float) value : input.load(rows, row, column);
            }
            cells[column * Step.STRIDE] = value;
        }
    }

    private void store(RowBatch rows, ScoreBatch scores, int from, int count, int output) {
        Result result = results[output];
        int source = result.column() * Step.STRIDE;
        boolean isText = contract().outputs().get(output).isText();
        for (int row = 0; row < count; row++) {
            if (rows.fault(from + row) != RowFault.NONE) {
                continue; // whatever was computed of it means nothing
            }
            double value = cells[source + row];
            if (Double.isNaN(value) && isRefused(value, isText || result.required())) {
                fail(rows, scores, from + row, output, value);
            } else if (isText) {
                scores.setText(from + row, output, result.texts().get((int) value));
            } else {
                scores.setNumber(from + row, output, value);
            }
        }
    }

    private static boolean isRefused(double nan, boolean required) {
        return Undefined.is(nan) || (required && !Undefined.isAnswer(nan));
    }

    /** Refuses a row for which an output has no value. */
    private void fail(RowBatch rows, ScoreBatch scores, int row, int output, double value) {
        boolean isComputation = Undefined.is(value) && !Undefined.isRefused(value);
        rows.fail(row, isComputation ? RowFault.SCORING_FAILED : RowFault.INVALID_FEATURE, -1);
        String name = contract().outputs().get(output).name();
        scores.setFailure(
                row,
                Undefined.isRefused(value)
                        ? "the model does not take a value of this row"
                        : isComputation
                                ? "the model cannot compute output " + name
                                : "the model gives no value for output " + name);
    }

    @Override
    protected void release() {
        // nothing but memory that the collector knows of
    }
}
