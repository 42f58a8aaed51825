package io.millrace.learning.admission;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.io.Serializable;

/**
 * Something that must be true of an example.
 *
 * @param name for people, unique among the rules of a stage
 * @param expression in CEL, over the variables of {@link ExampleVariables}; at most {@value #MAX_LENGTH} characters, so that what it costs is bounded
 */
public record ExpressionRule(String name, String expression) implements Serializable {
    static final int MAX_LENGTH = 1_000;

    /** Checks the values; whether the expression makes sense is seen when its stage is made. */
    public ExpressionRule {
        new Checks()
                .require(name != null && !name.isBlank(), "name", "must not be blank", name)
                .require(expression != null && !expression.isBlank(), "expression", "must not be blank", expression)
                .require(
                        expression == null || expression.length() <= MAX_LENGTH,
                        "expression",
                        "must have at most " + MAX_LENGTH + " characters",
                        expression == null ? 0 : expression.length())
                .done();
    }

    void writeTo(SnapshotOutput out) {
        out.text(name);
        out.text(expression);
    }

    static ExpressionRule readFrom(SnapshotInput in) {
        return new ExpressionRule(in.text(), in.text());
    }
}
