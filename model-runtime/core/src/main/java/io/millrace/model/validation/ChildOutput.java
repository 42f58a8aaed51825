package io.millrace.model.validation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads what a child prints to its end, so that the child never waits for a reader, and hands on whole lines. Of a longer
 * line only the first {@value #LONGEST_LINE} bytes are kept: what a child prints never fills this process's memory.
 */
final class ChildOutput implements Runnable {
    private static final int LONGEST_LINE = 1 << 16;

    private final InputStream stream;
    private final Consumer<String> lines;

    ChildOutput(InputStream stream, Consumer<String> lines) {
        this.stream = stream;
        this.lines = lines;
    }

    @Override
    public void run() {
        byte[] chunk = new byte[8192];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
                for (int i = 0; i < read; i++) {
                    if (chunk[i] == '\n') {
                        flush(line);
                    } else if (line.size() < LONGEST_LINE) {
                        line.write(chunk[i]);
                    }
                }
            }
        } catch (IOException e) {
            // the child was killed while it printed: what it said so far counts
        }
        flush(line);
    }

    private void flush(ByteArrayOutputStream line) {
        if (line.size() > 0) {
            lines.accept(line.toString(StandardCharsets.UTF_8));
            line.reset();
        }
    }
}
