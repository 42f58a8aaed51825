package io.millrace.jobs.pipeline;

/** How events are written on their topic. */
public enum EventFormat {
    /** Avro single-object encoding: {@code C3 01}, schema fingerprint, body. */
    AVRO,
    /** Confluent framing: a zero byte, four bytes of schema id (resolved by a registry), Avro body. */
    CONFLUENT,
    /** A JSON object in UTF-8. */
    JSON
}
