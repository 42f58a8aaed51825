package io.millrace.cli.publish;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * A file of records, read one at a time, so that its size does not matter. Close it after use. Not thread-safe.
 *
 * <p>The name tells the format: {@code .csv} (RFC 4180, first line names the columns), {@code .jsonl}, {@code .ndjson} or
 * {@code .json} (one object a line), {@code .avro} (object container file); each may end in {@code .gz} or {@code .zst}.
 * Text is UTF-8.
 *
 * <p>Reading on throws {@link RecordFileException} at the first record that is wrong.
 */
public abstract class RecordFile implements Iterator<FileRecord>, AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final String FORMATS = ".csv, .jsonl, .ndjson, .json or .avro, each also with .gz or .zst behind it";

    private final Path file;
    private final Closeable source;
    private FileRecord next;
    private boolean ended;

    RecordFile(Path file, Closeable source) {
        this.file = file;
        this.source = source;
    }

    /**
     * Opens {@code file} and reads what stands before its first record.
     *
     * @throws RecordFileException if the file is absent or unreadable, its name tells no known format, or its beginning is
     *     not of that format
     */
    public static RecordFile open(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".gz") || name.endsWith(".zst") ? name.substring(0, name.lastIndexOf('.')) : name;
        Format format = formatOf(file, plain);
        InputStream input = null;
        try {
            input = decompressed(file, name);
            return format.open(file, input);
        } catch (NoSuchFileException e) {
            throw new RecordFileException(file, "must exist, found no such file", e);
        } catch (IOException e) {
            closeAfter(e, input);
            throw new RecordFileException(file, "must be a readable file of its kind, found: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            closeAfter(e, input);
            throw e;
        }
    }

    private interface Format {
        RecordFile open(Path file, InputStream input) throws IOException;
    }

    private static Format formatOf(Path file, String name) {
        if (name.endsWith(".csv")) {
            return CsvFile::new;
        }
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json")) {
            return JsonLinesFile::new;
        }
        if (name.endsWith(".avro")) {
            return AvroFile::new;
        }
        throw new RecordFileException(file, "name must end in " + FORMATS);
    }

    private static InputStream decompressed(Path file, String name) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            if (name.endsWith(".gz")) {
                return new GZIPInputStream(raw, BUFFER);
            }
            return name.endsWith(".zst") ? new ZstdInputStream(raw) : raw;
        } catch (IOException e) {
            closeAfter(e, raw);
            throw e;
        }
    }

    private static void closeAfter(Exception failure, Closeable input) {
        try {
            if (input != null) {
                input.close();
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** The fields that every record has, if the file says so before its first record; else empty. */
    public abstract Optional<List<String>> fieldNames();

    /** The next record, or null at the end. */
    abstract FileRecord read() throws IOException;

    /** The line that the next record starts at. */
    abstract long nextLine();

    /**
     * Checks, if the file names its fields, that all of {@code fields} are among them (by full name or by what stands
     * before the first dot).
     *
     * @throws RecordFileException naming all that are missing
     */
    public void require(Collection<String> fields) {
        fieldNames().ifPresent(known -> {
            Set<String> missing = new LinkedHashSet<>(fields);
            missing.removeIf(field -> known.contains(field) || known.contains(beforeDot(field)));
            if (!missing.isEmpty()) {
                throw new RecordFileException(
                        file, "must have the fields " + String.join(", ", missing) + ", found " + known);
            }
        });
    }

    private static String beforeDot(String field) {
        return field.substring(0, Math.max(0, field.indexOf('.')));
    }

    /** The file. */
    public final Path file() {
        return file;
    }

    @Override
    public final boolean hasNext() {
        if (next == null && !ended) {
            long line = nextLine();
            try {
                next = read();
                ended = next == null;
            } catch (IOException e) {
                throw new RecordFileException(file, line, "must be readable to the end, found: " + e.getMessage(), e);
            }
        }
        return next != null;
    }

    @Override
    public final FileRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no record left in " + file);
        }
        FileRecord record = next;
        next = null;
        return record;
    }

    /** Closes the file; a failure to close a file that was only read has no consequence and is not reported. */
    @Override
    public final void close() {
        try {
            source.close();
        } catch (IOException e) {
            ended = true;
        }
    }
}
