package io.millrace.cli.publish;

import java.util.Set;

/** How a record becomes an event's bytes. Not thread-safe. */
interface EventBody {
    /**
     * The event's bytes.
     *
     * @throws RecordFileException if the record has a value that the event cannot hold
     */
    byte[] encode(FileRecord record);

    /** The fields that a file must have, or no record of it could be encoded. */
    Set<String> required();
}
