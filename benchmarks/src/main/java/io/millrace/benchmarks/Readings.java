package io.millrace.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;

/**
 * The events of all benchmarks: 32 fields, about 255 bytes in Avro's single-object encoding.
 *
 * <p>An id of 36 characters, a time, 21 doubles, 5 floats and 4 ints. Event {@code n} is a function of {@code n} alone, so
 * all who read a topic read the same, and no two events are alike.
 */
final class Readings {
    /** Features of an event; the models take all of them, in this order. */
    static final List<String> FEATURES = features();

    /** How events are written. */
    static final Schema SCHEMA = schema();

    private static final int DOUBLES = 21;
    private static final int FLOATS = 5;
    private static final int INTS = 4;
    private static final String ID_PREFIX = "5eed0000-0000-4000-8000-";
    private static final long SEED = 20_261_121L;
    private static final long FIRST_TIME = 1_760_000_000_000L;
    private static final int ID_DIGITS = 12;
    /** Two marker bytes, eight of the schema's fingerprint, the length of the id, its constant part. */
    private static final int DIGITS_FROM = 11 + ID_PREFIX.length();

    private static final int TIME_FROM = DIGITS_FROM + ID_DIGITS;

    private final BinaryMessageEncoder<GenericRecord> encoder = new BinaryMessageEncoder<>(GenericData.get(), SCHEMA);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final GenericRecord event = new GenericData.Record(SCHEMA);

    private static List<String> features() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < DOUBLES; i++) {
            names.add("d%02d".formatted(i));
        }
        for (int i = 0; i < FLOATS; i++) {
            names.add("f%02d".formatted(i));
        }
        for (int i = 0; i < INTS; i++) {
            names.add("i%02d".formatted(i));
        }
        return List.copyOf(names);
    }

    private static Schema schema() {
        SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record("Reading")
                .namespace("io.millrace.benchmarks")
                .fields()
                .requiredString("id")
                .name("time")
                .type(LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)))
                .noDefault();
        for (String name : FEATURES) {
            switch (name.charAt(0)) {
                case 'd' -> fields.requiredDouble(name);
                case 'f' -> fields.requiredFloat(name);
                default -> fields.requiredInt(name);
            }
        }
        return fields.endRecord();
    }

    /** Event {@code sequence}, header included. */
    byte[] encode(long sequence) {
        SplittableRandom random = new SplittableRandom(SEED ^ (sequence * 0x9E37_79B9_7F4A_7C15L));
        event.put(0, ID_PREFIX + "%012x".formatted(sequence));
        event.put(1, eventTime(sequence));
        int field = 2;
        for (int i = 0; i < DOUBLES; i++) {
            event.put(field++, random.nextDouble(-3, 3));
        }
        for (int i = 0; i < FLOATS; i++) {
            event.put(field++, (float) random.nextDouble(-3, 3));
        }
        for (int i = 0; i < INTS; i++) {
            event.put(field++, random.nextInt(-20_000, 20_000));
        }
        bytes.reset();
        try {
            encoder.encode(event, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Gives an encoded event another number: the id and time of event {@code sequence} with the values of the event that
     * it was. Far cheaper than encoding one.
     */
    static void renumber(byte[] event, long sequence) {
        long digits = sequence;
        for (int i = ID_DIGITS - 1; i >= 0; i--) {
            event[DIGITS_FROM + i] = (byte) Character.forDigit((int) (digits & 0xF), 16);
            digits >>>= 4;
        }
        long time = eventTime(sequence) << 1; // zigzag of a positive number; as many bytes for the next 13 years
        int at = TIME_FROM;
        while ((time & ~0x7FL) != 0) {
            event[at++] = (byte) (time | 0x80);
            time >>>= 7;
        }
        event[at] = (byte) time;
    }

    /** Event time of event {@code sequence}, milliseconds. */
    static long eventTime(long sequence) {
        return FIRST_TIME + sequence;
    }

    /** The number of the event with this id. */
    static long sequence(byte[] id) {
        if (id.length != ID_PREFIX.length() + ID_DIGITS) {
            throw new IllegalArgumentException("must be the id of a reading: length=" + id.length);
        }
        long sequence = 0;
        for (int i = ID_PREFIX.length(); i < id.length; i++) {
            sequence = sequence << 4 | Character.digit(id[i], 16);
        }
        return sequence;
    }
}
