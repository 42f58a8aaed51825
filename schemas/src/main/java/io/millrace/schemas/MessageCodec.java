package io.millrace.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
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
            new MessageCodec<>(Prediction.class, Prediction.getClassSchema(), published("prediction-1.avsc"));

    /** Codec for the labels topic. */
    public static final MessageCodec<Label> LABEL = new MessageCodec<>(Label.class, Label.getClassSchema());

    /** Codec for labels that somebody has signed: the envelope only. {@code LabelSigner} signs, {@code LabelVerifier} checks. */
    public static final MessageCodec<SignedLabel> SIGNED_LABEL =
            new MessageCodec<>(SignedLabel.class, SignedLabel.getClassSchema());

    /** Codec for the dead-letters topic. */
    public static final MessageCodec<DeadLetter> DEAD_LETTER =
            new MessageCodec<>(DeadLetter.class, DeadLetter.getClassSchema());

    /** Codec for a command, inside a {@link SignedCommand}. */
    public static final MessageCodec<ControlCommand> CONTROL_COMMAND = new MessageCodec<>(
            ControlCommand.class, ControlCommand.getClassSchema(), published("control-command-1.avsc"));

    /** Codec for the control topic: the envelope only. {@code CommandSigner} signs, {@code CommandVerifier} checks. */
    public static final MessageCodec<SignedCommand> SIGNED_COMMAND =
            new MessageCodec<>(SignedCommand.class, SignedCommand.getClassSchema());

    /** Codec for the status topic. */
    public static final MessageCodec<ModelStatus> MODEL_STATUS =
            new MessageCodec<>(ModelStatus.class, ModelStatus.getClassSchema(), published("model-status-1.avsc"));

    /** Codec for the models topic. */
    public static final MessageCodec<ModelSnapshot> MODEL_SNAPSHOT =
            new MessageCodec<>(ModelSnapshot.class, ModelSnapshot.getClassSchema());

    /** Codec for the monitoring topic. */
    public static final MessageCodec<MonitoringEvent> MONITORING_EVENT =
            new MessageCodec<>(MonitoringEvent.class, MonitoringEvent.getClassSchema());

    /** Codec for the quarantine topic. */
    public static final MessageCodec<QuarantinedExample> QUARANTINED_EXAMPLE =
            new MessageCodec<>(QuarantinedExample.class, QuarantinedExample.getClassSchema());

    /** Codec for what the scoring job's coordinator keeps in checkpoints. */
    public static final MessageCodec<SwapSnapshot> SWAP_SNAPSHOT =
            new MessageCodec<>(SwapSnapshot.class, SwapSnapshot.getClassSchema());

    private static final int HEADER_LENGTH = 10;
    private static final short MARKER = 0x01C3;

    private final Map<Long, Schema> writers = new HashMap<>();
    private final BinaryMessageEncoder<T> encoder;
    private final BinaryMessageDecoder<T> decoder;

    private MessageCodec(Class<T> type, Schema newest, Schema... olderVersions) {
        SpecificData data = SpecificData.getForClass(type);
        encoder = new BinaryMessageEncoder<>(data, newest, true);
        decoder = new BinaryMessageDecoder<>(data, newest);
        writers.put(SchemaNormalization.parsingFingerprint64(newest), newest);
        for (Schema older : olderVersions) {
            writers.put(SchemaNormalization.parsingFingerprint64(older), older);
            decoder.addSchema(older);
        }
    }

    /** A schema of an older version, as it was published. */
    private static Schema published(String resource) {
        try (InputStream json = MessageCodec.class.getResourceAsStream(resource)) {
            return new Schema.Parser().parse(json);
        } catch (IOException e) {
            throw new UncheckedIOException("the schemas are part of the jar: " + resource, e);
        }
    }

    /** Whether the bytes begin as those of a message of this class. */
    public boolean isOne(byte[] bytes) {
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.length >= HEADER_LENGTH && header.getShort(0) == MARKER && writers.containsKey(header.getLong(2));
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
            check(bytes);
            return decoder.decode(bytes, null);
        } catch (IOException | RuntimeException e) {
            throw new MessageFormatException("not a readable message: length=" + bytes.length, e);
        }
    }

    /**
     * Walks over the message without keeping anything. Avro's own reader ignores bytes that are left over, and reserves
     * the memory that a length asks for before it looks whether so much is there: one damaged byte could cost gigabytes.
     */
    private void check(byte[] bytes) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < HEADER_LENGTH || header.getShort(0) != MARKER) {
            throw new IOException("no single-object header");
        }
        Schema writer = writers.get(header.getLong(2));
        if (writer == null) {
            throw new IOException("unknown schema: fingerprint=" + Long.toHexString(header.getLong(2)));
        }
        BinaryDecoder body =
                DecoderFactory.get().binaryDecoder(bytes, HEADER_LENGTH, bytes.length - HEADER_LENGTH, null);
        GenericDatumReader.skip(writer, body);
        if (!body.isEnd()) {
            throw new IOException("bytes left over behind the message");
        }
    }
}
