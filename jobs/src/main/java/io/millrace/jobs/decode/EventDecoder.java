package io.millrace.jobs.decode;

import io.millrace.jobs.pipeline.Events;
import io.millrace.jobs.pipeline.Feature;
import io.millrace.model.ModelContract;
import io.millrace.model.RowBatch;
import java.util.List;

/**
 * Reads events of one format into rows. Never throws for what an event contains. One thread at a time.
 */
public abstract class EventDecoder {
    private final EventMapping mapping;

    EventDecoder(EventMapping mapping) {
        this.mapping = mapping;
    }

    /**
     * The decoder for a pipeline's events and a model's inputs.
     *
     * @param slot name of the slot, for the messages
     * @param problems collects what does not fit together: nothing may start if there is anything in it
     */
    public static EventDecoder of(
            Events events, List<Feature> features, ModelContract contract, String slot, List<String> problems) {
        EventMapping mapping = EventMapping.of(events, features, contract, slot, problems);
        return switch (events.format()) {
            case AVRO -> new SingleObjectDecoder(mapping, events.schemas(), problems);
            case CONFLUENT -> new ConfluentDecoder(mapping, new SchemaRegistry(events.registry()));
            case JSON -> new JsonDecoder(mapping);
        };
    }

    /**
     * Adds a row to {@code rows} and fills it from {@code value}. A vector of another length than the model's leaves a
     * row with its fault set; every other fault leaves no row.
     *
     * @param value the record's value; null for a tombstone
     * @param header takes the event's id and time
     */
    public final DecodeFault decode(byte[] value, RowBatch rows, EventHeader header) {
        header.clear();
        if (value == null || value.length == 0) {
            return DecodeFault.EMPTY;
        }
        int row = rows.addRow();
        DecodeFault fault;
        try {
            read(value, rows, row, header);
            fault = check(header);
        } catch (DecodeException e) {
            // The event is bad, not the job: the caller sets it aside with this cause.
            fault = e.fault();
        }
        if (fault != DecodeFault.NONE) {
            rows.removeLastRow();
        }
        return fault;
    }

    private DecodeFault check(EventHeader header) {
        if (header.idLength() <= 0 || !isUtf8(header.idBytes(), header.idFrom(), header.idLength())) {
            return DecodeFault.MISSING_ID;
        }
        return mapping.timeWanted() && header.eventTime() == Long.MIN_VALUE
                ? DecodeFault.MISSING_TIME
                : DecodeFault.NONE;
    }

    /** Reads the event or throws {@link DecodeException}. */
    abstract void read(byte[] value, RowBatch rows, int row, EventHeader header);

    private static boolean isUtf8(byte[] bytes, int from, int length) {
        int at = from;
        for (; at <= from + length - Long.BYTES; at += Long.BYTES) {
            if ((AvroInput.longAt(bytes, at) & 0x8080808080808080L) != 0) {
                return isUtf8Beyond(bytes, from, length);
            }
        }
        for (; at < from + length; at++) {
            if (bytes[at] < 0) {
                return isUtf8Beyond(bytes, from, length);
            }
        }
        return true;
    }

    private static boolean isUtf8Beyond(byte[] bytes, int from, int length) {
        try {
            java.nio.charset.StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes, from, length));
            return true;
        } catch (java.nio.charset.CharacterCodingException e) {
            // An id that is no text could not be told apart by readers of the answer.
            return false;
        }
    }
}
