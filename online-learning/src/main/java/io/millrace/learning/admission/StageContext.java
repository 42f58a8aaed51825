package io.millrace.learning.admission;

import io.millrace.learning.Task;
import io.millrace.learning.config.Checks;
import java.util.List;
import java.util.Set;

/**
 * What stages know of the learner that they stand before.
 *
 * @param task what it answers
 * @param outputs how many scores it gives
 * @param dimension columns of the rows as it sees them
 * @param fields names of the raw fields, in order
 * @param texts those of the fields that hold texts; all others hold numbers
 * @param principals who is told apart
 */
public record StageContext(
        Task task, int outputs, int dimension, List<String> fields, Set<String> texts, Principals principals) {
    public StageContext {
        fields = List.copyOf(fields);
        texts = Set.copyOf(texts);
        new Checks()
                .require(outputs >= 1, "outputs", "must be >= 1", outputs)
                .require(dimension >= 1, "dimension", "must be >= 1", dimension)
                .done();
    }

    /** How many classes there are; 0 if the task has none. */
    int classes() {
        return switch (task) {
            case BINARY_CLASSIFICATION -> 2;
            case MULTICLASS_CLASSIFICATION -> outputs;
            default -> 0;
        };
    }
}
