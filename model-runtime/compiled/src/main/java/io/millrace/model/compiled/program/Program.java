package io.millrace.model.compiled.program;

import io.millrace.model.ModelContract;
import java.util.List;

/**
 * A model as straight-line code over columns: load the inputs, run the steps, hand out the results. What both front ends
 * compile to. Immutable.
 *
 * @param contract what rows and scores look like
 * @param inputs how each column of a row becomes column 0, 1, … of a block
 * @param steps in order
 * @param results where each output of the contract is found
 * @param columns width of a block
 * @param boundaries for each input column the values at which the program changes its mind: thresholds, ends of
 *     intervals, codes; sorted, distinct
 */
public record Program(
        ModelContract contract,
        List<InputColumn> inputs,
        List<Step> steps,
        List<Result> results,
        int columns,
        List<double[]> boundaries) {

    /** Copies the lists. */
    public Program {
        inputs = List.copyOf(inputs);
        steps = List.copyOf(steps);
        results = List.copyOf(results);
        boundaries = List.copyOf(boundaries);
    }
}
