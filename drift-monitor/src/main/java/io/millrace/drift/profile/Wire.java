package io.millrace.drift.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The saved form's smallest parts. */
final class Wire {
    /** Version of the saved form of layouts, windows and references. */
    static final byte VERSION = 1;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Wire() {}

    static void requireVersion(String what, DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException(what + " must be of version " + VERSION + ", found version " + version);
        }
    }

    /** A number that is at least 0. */
    static void writeCount(DataOutput out, long count) throws IOException {
        writeUnsigned(out, count);
    }

    static long readCount(DataInput in) throws IOException {
        long count = readUnsigned(in);
        if (count < 0) {
            throw new IOException("count must be >= 0 and of at most 9 bytes");
        }
        return count;
    }

    /** Seven bits a byte, the lowest first: counts are small, and there are many of them. */
    static void writeUnsigned(DataOutput out, long number) throws IOException {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    static long readUnsigned(DataInput in) throws IOException {
        long number = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte part = in.readByte();
            number |= (part & 0x7FL) << shift;
            if (part >= 0) {
                return number;
            }
        }
        throw new IOException("number must be of at most 10 bytes");
    }

    /** A length that memory is reserved for. */
    static int readLength(DataInput in, int most, String what) throws IOException {
        long length = readCount(in);
        if (length > most) {
            throw new IOException(what + " must be at most " + most + ", found " + length);
        }
        return (int) length;
    }

    /** FNV-1a over eight bytes; the same in every process, unlike hash codes of objects. */
    static long mix(long hash, long value) {
        long mixed = hash;
        for (int shift = 0; shift < 64; shift += 8) {
            mixed = (mixed ^ ((value >>> shift) & 0xFF)) * FNV_PRIME;
        }
        return mixed;
    }

    static long mix(long hash, String text) {
        long mixed = mix(hash, text.length());
        for (int i = 0; i < text.length(); i++) {
            mixed = (mixed ^ text.charAt(i)) * FNV_PRIME;
        }
        return mixed;
    }

    static long startHash() {
        return FNV_OFFSET;
    }
}
