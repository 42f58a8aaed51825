package io.millrace.gateway.config;

import java.util.Locale;

/** What a caller may do. Roles do not include each other. */
public enum Role {
    /** See models, slots, statuses, learners, signals and metrics. */
    VIEW,
    /** Get answers of models. */
    SCORE,
    /** Change which model serves. */
    SWAP,
    /** Steer learners. */
    LEARN,
    /** See what learners have learned: whoever sees it can copy the model and look for its weaknesses. */
    PARAMETERS,
    /** Let examples out of quarantine. */
    RELEASE;

    /** As files and tokens write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
