package io.millrace.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What one writes by hand for exactly these events: knows the schema by heart, checks neither header nor lengths, makes no
 * objects. The peers' decoder. One thread.
 */
final class ReadingDecoder {
    /** Features of an event. */
    static final int WIDTH = 30;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HEADER = 10;

    private int at;
    private int idFrom;
    private int idLength;

    /** Reads the features of {@code event} into {@code row}, from {@code first} on, and keeps where the id lies. */
    void decode(byte[] event, float[] row, int first) {
        at = HEADER;
        idLength = (int) number(event);
        idFrom = at;
        at += idLength;
        number(event);
        int cell = first;
        for (int end = first + 21; cell < end; cell++, at += 8) {
            row[cell] = (float) Double.longBitsToDouble((long) LONG.get(event, at));
        }
        for (int end = first + 26; cell < end; cell++, at += 4) {
            row[cell] = Float.intBitsToFloat((int) INT.get(event, at));
        }
        for (int end = first + WIDTH; cell < end; cell++) {
            row[cell] = number(event);
        }
    }

    /** The id of the event decoded last. */
    byte[] id(byte[] event) {
        return Arrays.copyOfRange(event, idFrom, idFrom + idLength);
    }

    private long number(byte[] event) {
        long raw = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = event[at++];
            raw |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
    }
}
