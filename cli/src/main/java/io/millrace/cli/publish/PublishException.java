package io.millrace.cli.publish;

/** Publishing did not succeed for a reason outside the file; says which one. Events sent before it may be on the topic. */
public final class PublishException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PublishException(String message) {
        super(message);
    }

    PublishException(String message, Throwable cause) {
        super(message, cause);
    }
}
