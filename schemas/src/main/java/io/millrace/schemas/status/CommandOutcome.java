package io.millrace.schemas.status;

/** What a status says about the end of a command. */
public enum CommandOutcome {
    /** It is not decided yet, or not carried out yet. */
    PENDING,
    /** It was carried out. */
    DONE,
    /** It was refused or given up, or something else serves than it asked for. The status has the reason. */
    FAILED
}
