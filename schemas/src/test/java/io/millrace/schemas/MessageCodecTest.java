package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageCodecTest {

    static Stream<Arguments> golden() {
        return Stream.of(
                Arguments.of("v2/prediction-scored.bin", MessageCodec.PREDICTION, GoldenMessages.scored()),
                Arguments.of("v2/prediction-fallback.bin", MessageCodec.PREDICTION, GoldenMessages.fallback()),
                Arguments.of("v2/prediction-degraded.bin", MessageCodec.PREDICTION, GoldenMessages.degraded()),
                Arguments.of("v1/label-number.bin", MessageCodec.LABEL, GoldenMessages.numberLabel()),
                Arguments.of("v1/label-class.bin", MessageCodec.LABEL, GoldenMessages.classLabel()),
                Arguments.of("v6/signed-label.bin", MessageCodec.SIGNED_LABEL, GoldenMessages.signedLabel()),
                Arguments.of("v1/dead-letter.bin", MessageCodec.DEAD_LETTER, GoldenMessages.deadLetter()),
                Arguments.of("v1/dead-letter-tombstone.bin", MessageCodec.DEAD_LETTER, GoldenMessages.tombstone()),
                Arguments.of(
                        "v5/control-command-deploy.bin", MessageCodec.CONTROL_COMMAND, GoldenMessages.deployment()),
                Arguments.of("v5/control-command-abort.bin", MessageCodec.CONTROL_COMMAND, GoldenMessages.abort()),
                Arguments.of("v5/control-command-release.bin", MessageCodec.CONTROL_COMMAND, GoldenMessages.release()),
                Arguments.of("v5/control-command-revert.bin", MessageCodec.CONTROL_COMMAND, GoldenMessages.revert()),
                Arguments.of("v3/signed-command.bin", MessageCodec.SIGNED_COMMAND, GoldenMessages.signed()),
                Arguments.of("v5/model-status-active.bin", MessageCodec.MODEL_STATUS, GoldenMessages.active()),
                Arguments.of("v5/model-status-rejected.bin", MessageCodec.MODEL_STATUS, GoldenMessages.rejected()),
                Arguments.of(
                        "v5/quarantined-example-held.bin", MessageCodec.QUARANTINED_EXAMPLE, GoldenMessages.held()),
                Arguments.of(
                        "v5/quarantined-example-released.bin",
                        MessageCodec.QUARANTINED_EXAMPLE,
                        GoldenMessages.released()),
                Arguments.of("v4/model-snapshot-offered.bin", MessageCodec.MODEL_SNAPSHOT, GoldenMessages.offered()),
                Arguments.of(
                        "v4/model-snapshot-candidate.bin", MessageCodec.MODEL_SNAPSHOT, GoldenMessages.candidate()),
                Arguments.of(
                        "v4/monitoring-event-refused.bin", MessageCodec.MONITORING_EVENT, GoldenMessages.refused()),
                Arguments.of("v4/monitoring-event-figure.bin", MessageCodec.MONITORING_EVENT, GoldenMessages.figure()));
    }

    @ParameterizedTest
    @MethodSource("golden")
    <T extends SpecificRecordBase> void bytesStayAsPublished(String file, MessageCodec<T> codec, T message)
            throws IOException {
        byte[] published = Files.readAllBytes(GoldenMessages.FOLDER.resolve(file));
        assertThat(codec.encode(message)).as("encode(message) against %s", file).isEqualTo(published);
        assertThat(codec.decode(published)).as("decode(%s)", file).isEqualTo(message);
    }

    @Test
    void predictionsOfVersion1AreStillRead() throws IOException {
        byte[] scored = Files.readAllBytes(GoldenMessages.FOLDER.resolve("v1/prediction-scored.bin"));
        byte[] fallback = Files.readAllBytes(GoldenMessages.FOLDER.resolve("v1/prediction-fallback.bin"));
        assertThat(MessageCodec.PREDICTION.decode(scored)).isEqualTo(GoldenMessages.scored());
        assertThat(MessageCodec.PREDICTION.decode(fallback)).isEqualTo(GoldenMessages.fallback());
    }

    @Test
    void commandsAndStatusesOfVersion1AreStillRead() throws IOException {
        assertThat(MessageCodec.CONTROL_COMMAND.decode(golden("v3/control-command-deploy.bin")))
                .isEqualTo(GoldenMessages.deployment());
        assertThat(MessageCodec.CONTROL_COMMAND.decode(golden("v3/control-command-abort.bin")))
                .isEqualTo(GoldenMessages.abort());
        assertThat(MessageCodec.MODEL_STATUS.decode(golden("v3/model-status-active.bin")))
                .isEqualTo(GoldenMessages.active());
        assertThat(MessageCodec.MODEL_STATUS.decode(golden("v3/model-status-rejected.bin")))
                .isEqualTo(GoldenMessages.rejected());
    }

    private static byte[] golden(String file) throws IOException {
        return Files.readAllBytes(GoldenMessages.FOLDER.resolve(file));
    }

    /** A release that knows version 1 only takes a new kind for UNKNOWN, which it refuses, and passes over what is new. */
    @Test
    void commandsGoBothWays() throws IOException {
        Schema version1 = published("control-command-1.avsc");
        assertThat(fingerprint(version1)).isEqualTo("d09b7f2c59d16383");
        assertThat(fingerprint(published("model-status-1.avsc"))).isEqualTo("a6bcae89d1d69ab3");
        byte[] current = MessageCodec.CONTROL_COMMAND.encode(GoldenMessages.release());
        GenericRecord read = new GenericDatumReader<GenericRecord>(ControlCommand.getClassSchema(), version1)
                .read(null, DecoderFactory.get().binaryDecoder(current, 10, current.length - 10, null));
        assertThat(read.get("kind")).hasToString("UNKNOWN");
        assertThat(read.get("issuer")).hasToString("Zoë");
    }

    private static Schema published(String resource) throws IOException {
        try (InputStream json = MessageCodec.class.getResourceAsStream(resource)) {
            return new Schema.Parser().parse(json);
        }
    }

    /** Readers that know version 1 only read what is published now, once they are told its schema. */
    @Test
    void readersOfVersion1SkipWhatIsNew() throws IOException {
        Schema version1 = published("prediction-1.avsc");
        assertThat(fingerprint(version1)).isEqualTo("5c9d74dbf64f76b2");
        byte[] current = MessageCodec.PREDICTION.encode(GoldenMessages.degraded());
        GenericRecord read = new GenericDatumReader<GenericRecord>(Prediction.getClassSchema(), version1)
                .read(null, DecoderFactory.get().binaryDecoder(current, 10, current.length - 10, null));
        assertThat(read.get("model")).hasToString("fraud-forest");
        assertThat(read.getSchema().getField("degradation")).isNull();
    }

    /** A schema changes on purpose only: with a new version, new golden files, and the old schema kept for reading. */
    @Test
    void schemasStayAsPublished() {
        assertThat(fingerprint(Prediction.getClassSchema())).isEqualTo("e2ffeaf06a300f93");
        assertThat(fingerprint(Label.getClassSchema())).isEqualTo("9d7567bc95cc5d82");
        assertThat(fingerprint(SignedLabel.getClassSchema())).isEqualTo("d55eebaf84833e96");
        assertThat(fingerprint(DeadLetter.getClassSchema())).isEqualTo("438858c45839d1ae");
        assertThat(fingerprint(ControlCommand.getClassSchema())).isEqualTo("2d68a5d1550496e7");
        assertThat(fingerprint(SignedCommand.getClassSchema())).isEqualTo("d665509a7ec6a4db");
        assertThat(fingerprint(ModelStatus.getClassSchema())).isEqualTo("4a3450c727fb88f9");
        assertThat(fingerprint(QuarantinedExample.getClassSchema())).isEqualTo("d451da083fa21c31");
        assertThat(fingerprint(ModelSnapshot.getClassSchema())).isEqualTo("d87eaec89bd265ca");
        assertThat(fingerprint(MonitoringEvent.getClassSchema())).isEqualTo("6e53ff8f607bd1a7");
    }

    @Test
    void aMessageStartsWithMarkerAndFingerprint() {
        byte[] bytes = MessageCodec.LABEL.encode(GoldenMessages.numberLabel());
        ByteBuffer expected = ByteBuffer.allocate(10).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        expected.put((byte) 0xC3)
                .put((byte) 0x01)
                .putLong(SchemaNormalization.parsingFingerprint64(Label.getClassSchema()));
        assertThat(Arrays.copyOf(bytes, 10)).isEqualTo(expected.array());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsWrittenIsRead(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            String where = "seed " + seed + ", message " + i;
            Prediction prediction = prediction(random);
            assertThat(MessageCodec.PREDICTION.decode(MessageCodec.PREDICTION.encode(prediction)))
                    .as(where)
                    .isEqualTo(prediction);
            Label label = Label.newBuilder()
                    .setEventId(text(random))
                    .setValue(random.nextBoolean() ? random.nextGaussian() : text(random))
                    .setKnownAt(time(random))
                    .setPrincipal(random.nextBoolean() ? text(random) : null)
                    .build();
            assertThat(MessageCodec.LABEL.decode(MessageCodec.LABEL.encode(label)))
                    .as(where)
                    .isEqualTo(label);
            DeadLetter letter = deadLetter(random);
            assertThat(MessageCodec.DEAD_LETTER.decode(MessageCodec.DEAD_LETTER.encode(letter)))
                    .as(where)
                    .isEqualTo(letter);
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    <T extends SpecificRecordBase> void everyTruncationIsRefused(String file, MessageCodec<T> codec, T message) {
        byte[] whole = codec.encode(message);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> codec.decode(part))
                    .as("%s, first %d bytes", file, length)
                    .isInstanceOf(MessageFormatException.class)
                    .hasMessage("not a readable message: length=" + length);
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    <T extends SpecificRecordBase> void trailingBytesAreRefused(String file, MessageCodec<T> codec, T message) {
        byte[] whole = codec.encode(message);
        for (int extra : new int[] {1, 2, whole.length}) {
            assertThatThrownBy(() -> codec.decode(Arrays.copyOf(whole, whole.length + extra)))
                    .as("%s and %d bytes", file, extra)
                    .isInstanceOf(MessageFormatException.class)
                    .hasRootCauseMessage("bytes left over behind the message");
        }
    }

    @Test
    void anotherMessageIsRefused() {
        byte[] label = MessageCodec.LABEL.encode(GoldenMessages.numberLabel());
        assertThatThrownBy(() -> MessageCodec.PREDICTION.decode(label))
                .isInstanceOf(MessageFormatException.class)
                .rootCause()
                .hasMessageStartingWith("unknown schema: fingerprint=");
    }

    @Test
    void otherBytesAreRefused() {
        byte[] json = "{\"eventId\": \"order-4711\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThatThrownBy(() -> MessageCodec.LABEL.decode(json))
                .isInstanceOf(MessageFormatException.class)
                .hasRootCauseMessage("no single-object header");
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void garbageIsRefusedOrRead(long seed) {
        Random random = new Random(seed);
        byte[] header = Arrays.copyOf(MessageCodec.PREDICTION.encode(GoldenMessages.scored()), 10);
        for (int i = 0; i < 2_000; i++) {
            byte[] garbage = new byte[random.nextInt(200)];
            random.nextBytes(garbage);
            if (random.nextBoolean() && garbage.length >= header.length) {
                System.arraycopy(header, 0, garbage, 0, header.length);
            }
            assertReadOrRefused(MessageCodec.PREDICTION, garbage, "seed " + seed + ", garbage " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    <T extends SpecificRecordBase> void aFlippedBitIsRefusedOrRead(String file, MessageCodec<T> codec, T message) {
        byte[] whole = codec.encode(message);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            assertReadOrRefused(codec, damaged, file + ", bit " + bit);
        }
    }

    @Test
    void aLengthBeyondTheMessageCostsNoMemory() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(MessageCodec.LABEL.encode(GoldenMessages.numberLabel()), 0, 10);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        // the length of eventId: more than the heap of the tests holds
        encoder.writeLong(2_147_000_000L);
        encoder.flush();
        assertThatThrownBy(() -> MessageCodec.LABEL.decode(bytes.toByteArray()))
                .isInstanceOf(MessageFormatException.class)
                .hasRootCauseInstanceOf(java.io.EOFException.class);
    }

    private static <T extends SpecificRecordBase> void assertReadOrRefused(
            MessageCodec<T> codec, byte[] bytes, String where) {
        try {
            assertThat(codec.decode(bytes)).as(where).isNotNull();
        } catch (MessageFormatException e) {
            assertThat(e).as(where).hasMessage("not a readable message: length=" + bytes.length);
        }
    }

    private static String fingerprint(Schema schema) {
        return "%016x".formatted(SchemaNormalization.parsingFingerprint64(schema));
    }

    private static Prediction prediction(Random random) {
        List<Object> features = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            features.add(
                    switch (random.nextInt(4)) {
                        case 0 -> null;
                        case 1 -> (Object) random.nextFloat();
                        case 2 -> (Object) random.nextGaussian();
                        default -> text(random);
                    });
        }
        byte[] fingerprint = new byte[8];
        random.nextBytes(fingerprint);
        return Prediction.newBuilder()
                .setEventId(text(random))
                .setEventTime(time(random))
                .setPartition(random.nextInt())
                .setOffset(random.nextLong())
                .setIngestTime(time(random))
                .setKind(random.nextBoolean() ? AnswerKind.SCORED : AnswerKind.FALLBACK)
                .setSlot(text(random))
                .setModel(text(random))
                .setModelVersion(random.nextLong())
                .setModelFingerprint(new ModelFingerprint(fingerprint))
                .setOutputs(Map.of("a", random.nextGaussian(), "b", text(random)))
                .setFeatures(features)
                .setReason(random.nextBoolean() ? text(random) : null)
                .setDegradation(random.nextBoolean() ? text(random) : null)
                .build();
    }

    private static DeadLetter deadLetter(Random random) {
        byte[] value = new byte[random.nextInt(300)];
        random.nextBytes(value);
        return DeadLetter.newBuilder()
                .setTopic(text(random))
                .setPartition(random.nextInt())
                .setOffset(random.nextLong())
                .setIngestTime(time(random))
                .setJob(text(random))
                .setCause(text(random))
                .setDetail(text(random))
                .setKey(random.nextBoolean() ? ByteBuffer.wrap(value) : null)
                .setValue(random.nextBoolean() ? ByteBuffer.wrap(value) : null)
                .setValueLength(random.nextInt())
                .setHeaders(List.of(new RecordHeader(text(random), ByteBuffer.wrap(value))))
                .build();
    }

    private static Instant time(Random random) {
        return Instant.ofEpochMilli(random.nextInt() * 1_000L + random.nextInt(1_000));
    }

    /** Texts of ASCII, Latin and emoji. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(new int[] {'a', '0', ' ', 'ß', 0x1F600}[random.nextInt(5)]);
        }
        return text.toString();
    }
}
