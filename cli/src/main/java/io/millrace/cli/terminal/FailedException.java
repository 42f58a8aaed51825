package io.millrace.cli.terminal;

/** Something that was asked for did not come about, though the input was fine; exit code 1. */
public final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What failed, in a sentence. */
    public FailedException(String message) {
        super(message);
    }

    /** What failed, in a sentence, and why. */
    public FailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
