package io.millrace.schemas.signing;

/** A file or text that does not hold the key it should; the message says what was expected, never what it holds. */
public final class KeyFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyFileException(String message) {
        super(message);
    }
}
