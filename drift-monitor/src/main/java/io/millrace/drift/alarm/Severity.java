package io.millrace.drift.alarm;

/** How grave an alarm is, in order. */
public enum Severity {
    /** At least the threshold. */
    MINOR,
    /** At least {@link AlarmPolicy#majorStrength} times the threshold. */
    MAJOR,
    /** At least {@link AlarmPolicy#criticalStrength} times the threshold. */
    CRITICAL
}
