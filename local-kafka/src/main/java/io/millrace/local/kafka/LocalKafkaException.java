package io.millrace.local.kafka;

/** The broker could not be started or stopped; the message says why in one sentence and names its log file, if any. */
public final class LocalKafkaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LocalKafkaException(String message) {
        super(message);
    }

    LocalKafkaException(String message, Throwable cause) {
        super(message, cause);
    }
}
