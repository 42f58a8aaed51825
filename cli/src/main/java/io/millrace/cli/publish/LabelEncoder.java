package io.millrace.cli.publish;

import io.millrace.schemas.Label;
import io.millrace.schemas.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes labels out of file records. What reads as a number is a number, everything else the name of a class. Its time is when the
 * truth became known.
 */
public final class LabelEncoder implements RecordEncoder {
    /**
     * The fields of a file that hold the parts of a label.
     *
     * @param eventId id of the event that is answered
     * @param value the truth
     * @param knownAt when it became known
     * @param principal who says so; empty: nobody is named
     */
    public record Fields(String eventId, String value, String knownAt, String principal) {}

    private final Fields fields;
    private final Function<Label, byte[]> form;

    /** Reads labels from these fields, plain ones. */
    public LabelEncoder(Fields fields) {
        this(fields, MessageCodec.LABEL::encode);
    }

    /**
     * Reads labels from these fields.
     *
     * @param form makes the record of a label, e.g. signs it
     */
    public LabelEncoder(Fields fields, Function<Label, byte[]> form) {
        this.fields = fields;
        this.form = form;
    }

    @Override
    public Set<String> requiredFields() {
        return Stream.of(fields.eventId(), fields.value(), fields.knownAt(), fields.principal())
                .filter(field -> !field.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public byte[] key(FileRecord record) {
        return text(record, fields.eventId()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] encode(FileRecord record) {
        return form.apply(Label.newBuilder()
                .setEventId(text(record, fields.eventId()))
                .setValue(value(record))
                .setKnownAt(Instant.ofEpochMilli(eventTime(record)))
                .setPrincipal(fields.principal().isEmpty() ? null : text(record, fields.principal()))
                .build());
    }

    @Override
    public long eventTime(FileRecord record) {
        String text = text(record, fields.knownAt());
        try {
            return Numbers.millis(text);
        } catch (IllegalArgumentException e) {
            throw new RecordFileException(
                    record,
                    "field " + fields.knownAt()
                            + ": must be a time in milliseconds since 1970 or an ISO-8601 instant, found \"" + text
                            + "\"");
        }
    }

    private Object value(FileRecord record) {
        String text = text(record, fields.value());
        try {
            return Numbers.real(text);
        } catch (IllegalArgumentException e) {
            return text; // the name of a class
        }
    }

    private static String text(FileRecord record, String field) {
        Object value = record.value(field);
        if (value == null || value.toString().isEmpty()) {
            throw new RecordFileException(record, "field " + field + ": must hold a value, found none");
        }
        return value.toString();
    }
}
