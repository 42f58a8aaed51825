package io.millrace.jobs.kafka;

/** The cluster is not as the pipeline needs it; the message says how, in sentences for people. Nothing was started. */
public final class KafkaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public KafkaException(String message) {
        super(message);
    }

    /** What is wrong, and Kafka's own words for it. */
    public KafkaException(String message, Throwable cause) {
        super(message, cause);
    }
}
