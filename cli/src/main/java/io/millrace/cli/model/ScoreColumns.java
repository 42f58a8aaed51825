package io.millrace.cli.model;

import io.millrace.model.ModelOutput;
import java.util.List;

/**
 * What a file of scores has: the id, the outputs, the fault (absent where the row has scores).
 *
 * @param id name of the id column
 * @param outputs the model's outputs
 */
record ScoreColumns(String id, List<ModelOutput> outputs) {
    /** Name of the last column. */
    static final String FAULT = "fault";
}
