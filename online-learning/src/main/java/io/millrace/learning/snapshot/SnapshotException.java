package io.millrace.learning.snapshot;

/** Bytes that are no snapshot, a damaged one, or one of a newer release. The caller must not go on without its state. */
public final class SnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what must be and what was found. */
    public SnapshotException(String message) {
        super(message);
    }

    /** With its cause. */
    public SnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
