package io.millrace.jobs.pipeline;

import java.io.Serializable;
import java.util.List;

/**
 * The input topic and what its records look like.
 *
 * @param topic its name
 * @param format how records are written
 * @param schemas known writer schemas as JSON, the current one first; empty for {@link EventFormat#JSON} and where a
 *     registry is asked
 * @param registry address of a Confluent-compatible schema registry; empty where none is needed
 * @param idField field that holds the event's id
 * @param keyField field that {@code events publish} takes for the record's key; empty: the id
 * @param timeField field that holds the event time; empty: the record's Kafka timestamp
 */
public record Events(
        String topic,
        EventFormat format,
        List<String> schemas,
        String registry,
        String idField,
        String keyField,
        String timeField)
        implements Serializable {}
