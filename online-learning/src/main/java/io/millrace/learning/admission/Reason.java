package io.millrace.learning.admission;

import java.util.Locale;

/** What was decided about an example, and why. Names are kept in snapshots and metrics: new ones are added at the end. */
public enum Reason {
    /** It may be learned. */
    ADMITTED,
    /** A feature, label, score or weight is NaN, infinite or so great that its square is. */
    NOT_FINITE,
    /** The label is none that the task has. */
    NOT_A_LABEL,
    /** Learning is frozen until somebody has looked. */
    FROZEN,
    /** The principal's name is longer than allowed. */
    PRINCIPAL_TOO_LONG,
    /** A number lies outside its declared range. */
    OUT_OF_RANGE,
    /** A value that must be there is missing. */
    MISSING,
    /** A text is not one of the declared values. */
    NOT_A_CATEGORY,
    /** The same event was learned before: the first label wins. */
    DUPLICATE,
    /** The principal has taught as many examples in this window as it may. */
    EXAMPLE_CAP,
    /** The principal has moved the learner as far in this window as it may. */
    INFLUENCE_CAP,
    /** The row is unlike those that were admitted. */
    OUTLIER,
    /** The principal contradicts the learner far more often than others do. */
    DISTRUSTED,
    /** The label is more surprising than nearly all recent ones of its class. */
    HIGH_LOSS,
    /** A declared expression is not true. */
    EXPRESSION,
    /** A declared expression cannot be answered, e.g. as a value that it asks for is missing. */
    EXPRESSION_FAILED;

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Name in metrics and quarantine, e.g. {@code example-cap}. */
    public String text() {
        return text;
    }

    /** Place among all reasons, for arrays that live no longer than the process. */
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }
}
