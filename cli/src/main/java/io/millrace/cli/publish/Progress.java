package io.millrace.cli.publish;

/** Is told how far publishing has come, on the publishing thread: at most five times a second, and at the end. */
@FunctionalInterface
public interface Progress {
    /**
     * So far.
     *
     * @param events events handed to Kafka's client
     * @param bytes bytes of their keys and values
     */
    void sent(long events, long bytes);

    /** Nobody is told. */
    static Progress none() {
        return (events, bytes) -> {};
    }
}
