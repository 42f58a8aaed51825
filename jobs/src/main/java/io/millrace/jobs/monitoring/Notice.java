package io.millrace.jobs.monitoring;

/** Something that is wrong with predictions and is only counted. */
enum Notice {
    /** Its window was closed. */
    LATE(Kinds.LATE, "events came after their window was closed, and are in none"),
    /** Its time is implausible. */
    AHEAD(Kinds.AHEAD, "events are further ahead of the clock than drift.maxAhead, and are in no window"),
    /** Nobody knows what its model was given. */
    UNKNOWN_MODEL(
            Kinds.UNKNOWN_MODEL, "predictions of a model that the status topic does not name, or whose file is gone"),
    /** It logs more or fewer columns than its model is known to be given. */
    OTHER_FEATURES(Kinds.OTHER_FEATURES, "predictions log other features than their model is given"),
    /** It is damaged behind its head. */
    UNREADABLE(Kinds.UNREADABLE, "predictions are damaged"),
    /** The model's reference is none of this model. */
    FOREIGN_REFERENCE(
            Kinds.FOREIGN_REFERENCE,
            "predictions of a model whose reference.json has not its features, or of another kind");

    private final String kind;
    private final String cause;

    Notice(String kind, String cause) {
        this.kind = kind;
        this.cause = cause;
    }

    String kind() {
        return kind;
    }

    String cause() {
        return cause;
    }
}
