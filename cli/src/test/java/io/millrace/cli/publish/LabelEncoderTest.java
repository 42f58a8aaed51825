package io.millrace.cli.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.Label;
import io.millrace.schemas.MessageCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelEncoderTest {
    private static final LabelEncoder ENCODER =
            new LabelEncoder(new LabelEncoder.Fields("flight_id", "late", "known_at", ""));

    @TempDir
    private Path folder;

    private FileRecord csv(String text) throws IOException {
        return TestFiles.read(TestFiles.write(folder.resolve("labels.csv"), text))
                .get(0);
    }

    private static Label decoded(LabelEncoder encoder, FileRecord record) throws Exception {
        return MessageCodec.LABEL.decode(encoder.encode(record));
    }

    @Test
    void aRowIsALabel() throws Exception {
        FileRecord record = csv("flight_id,known_at,late\nf-1,1364789880000,1\n");
        Label label = decoded(ENCODER, record);
        assertThat(label.getEventId()).isEqualTo("f-1");
        assertThat(label.getValue()).isEqualTo(1.0);
        assertThat(label.getKnownAt()).isEqualTo(Instant.parse("2013-04-01T04:18:00Z"));
        assertThat(label.getPrincipal()).isNull();
        assertThat(ENCODER.key(record)).isEqualTo("f-1".getBytes(StandardCharsets.UTF_8));
        assertThat(ENCODER.eventTime(record)).isEqualTo(1364789880000L);
        assertThat(ENCODER.requiredFields()).containsExactly("flight_id", "late", "known_at");
    }

    @Test
    void aTextIsAClass() throws Exception {
        assertThat(decoded(ENCODER, csv("flight_id,known_at,late\nf-1,2013-04-01T04:18:00Z,very late\n"))
                        .getValue())
                .isEqualTo("very late");
    }

    @Test
    void typedValuesAndAPrincipal() throws Exception {
        LabelEncoder encoder = new LabelEncoder(new LabelEncoder.Fields("id", "y", "at", "by"));
        Label label = decoded(encoder, TestFiles.typed(Map.of("id", 7L, "y", 2.5, "at", 1000L, "by", "airport")));
        assertThat(label.getEventId()).isEqualTo("7");
        assertThat(label.getValue()).isEqualTo(2.5);
        assertThat(label.getPrincipal()).isEqualTo("airport");
        assertThat(encoder.requiredFields()).containsExactly("id", "y", "at", "by");
    }

    @Test
    void whatIsMissingOrNoTimeIsToldWithItsField() throws Exception {
        assertThatThrownBy(() -> ENCODER.encode(csv("flight_id,known_at,late\nf-1,1364789880000,\n")))
                .isInstanceOf(RecordFileException.class)
                .hasMessageContaining("field late: must hold a value, found none");
        assertThatThrownBy(() -> ENCODER.encode(csv("flight_id,known_at,late\n,1364789880000,1\n")))
                .hasMessageContaining("field flight_id: must hold a value, found none");
        assertThatThrownBy(() -> ENCODER.encode(csv("flight_id,known_at,late\nf-1,yesterday,1\n")))
                .hasMessageContaining("field known_at: must be a time")
                .hasMessageContaining("yesterday");
    }
}
