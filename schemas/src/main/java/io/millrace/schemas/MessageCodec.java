package io.millrace.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Objects of one generated class to and from Avro's single-object encoding: two marker bytes {@code C3 01}, the
 * schema's 64-bit Rabin fingerprint (little endian), the binary body.
 *
 * <p>A reader understands every schema version that it was told of, and gives the newest form. This is the
 * convenient way, made for readers and tests; the scoring job writes the same bytes with an encoder of its own.
 *
 * <p>Safe for use by several threads.
 *
 * @param <T> the generated class
 */
public final class MessageCodec<T extends SpecificRecordBase> {
    /** Codec for answers on the predictions topic. */
    public static final MessageCodec<Prediction> PREDICTION =
            new MessageCodec<>(Prediction.class, Prediction.getClassSchema());

    /** Codec for the labels topic. */
    public static final MessageCodec<Label> LABEL = new MessageCodec<>(Label.class, Label.getClassSchema());

    /** Codec for the dead-letters topic. */
    public static final MessageCodec<DeadLetter> DEAD_LETTER =
            new MessageCodec<>(DeadLetter.class, DeadLetter.getClassSchema());

    private final BinaryMessageEncoder<T> encoder;
    private final BinaryMessageDecoder<T> decoder;

    private MessageCodec(Class<T> type, Schema newest, Schema... olderVersions) {
        SpecificData data = SpecificData.getForClass(type);
        encoder = new BinaryMessageEncoder<>(data, newest, true);
        decoder = new BinaryMessageDecoder<>(data, newest);
        for (Schema older : olderVersions) {
            decoder.addSchema(older);
        }
    }

    /**
     * Bytes of {@code message}, header included.
     *
     * @throws AvroRuntimeException if a required field is missing
     */
    public byte[] encode(T message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try {
            encoder.encode(message, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * The message in {@code bytes}, which must be one whole message and nothing more.
     *
     * @throws MessageFormatException if the header is not ours, the schema is unknown, or the body is damaged
     */
    public T decode(byte[] bytes) {
        try {
            java.io.ByteArrayInputStream in = new java.io.ByteArrayInputStream(bytes);
            T message = decoder.decode(in, null);
            return message;
        } catch (IOException | RuntimeException e) {
            throw new MessageFormatException("not a readable message: length=" + bytes.length, e);
        }
    }
}
