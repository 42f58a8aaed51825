package io.millrace.cli.publish;

import java.nio.file.Path;

/** A file, or one record of it, that cannot be used: names the file, the line, the rule and the value found. */
public final class RecordFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RecordFileException(Path file, String rule, Throwable cause) {
        super(file + ": " + rule, cause);
    }

    RecordFileException(Path file, String rule) {
        this(file, rule, null);
    }

    RecordFileException(Path file, long line, String rule, Throwable cause) {
        super(file + ", line " + line + ": " + rule, cause);
    }

    RecordFileException(Path file, long line, String rule) {
        this(file, line, rule, null);
    }

    RecordFileException(FileRecord record, String rule) {
        this(record.file(), record.lineNumber(), rule);
    }
}
