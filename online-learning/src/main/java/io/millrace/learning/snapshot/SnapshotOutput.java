package io.millrace.learning.snapshot;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes a snapshot into memory: big-endian numbers, texts in UTF-8 with their length, arrays with theirs. NaNs keep their bits. Some bytes short of 2 GiB
 * at most.
 *
 * <p>Each part that may change its form on its own begins with {@link #version}.
 *
 * <p>Learners that can be taken back are written every few thousand examples, 262,144 remembered ids with them: so numbers go into the array
 * themselves; through a {@code DataOutputStream} that was a seventh of what the learners' thread did.
 */
public final class SnapshotOutput {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    /** Longer arrays are not to be had from every JVM. */
    private static final int MOST = Integer.MAX_VALUE - 8;

    private byte[] bytes = new byte[64];
    private int size;

    /** How many bytes were written so far. */
    public int size() {
        return size;
    }

    /** Begins anew, in the memory that it has. */
    public void clear() {
        size = 0;
    }

    /** What was written so far. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Begins a part with its name and the version of its form. */
    public void version(String part, int version) {
        text(part);
        integer(version);
    }

    /** Writes a flag. */
    public void flag(boolean value) {
        int at = room(1);
        bytes[at] = (byte) (value ? 1 : 0);
    }

    /** Writes an int. */
    public void integer(int value) {
        int at = room(Integer.BYTES);
        INTS.set(bytes, at, value);
    }

    /** Writes a long. */
    public void count(long value) {
        int at = room(Long.BYTES);
        LONGS.set(bytes, at, value);
    }

    /** Writes a double, bit by bit. */
    public void number(double value) {
        count(Double.doubleToRawLongBits(value));
    }

    /** Writes a text. */
    public void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes bytes with their length. */
    public void bytes(byte[] value) {
        integer(value.length);
        append(value);
    }

    /** Writes what a part writes as {@link #bytes} with their length, without a copy of its own. */
    public void nested(Consumer<SnapshotOutput> part) {
        int at = room(Integer.BYTES);
        part.accept(this);
        INTS.set(bytes, at, size - at - Integer.BYTES);
    }

    /** Goes on with what another one wrote. */
    public void append(byte[] written) {
        int at = room(written.length);
        System.arraycopy(written, 0, bytes, at, written.length);
    }

    /** Writes an array with its length. */
    public void numbers(double[] values) {
        integer(values.length);
        int at = room((long) values.length * Double.BYTES);
        for (double value : values) {
            LONGS.set(bytes, at, Double.doubleToRawLongBits(value));
            at += Double.BYTES;
        }
    }

    /** Writes an array with its length. */
    public void integers(int[] values) {
        integer(values.length);
        int at = room((long) values.length * Integer.BYTES);
        for (int value : values) {
            INTS.set(bytes, at, value);
            at += Integer.BYTES;
        }
    }

    /** Writes an array with its length. */
    public void counts(long[] values) {
        integer(values.length);
        append(values, 0, values.length);
    }

    /** Writes a ring, the oldest first, as {@link #counts} an array: from place {@code oldest} to {@code size}, then what is before. */
    public void ring(long[] ring, int size, int oldest) {
        integer(size);
        append(ring, oldest, size);
        append(ring, 0, oldest);
    }

    private void append(long[] values, int from, int to) {
        int at = room((long) (to - from) * Long.BYTES);
        for (int i = from; i < to; i++) {
            LONGS.set(bytes, at, values[i]);
            at += Long.BYTES;
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

    /** Makes room for so many more bytes, and says where they begin. */
    private int room(long more) {
        int at = size;
        if (more > bytes.length - at) {
            if (more > MOST - at) {
                throw new IllegalStateException(
                        "a snapshot must have at most " + MOST + " bytes, found " + (at + more) + " and more to come");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(MOST, Math.max(2L * bytes.length, at + more)));
        }
        size = at + (int) more;
        return at;
    }
}
