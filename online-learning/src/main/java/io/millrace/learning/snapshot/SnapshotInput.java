package io.millrace.learning.snapshot;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Reads what {@link SnapshotOutput} wrote. Every method throws {@link SnapshotException} where the bytes do not fit. */
public final class SnapshotInput {
    private final ByteBuffer bytes;

    /** Reads from the beginning of {@code bytes}. */
    public SnapshotInput(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /**
     * Begins a part.
     *
     * @param newest greatest version that the caller can read
     * @return the version found, 1 to {@code newest}
     */
    public int version(String part, int newest) {
        String found = text();
        if (!found.equals(part)) {
            throw new SnapshotException("must be a snapshot of " + part + ", found one of " + found);
        }
        int version = integer();
        if (version < 1 || version > newest) {
            throw new SnapshotException(
                    "the snapshot of " + part + " has version " + version + ", this release reads 1 to " + newest);
        }
        return version;
    }

    /** Reads a flag. */
    public boolean flag() {
        return read(bytes::get) != 0;
    }

    /** Reads an int. */
    public int integer() {
        return read(bytes::getInt);
    }

    /**
     * Reads a number of things, each of which is to take at least {@code width} of the bytes that follow, so that a damaged number does not
     * take all memory.
     */
    public int size(int width) {
        int size = integer();
        if (size < 0 || (long) size * width > bytes.remaining()) {
            throw new SnapshotException(
                    "must hold " + size + " values of " + width + " bytes, found " + bytes.remaining() + " bytes");
        }
        return size;
    }

    /** Reads a long. */
    public long count() {
        return read(bytes::getLong);
    }

    /** Reads a double. */
    public double number() {
        return Double.longBitsToDouble(read(bytes::getLong));
    }

    /** Reads a text. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** Reads bytes with their length. */
    public byte[] bytes() {
        byte[] value = new byte[size(1)];
        bytes.get(value);
        return value;
    }

    /** Reads an array. */
    public double[] numbers() {
        double[] values = new double[size(Double.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = number();
        }
        return values;
    }

    /** Reads an array that must have this length. */
    public double[] numbers(int length) {
        double[] values = numbers();
        if (values.length != length) {
            throw new SnapshotException("must hold " + length + " numbers, found " + values.length);
        }
        return values;
    }

    /** Reads an array. */
    public int[] integers() {
        int[] values = new int[size(Integer.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = integer();
        }
        return values;
    }

    /** Reads an array. */
    public long[] counts() {
        long[] values = new long[size(Long.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = count();
        }
        return values;
    }

    /**
     * Reads a number of features that {@link SnapshotOutput#integer} wrote: at least 1, and the bytes left can hold {@code numbers} doubles
     * for each, so that a damaged one does not take all memory.
     */
    public int dimension(long numbers) {
        int dimension = integer();
        if (dimension < 1 || (double) dimension * numbers * Double.BYTES > bytes.remaining()) {
            throw new SnapshotException("must have a dimension >= 1 with " + numbers
                    + " numbers for each feature, found " + dimension + " and " + bytes.remaining() + " bytes");
        }
        return dimension;
    }

    /** Reads a constant. */
    public <E extends Enum<E>> E constant(Class<E> type) {
        String name = text();
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new SnapshotException(
                    "must be one of " + Arrays.toString(type.getEnumConstants()) + ", found " + name, e);
        }
    }

    /** Reads texts. */
    public List<String> texts() {
        int size = size(Integer.BYTES);
        List<String> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(text());
        }
        return values;
    }

    /** Ends reading; there must be nothing left. */
    public void end() {
        if (bytes.hasRemaining()) {
            throw new SnapshotException("must end, found " + bytes.remaining() + " bytes more, of " + bytes.capacity());
        }
    }

    private static <T> T read(Supplier<T> read) {
        try {
            return read.get();
        } catch (BufferUnderflowException e) {
            throw new SnapshotException("must go on, found its end", e);
        }
    }
}
