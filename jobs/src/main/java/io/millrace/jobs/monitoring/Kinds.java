package io.millrace.jobs.monitoring;

/** Kinds of findings of the monitoring job. They are stable: dashboards and alert rules name them; {@code docs/drift.md} lists them. */
final class Kinds {
    /** A figure of a window: told for each feature and window, drift or not. */
    static final String STATISTIC = "DRIFT_STATISTIC";

    /** How the values of a window and of its reference are spread: told beside {@link #STATISTIC}, for pictures. */
    static final String HISTOGRAM = "DRIFT_HISTOGRAM";

    /** A feature or output begins to drift. */
    static final String DRIFT = "DRIFT";

    /** It drifts no longer. */
    static final String DRIFT_OVER = "DRIFT_OVER";

    /** A sequential detector. */
    static final String DETECTOR = "DRIFT_DETECTED";

    /** How well a model does by its own probabilities. */
    static final String ESTIMATE = "ESTIMATED_PERFORMANCE";

    /** How well it does by labels, and whether that is what was estimated. */
    static final String REALISED = "REALISED_PERFORMANCE";

    /** A window with too few events to say anything. */
    static final String TOO_FEW = "TOO_FEW_EVENTS";

    /** Windows without any event. */
    static final String EMPTY = "EMPTY_WINDOWS";

    /** A feature that the model before, or an earlier window, had not. */
    static final String FEATURE_APPEARED = "FEATURE_APPEARED";

    /** A feature that the model before, or an earlier window, had. */
    static final String FEATURE_VANISHED = "FEATURE_VANISHED";

    /** A reference was made of events. */
    static final String REFERENCE = "REFERENCE_MADE";

    /** Events that came when their window was closed. */
    static final String LATE = "LATE_EVENTS";

    /** Events whose time is further ahead of the clock than is plausible. */
    static final String AHEAD = "EVENTS_AHEAD";

    /** A model of which nobody knows what it was given. */
    static final String UNKNOWN_MODEL = "UNKNOWN_MODEL";

    /** Predictions that log something else than their model is known to be given. */
    static final String OTHER_FEATURES = "OTHER_FEATURES";

    /** Predictions whose bytes are damaged. */
    static final String UNREADABLE = "UNREADABLE_PREDICTIONS";

    /** A model whose reference is not of its features. */
    static final String FOREIGN_REFERENCE = "FOREIGN_REFERENCE";

    /** What a policy did, or would have done. */
    static final String POLICY = "POLICY_ACTION";

    private Kinds() {}
}
