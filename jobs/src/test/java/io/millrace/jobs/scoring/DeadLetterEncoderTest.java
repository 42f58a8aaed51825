package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DeadLetterEncoderTest {
    /** What a broker takes by default, less what a record and its batch need for themselves. */
    private static final int KAFKA_LIMIT = 1_048_588 - 200;

    private final DeadLetterEncoder encoder = new DeadLetterEncoder("events");
    private final SourceRecord record = new SourceRecord();

    private DeadLetter letter() {
        return MessageCodec.DEAD_LETTER.decode(bytes());
    }

    private byte[] bytes() {
        return encoder.encode(record, "MALFORMED", "in wörds");
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void allOfTheRecordIsKept() {
        record.partition = 3;
        record.offset = 1L << 40;
        record.timestamp = 1_700_000_000_123L;
        record.key = utf8("key");
        record.value = randomBytes(1000);
        record.headers = new byte[][] {utf8("trace"), {0, -1}, utf8("trace"), null, utf8("ö"), {}};
        assertThat(letter())
                .isEqualTo(DeadLetter.newBuilder()
                        .setTopic("events")
                        .setPartition(3)
                        .setOffset(1L << 40)
                        .setIngestTime(Instant.ofEpochMilli(1_700_000_000_123L))
                        .setJob("scoring")
                        .setCause("MALFORMED")
                        .setDetail("in wörds")
                        .setKey(ByteBuffer.wrap(utf8("key")))
                        .setValue(ByteBuffer.wrap(record.value))
                        .setValueLength(1000)
                        .setHeaders(List.of(
                                new RecordHeader("trace", ByteBuffer.wrap(new byte[] {0, -1})),
                                new RecordHeader("trace", null),
                                new RecordHeader("ö", ByteBuffer.allocate(0))))
                        .build());
        assertThat(DeadLetterEncoder.key(record)).isSameAs(record.key);
    }

    @Test
    void aTombstoneHasNoValue() {
        DeadLetter letter = letter();
        assertThat(letter.getValue()).isNull();
        assertThat(letter.getValueLength()).isEqualTo(-1);
        assertThat(letter.getKey()).isNull();
        assertThat(letter.getHeaders()).isEmpty();
        assertThat(DeadLetterEncoder.key(record)).isNull();
    }

    @Test
    void anEmptyValueIsNoTombstone() {
        record.value = new byte[0];
        assertThat(letter().getValue()).isEqualTo(ByteBuffer.allocate(0));
        assertThat(letter().getValueLength()).isZero();
    }

    @Test
    void aHugeValueIsCut() {
        record.value = randomBytes(10_000_000);
        DeadLetter letter = letter();
        assertThat(letter.getValueLength()).isEqualTo(10_000_000);
        assertThat(letter.getValue())
                .isEqualTo(ByteBuffer.wrap(Arrays.copyOf(record.value, DeadLetterEncoder.MAX_VALUE_BYTES)));
    }

    @Test
    void hugeKeysAndHeadersAreLeftOut() {
        record.key = randomBytes(DeadLetterEncoder.MAX_KEY_BYTES + 1);
        record.headers = new byte[][] {utf8("small"), {1}, utf8("huge"), randomBytes(50_000)};
        DeadLetter letter = letter();
        assertThat(letter.getKey()).isNull();
        assertThat(letter.getHeaders()).isEmpty();
        assertThat(DeadLetterEncoder.key(record)).isNull();
    }

    @Test
    void aHugeDetailIsCut() {
        byte[] bytes = encoder.encode(record, "SCORING_FAILED", "x".repeat(1_000_000));
        assertThat(MessageCodec.DEAD_LETTER.decode(bytes).getDetail()).hasSize(DeadLetterEncoder.MAX_DETAIL);
    }

    @Test
    void theLargestDeadLetterIsTakenByKafka() {
        record.key = randomBytes(DeadLetterEncoder.MAX_KEY_BYTES);
        record.value = randomBytes(10_000_000);
        record.headers = new byte[][] {utf8("h"), randomBytes(DeadLetterEncoder.MAX_HEADER_BYTES - 8)};
        assertThat(letter().getHeaders()).hasSize(1);
        assertThat(bytes().length + DeadLetterEncoder.key(record).length).isLessThan(KAFKA_LIMIT);
        record.headers = new byte[2 * 200_000][0];
        assertThat(bytes().length).as("headers that are nearly nothing").isLessThan(KAFKA_LIMIT);
    }
}
