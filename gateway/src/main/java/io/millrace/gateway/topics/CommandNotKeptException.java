package io.millrace.gateway.topics;

/** A command that may or may not be on the control topic: the broker did not confirm it. Its id tells later. */
public final class CommandNotKeptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what Kafka said. */
    public CommandNotKeptException(String message, Throwable cause) {
        super(message, cause);
    }
}
