package io.millrace.cli.terminal;

/** An argument or a file that a user must put right; exit code 2. */
public final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, with rule, name and value found. */
    public InvalidInputException(String message) {
        super(message);
    }
}
