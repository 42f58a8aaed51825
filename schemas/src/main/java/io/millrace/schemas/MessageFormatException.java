package io.millrace.schemas;

/** Bytes that are not the message they should be. The record is bad, not the program: skip it or set it aside. */
public final class MessageFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MessageFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
