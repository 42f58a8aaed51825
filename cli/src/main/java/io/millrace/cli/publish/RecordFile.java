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
 * {@code .json} (one object a line), {@code .avro} (object container file), {@code .parquet}; each but the last may end in
 * {@code .gz} or {@code .zst}. Text is UTF-8.
 *
 * <p>Reading on throws {@link RecordFileException} at the first record that is wrong.
 */
public abstract class RecordFile implements Iterator<FileRecord>, AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final String FORMATS =
            ".csv, .jsonl, .ndjson, .json or .avro, each also with .gz or .zst behind it, or .parquet";

    private final Path file;
    private final Closeable source;
    private CountedInput counted;
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
        return open(file, false);
    }

    /**
     * Like {@link #open}, but a record that cannot be read where the next one can comes with a {@link FileRecord#fault}:
     * a CSV row of too few or too many cells, a line that is no JSON object.
     */
    public static RecordFile openLenient(Path file) {
        return open(file, true);
    }

    /** Whether the name of {@code file} tells a format that can be read. */
    public static boolean isKnown(Path file) {
        return formatOf(plainName(file), false) != null;
    }

    private static RecordFile open(Path file, boolean lenient) {
        Format format = formatOf(plainName(file), lenient);
        if (format == null) {
            throw new RecordFileException(file, "name must end in " + FORMATS);
        }
        InputStream input = null;
        try {
            CountedInput raw = new CountedInput(Files.newInputStream(file));
            input = raw;
            input = decompressed(raw, nameOf(file));
            RecordFile opened = format.open(file, input);
            opened.counted = raw;
            return opened;
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

    private static String nameOf(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    private static String plainName(Path file) {
        String name = nameOf(file);
        return name.endsWith(".gz") || name.endsWith(".zst") ? name.substring(0, name.lastIndexOf('.')) : name;
    }

    /** Null where the name tells none. */
    private static Format formatOf(String name, boolean lenient) {
        if (name.endsWith(".csv")) {
            return (file, input) -> new CsvFile(file, input, lenient);
        }
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json")) {
            return (file, input) -> new JsonLinesFile(file, input, lenient);
        }
        if (name.endsWith(".avro")) {
            return AvroFile::new;
        }
        return name.endsWith(".parquet") ? RecordFile::parquet : null;
    }

    /** Parquet is read from its end, so not from a stream. */
    private static RecordFile parquet(Path file, InputStream input) throws IOException {
        input.close();
        if (!nameOf(file).endsWith(".parquet")) {
            throw new RecordFileException(file, "name must end in " + FORMATS);
        }
        try {
            return new ParquetFile(file);
        } catch (RuntimeException e) {
            // A file that is none is reported by an unchecked exception.
            throw new RecordFileException(file, "must be a Parquet file, found: " + e.getMessage(), e);
        }
    }

    private static InputStream decompressed(InputStream raw, String name) throws IOException {
        InputStream buffered = new BufferedInputStream(raw, BUFFER);
        if (name.endsWith(".gz")) {
            return new GZIPInputStream(buffered, BUFFER);
        }
        return name.endsWith(".zst") ? new ZstdInputStream(buffered) : buffered;
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

    /** Bytes of the file that were read so far, roughly; for progress. */
    public long bytesRead() {
        return counted.count();
    }

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
