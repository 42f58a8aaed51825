package io.millrace.jobs.decode;

/** Why an event could not be read. The name is the stable cause code of dead letters. */
public enum DecodeFault {
    /** It could be read. */
    NONE("fine"),
    /** No value (a tombstone), or a value of no bytes. */
    EMPTY("the record has no value"),
    /** The value ends too early. */
    TRUNCATED("the value ends before the event does"),
    /** Bytes are left behind the event. */
    TRAILING("the value goes on behind the event"),
    /** The value does not begin as the pipeline's event format does. */
    BAD_HEADER("the value does not begin as events of this format do"),
    /** The writer's schema is none that the pipeline knows. */
    UNKNOWN_SCHEMA("the event was written with a schema that the pipeline does not know"),
    /** Something that no writer of this format writes. */
    MALFORMED("the value is damaged: no writer of this format writes this"),
    /** JSON: a field of another type than its feature. */
    WRONG_TYPE("a field has another type than the pipeline says"),
    /** Records inside records beyond {@link AvroSkip#MAX_DEPTH}. */
    TOO_DEEP("the value is nested too deeply"),
    /** The id is missing, empty or no UTF-8. */
    MISSING_ID("the event has no usable id"),
    /** The event time is missing. */
    MISSING_TIME("the event has no event time");

    private final String description;

    DecodeFault(String description) {
        this.description = description;
    }

    /** The fault in words. */
    public String description() {
        return description;
    }
}
