package io.millrace.cli.publish;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Events as a fixed header that tells their schema, and an Avro body. */
final class AvroBody implements EventBody {
    private final byte[] header;
    private final Schema schema;
    private final GenericDatumWriter<GenericData.Record> writer;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private BinaryEncoder encoder;

    private AvroBody(byte[] header, Schema schema) {
        this.header = header;
        this.schema = schema;
        this.writer = new GenericDatumWriter<>(schema);
    }

    /** Avro single-object encoding: two marker bytes, the schema's fingerprint with its low byte first. */
    static AvroBody singleObject(Schema schema) {
        return new AvroBody(
                ByteBuffer.allocate(10)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put((byte) 0xC3)
                        .put((byte) 0x01)
                        .putLong(SchemaNormalization.parsingFingerprint64(schema))
                        .array(),
                schema);
    }

    /** Confluent's framing: a zero byte, the schema's id with its high byte first. */
    static AvroBody confluent(int schemaId, Schema schema) {
        return new AvroBody(
                ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array(), schema);
    }

    Schema schema() {
        return schema;
    }

    @Override
    public byte[] encode(FileRecord record) {
        GenericData.Record converted = new AvroValues(record).convert(schema);
        bytes.reset();
        bytes.writeBytes(header);
        encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
        try {
            writer.write(converted, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public Set<String> required() {
        return schema.getFields().stream()
                .filter(field -> !field.hasDefaultValue() && !field.schema().isNullable())
                .map(Schema.Field::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
