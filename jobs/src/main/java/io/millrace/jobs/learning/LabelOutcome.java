package io.millrace.jobs.learning;

import java.util.Locale;

/** What became of a label, or of the want of one. Each label that could be read ends as exactly one of the first nine. */
public enum LabelOutcome {
    /** Met its prediction. */
    MATCHED,
    /** Became known later than the horizon allows. */
    LATE,
    /** Says again what the first label said. */
    DUPLICATE,
    /** Another value than the first label's, by the same principal. The first stays. */
    CORRECTED,
    /** Another value than the first label's, by another principal. The first stays. */
    CONFLICTING,
    /** No prediction came for it within the horizon. */
    UNKNOWN,
    /** A value that is no number and no text: NaN or infinite. */
    INVALID,
    /** Known so far ahead of the clock that its time cannot be true. */
    AHEAD,
    /** Met a fallback value, which there is nothing to learn from. */
    FALLBACK,
    /** Of the matched: it came before its prediction. */
    EARLY,
    /** A prediction without a label at the horizon. */
    MISSING,
    /** A further prediction for an event that has one. */
    REPEATED,
    /** A prediction for an event so far ahead of the clock that its time cannot be true. */
    PREDICTION_AHEAD;

    /** Of metrics and of names on the monitoring topic, e.g. {@code matched}. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
