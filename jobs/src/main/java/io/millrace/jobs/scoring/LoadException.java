package io.millrace.jobs.scoring;

/** A model cannot be made ready, for a reason that has a code of its own. */
final class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * A failure.
     *
     * @param reason stable code
     * @param detail the failure in words
     */
    LoadException(String reason, String detail, Throwable cause) {
        super(detail, cause);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
