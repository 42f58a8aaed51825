package io.millrace.gateway.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.schemas.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who changed what: a file of JSON lines to which records are only ever added, each on disk when {@link #record} returns. A write is
 * recorded before it is done and when it is known what came of it, so that none goes unrecorded. Safe for all threads.
 */
public final class AuditLog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileChannel file;
    private final Clock clock;

    private AuditLog(FileChannel file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Opens a file, which is made if it is not there.
     *
     * @throws UncheckedIOException if it cannot be written to
     */
    public static AuditLog open(Path path, Clock clock) {
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            return new AuditLog(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND), clock);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": must be a file that can be added to: " + e, e);
        }
    }

    /**
     * Adds a record.
     *
     * @param step {@code requested}, {@code sent}, {@code refused} or {@code failed}
     * @param caller who
     * @param action what, e.g. {@code deploy}
     * @param details further fields, in order
     * @throws UncheckedIOException if it is not on disk; then the write must not be done
     */
    public void record(String step, Caller caller, String action, Map<String, ?> details) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("step", step);
        line.put("caller", caller.name());
        line.put("action", action);
        line.putAll(details);
        try {
            // escaped: the file may be looked at in a terminal
            String text = Printable.escape(JSON.writeValueAsString(line)) + "\n";
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            synchronized (this) {
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(false);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("details must be plain values: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("the audit file cannot be added to: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the audit file cannot be closed: " + e, e);
        }
    }
}
