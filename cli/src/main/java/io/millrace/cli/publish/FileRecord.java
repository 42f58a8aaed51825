package io.millrace.cli.publish;

import java.nio.file.Path;
import java.util.Set;

/** One record of a file. Immutable; usable after the file has been read on or closed. */
public interface FileRecord {
    /**
     * The value of a field, null if it is absent, null or an empty CSV cell.
     *
     * <p>Others: from CSV always a String; from JSON and Avro a Boolean, a number (Long, Double, and BigInteger beyond a
     * long), a String, a {@code byte[]} (Avro only), a List of values, or a Map of names to values.
     *
     * @param field its name; where no field has exactly this name, dots lead into nested records
     */
    Object value(String field);

    /** The top-level fields that this record has, in the file's order. */
    Set<String> fieldNames();

    /** Where the record starts: a line number in text, the record's number in an Avro file; from 1. */
    long lineNumber();

    /** The file that it was read from. */
    Path file();

    /** Whether the file knows no types, so that every value is text. */
    boolean untyped();

    /**
     * Why the record cannot be read, as dead letters call it: {@code SHAPE} or {@code MALFORMED}; empty where it can.
     * Only {@link RecordFile#openLenient} gives records that cannot.
     */
    default String fault() {
        return "";
    }
}
