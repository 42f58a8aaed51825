package io.millrace.drift.alarm;

import io.millrace.drift.compare.Finding;
import java.util.List;

/**
 * A drift of one feature begins, or is over.
 *
 * @param kind which of them
 * @param feature its name
 * @param severity of a beginning: how grave it is; of an end: what the beginning was
 * @param windowStart event time at which the window begins that decided it, ms since 1970
 * @param windowEnd event time at which it ends, exclusive
 * @param since end of the first window of the drift, ms since 1970
 * @param findings of a beginning: what drifts, the strongest first; of an end: none
 */
public record Alarm(
        Kind kind,
        String feature,
        Severity severity,
        long windowStart,
        long windowEnd,
        long since,
        List<Finding> findings) {
    /** Copies the findings. */
    public Alarm {
        findings = List.copyOf(findings);
    }

    /** Beginning or end. */
    public enum Kind {
        /** The drift begins. */
        RAISED,
        /** The drift is over. */
        CLEARED
    }
}
