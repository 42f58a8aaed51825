package io.millrace.learning.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a snapshot into memory: big-endian numbers, texts in UTF-8 with their length, arrays with theirs. NaNs keep their bits.
 *
 * <p>Each part that may change its form on its own begins with {@link #version}.
 */
public final class SnapshotOutput {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** What was written so far. */
    public byte[] toByteArray() {
        return bytes.toByteArray();
    }

    /** Begins a part with its name and the version of its form. */
    public void version(String part, int version) {
        text(part);
        integer(version);
    }

    /** Writes a flag. */
    public void flag(boolean value) {
        write(() -> out.writeBoolean(value));
    }

    /** Writes an int. */
    public void integer(int value) {
        write(() -> out.writeInt(value));
    }

    /** Writes a long. */
    public void count(long value) {
        write(() -> out.writeLong(value));
    }

    /** Writes a double, bit by bit. */
    public void number(double value) {
        write(() -> out.writeLong(Double.doubleToRawLongBits(value)));
    }

    /** Writes a text. */
    public void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes bytes with their length. */
    public void bytes(byte[] value) {
        integer(value.length);
        write(() -> out.write(value));
    }

    /** Writes an array with its length. */
    public void numbers(double[] values) {
        integer(values.length);
        for (double value : values) {
            number(value);
        }
    }

    /** Writes an array with its length. */
    public void integers(int[] values) {
        integer(values.length);
        for (int value : values) {
            integer(value);
        }
    }

    /** Writes an array with its length. */
    public void counts(long[] values) {
        integer(values.length);
        for (long value : values) {
            count(value);
        }
    }

    /** Writes a constant by its name. */
    public void constant(Enum<?> value) {
        text(value.name());
    }

    /** Writes texts with their number. */
    public void texts(List<String> values) {
        integer(values.size());
        values.forEach(this::text);
    }

    private interface Write {
        void run() throws IOException;
    }

    private static void write(Write write) {
        try {
            write.run();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }
}
