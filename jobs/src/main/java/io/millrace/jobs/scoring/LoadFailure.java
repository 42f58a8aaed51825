package io.millrace.jobs.scoring;

/**
 * A model that could not be made ready.
 *
 * @param reason stable code, e.g. CONTRACT
 * @param detail the failure in words
 * @param cause what was thrown; null where nothing was
 */
record LoadFailure(String reason, String detail, RuntimeException cause) {
    /** The model does not fit the pipeline. */
    static final String CONTRACT = "CONTRACT";
    /** It crashed its process too often. */
    static final String QUARANTINED = "QUARANTINED";
    /** The store does not have it. */
    static final String ARTEFACT_MISSING = "ARTEFACT_MISSING";
    /** It cannot be read, or no engine takes it. */
    static final String LOAD_FAILED = "LOAD_FAILED";
    /** It needs more memory than there is. */
    static final String OUT_OF_MEMORY = "OUT_OF_MEMORY";
}
