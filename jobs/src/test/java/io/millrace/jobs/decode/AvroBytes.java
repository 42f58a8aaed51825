package io.millrace.jobs.decode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Writes Avro: whole events with Avro's own writer, or damaged ones piece by piece. */
final class AvroBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Begins with the single-object header of {@code schema}. */
    static AvroBytes singleObject(Schema schema) {
        AvroBytes bytes = new AvroBytes();
        bytes.out.writeBytes(ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xC3)
                .put((byte) 1)
                .putLong(SchemaNormalization.parsingFingerprint64(schema))
                .array());
        return bytes;
    }

    /** Begins with Confluent's header. */
    static AvroBytes confluent(int id) {
        AvroBytes bytes = new AvroBytes();
        bytes.out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        return bytes;
    }

    AvroBytes number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    AvroBytes text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return number(utf8.length).raw(utf8);
    }

    AvroBytes raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** A value as Avro's own writer writes it. */
    AvroBytes value(Schema schema, Object value) {
        return value(schema, value, EncoderFactory.get().binaryEncoder(out, null));
    }

    /** Like {@link #value(Schema, Object)}, with arrays and maps in blocks that carry their size in bytes. */
    AvroBytes valueInBlocks(Schema schema, Object value) {
        return value(schema, value, new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(out, null));
    }

    private AvroBytes value(Schema schema, Object value, BinaryEncoder encoder) {
        try {
            new GenericDatumWriter<>(schema).write(value, encoder);
            encoder.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
