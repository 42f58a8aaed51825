package io.millrace.cli.publish;

import java.util.Set;

/** Makes what goes onto a topic out of a file's records. Not thread-safe. */
public interface RecordEncoder {
    /** The fields that a file must have, for {@link RecordFile#require}. */
    Set<String> requiredFields();

    /** The record's key. */
    byte[] key(FileRecord record);

    /** The record's bytes, as they stand on the topic. */
    byte[] encode(FileRecord record);

    /** The record's own time in milliseconds since 1970, by which it is paced and selected; -1 where it has none. */
    long eventTime(FileRecord record);
}
