package io.millrace.drift.alarm;

import io.millrace.drift.config.Checks;
import java.io.Serializable;
import java.time.Duration;

/**
 * When findings become an alarm.
 *
 * @param falseDiscoveryRate greatest share of chance among the findings of a window that are taken for drift, in (0, 1)
 * @param raiseAfter windows in a row in which a feature must drift, >= 1; one that is at least major, or a matter of yes or no
 *     as a constant feature, is raised at once
 * @param clearAfter windows in a row without drift after which it is over, >= 1
 * @param coolDown how long after that a feature raises no new alarm, event time, >= 0
 * @param majorStrength from how many times its threshold on an alarm is major, >= 1
 * @param criticalStrength from how many times its threshold on an alarm is critical, >= majorStrength
 */
public record AlarmPolicy(
        double falseDiscoveryRate,
        int raiseAfter,
        int clearAfter,
        Duration coolDown,
        double majorStrength,
        double criticalStrength)
        implements Serializable {
    /** Checks everything. */
    public AlarmPolicy {
        new Checks()
                .probability("falseDiscoveryRate", falseDiscoveryRate)
                .require(raiseAfter >= 1, "raiseAfter", "must be >= 1", raiseAfter)
                .require(clearAfter >= 1, "clearAfter", "must be >= 1", clearAfter)
                .require(!coolDown.isNegative(), "coolDown", "must be >= 0", coolDown)
                .require(majorStrength >= 1, "majorStrength", "must be >= 1", majorStrength)
                .require(
                        criticalStrength >= majorStrength,
                        "criticalStrength",
                        "must be >= majorStrength " + majorStrength,
                        criticalStrength)
                .done();
    }

    /**
     * One in a thousand; after two windows, as what is barely above a threshold is often gone in the next; over after two windows, an hour's rest, major from 1.5 and critical
     * from 5 times.
     */
    public static AlarmPolicy defaults() {
        return new AlarmPolicy(0.001, 2, 2, Duration.ofHours(1), 1.5, 5);
    }

    /** How grave a finding of this strength is. */
    Severity severity(double strength) {
        if (strength >= criticalStrength) {
            return Severity.CRITICAL;
        }
        return strength >= majorStrength ? Severity.MAJOR : Severity.MINOR;
    }
}
