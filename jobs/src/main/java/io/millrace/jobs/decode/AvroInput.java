package io.millrace.jobs.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Avro's binary primitives over an array, each checked against the end. Throws {@link DecodeException}. One thread. */
public final class AvroInput {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    byte[] bytes = new byte[0];
    int position;
    int limit;

    /** Reads {@code newBytes} from {@code from} on. */
    public void reset(byte[] newBytes, int from) {
        bytes = newBytes;
        position = from;
        limit = newBytes.length;
    }

    /** Float at {@code at}; the caller has checked that four bytes are there. */
    static float floatAt(byte[] bytes, int at) {
        return Float.intBitsToFloat((int) INT.get(bytes, at));
    }

    /** Double at {@code at}; the caller has checked that eight bytes are there. */
    static double doubleAt(byte[] bytes, int at) {
        return Double.longBitsToDouble((long) LONG.get(bytes, at));
    }

    /** Little-endian long at {@code at}. */
    public static long longAt(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    /** Where the next byte to be read is. */
    public int position() {
        return position;
    }

    /** A float of four bytes. */
    public float readFloat() {
        skip(Float.BYTES);
        return floatAt(bytes, position - Float.BYTES);
    }

    /** A double of eight bytes. */
    public double readDouble() {
        skip(Double.BYTES);
        return doubleAt(bytes, position - Double.BYTES);
    }

    /** A string; a length that is not there is noticed before memory is taken for it. */
    public String readString() {
        int length = readLength();
        position += length;
        return new String(bytes, position - length, length, StandardCharsets.UTF_8);
    }

    /** A zigzag variable-length number of at most ten bytes. */
    public long readLong() {
        long raw = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position >= limit) {
                throw DecodeException.of(DecodeFault.TRUNCATED);
            }
            byte b = bytes[position++];
            raw |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw DecodeException.of(DecodeFault.MALFORMED);
    }

    /** The length of a string or bytes, known to lie within the value. */
    public int readLength() {
        long length = readLong();
        if (length < 0) {
            throw DecodeException.of(DecodeFault.MALFORMED);
        }
        if (length > limit - position) {
            throw DecodeException.of(DecodeFault.TRUNCATED);
        }
        return (int) length;
    }

    /** The index of a union's branch or an enum's symbol, below {@code count}. */
    public int readIndex(int count) {
        long index = readLong();
        if (index < 0 || index >= count) {
            throw DecodeException.of(DecodeFault.MALFORMED);
        }
        return (int) index;
    }

    /** Goes on behind the next {@code count} bytes, which must be there. */
    public void skip(int count) {
        if (count > limit - position) {
            throw DecodeException.of(DecodeFault.TRUNCATED);
        }
        position += count;
    }
}
