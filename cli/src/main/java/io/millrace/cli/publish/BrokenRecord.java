package io.millrace.cli.publish;

import java.nio.file.Path;
import java.util.Set;

/** Stands for a record that cannot be read in a file that can be read on. */
record BrokenRecord(Path file, long lineNumber, String fault) implements FileRecord {
    /** A row of more or fewer cells than the file has columns. */
    static final String SHAPE = "SHAPE";

    /** A line that is no JSON object. */
    static final String MALFORMED = "MALFORMED";

    @Override
    public Object value(String field) {
        return null;
    }

    @Override
    public Set<String> fieldNames() {
        return Set.of();
    }

    @Override
    public boolean untyped() {
        return false;
    }
}
