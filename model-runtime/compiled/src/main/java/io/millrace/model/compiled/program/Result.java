package io.millrace.model.compiled.program;

import java.util.List;

/**
 * Where an output of the contract is found after the last step.
 *
 * @param column of the block
 * @param texts for a text output: its values by the codes that stand in the column; empty for a number
 * @param required whether a row is refused where the column is NaN (PMML: the model gives no value); otherwise NaN is a
 *     number like any other
 */
public record Result(int column, List<String> texts, boolean required) {
    /** Copies the list. */
    public Result {
        texts = List.copyOf(texts);
    }
}
